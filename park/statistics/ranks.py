"""Ranks, and what they correlate by."""

import numpy as np
from numpy.typing import ArrayLike

from park.statistics.interval import Numbers


def average_ranks(values: ArrayLike) -> Numbers:
    """Return the ranks 1 … n, shape (n,); equal values share the mean of theirs."""
    _, place, counts = np.unique(np.asarray(values, float), return_inverse=True, return_counts=True)
    ranks: Numbers = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return ranks


def pearson(one: ArrayLike, other: ArrayLike) -> float:
    """Return Pearson's correlation of pairs; nan where either side does not vary."""
    a, b = np.asarray(one, float), np.asarray(other, float)
    if len(a) < 2:
        return float("nan")
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / scale if scale > 1e-12 else float("nan")


def spearman(one: ArrayLike, other: ArrayLike) -> float:
    """Return Spearman's correlation of pairs; nan where either side does not vary."""
    return pearson(average_ranks(one), average_ranks(other))
