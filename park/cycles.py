"""How often Python looks for cycles of unused objects.

Each look scans what is loaded, so while a command imports its packages most looks find nothing:
they took a tenth of the time until the first call.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

IMPORTING = (100_000, 20, 50)
"""Thresholds while a command starts."""
_before: list[tuple[int, int, int]] = []


@contextmanager
def rarely(*thresholds: int) -> Iterator[None]:
    """Collect by other thresholds in a block; when it ends, by those before the outermost one."""
    _before.append(gc.get_threshold())
    gc.set_threshold(*thresholds)
    try:
        yield
    finally:
        usually()
        _before.pop()


def usually() -> None:
    """Collect by the usual thresholds from here on, also within a block."""
    if _before:
        gc.set_threshold(*_before[0])


__all__ = ["IMPORTING", "rarely", "usually"]
