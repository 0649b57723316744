"""Chunks to limit the memory of resampling."""

from collections.abc import Iterator

CHUNK = 1_000_000
"""Numbers per chunk, about 8 MB; does not affect results."""


def chunk_sizes(resamples: int, width: int) -> Iterator[int]:
    """Yield chunk sizes summing to `resamples`, each as large as CHUNK allows and at least 1.

    Args:
        resamples: total number of resamples.
        width: numbers per resample.
    """
    size = max(1, CHUNK // max(width, 1))
    for start in range(0, resamples, size):
        yield min(size, resamples - start)
