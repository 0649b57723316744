"""The small base and runs for it."""

from tests.adapters.conftest import base, run

__all__ = ["base", "run"]
