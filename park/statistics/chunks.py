"""Chunks that bound the memory of resampling."""

from collections.abc import Iterator

CHUNK = 1_000_000
"""How many numbers are drawn at once, about 8 MB; results do not depend on it."""


def chunk_sizes(resamples: int, width: int) -> Iterator[int]:
    """Yield sizes that add up to `resamples`, each as large as CHUNK allows and at least 1.

    Args:
        resamples: how many resamples are wanted.
        width: how many numbers one resample holds.
    """
    size = max(1, CHUNK // max(width, 1))
    for start in range(0, resamples, size):
        yield min(size, resamples - start)
