"""A finished benchmark for the task that asks it."""

from tests.benchmark.conftest import finished, setup

__all__ = ["finished", "setup"]
