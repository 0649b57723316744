"""The small base."""

from tests.adapters.conftest import base

__all__ = ["base"]
