"""Correction for multiple comparisons."""

import numpy as np
from numpy.typing import ArrayLike

from park.statistics.interval import Numbers


def holm(p_values: ArrayLike) -> Numbers:
    """Return p-values adjusted by Holm's step-down procedure (Holm 1979), in the same shape.

    The i-th smallest of m becomes the maximum of (m - j + 1) p_j over j ≤ i, at most 1. Rejecting
    results of at most α limits the probability of any false rejection to α.

    Args:
        p_values: the p-values of one family, any shape; nan stays nan and does not count in m.
    """
    given = np.asarray(p_values, float)
    adjusted = given.copy().ravel()
    known = np.flatnonzero(~np.isnan(adjusted))
    order = known[np.argsort(adjusted[known], kind="stable")]
    raised = adjusted[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(raised), 1.0)
    return adjusted.reshape(given.shape)


def benjamini_hochberg(p_values: ArrayLike) -> Numbers:
    """Return p-values adjusted for the false discovery rate (Benjamini & Hochberg 1995).

    The i-th smallest of m becomes the minimum of m p_j / j over j ≥ i, at most 1.

    Args:
        p_values: the p-values of one family, any shape; nan stays nan and does not count in m.
    """
    given = np.asarray(p_values, float)
    adjusted = given.copy().ravel()
    known = np.flatnonzero(~np.isnan(adjusted))
    order = known[np.argsort(adjusted[known], kind="stable")]
    raised = adjusted[order] * len(order) / np.arange(1, len(order) + 1)
    falling = np.minimum.accumulate(raised[::-1])[::-1]
    adjusted[order] = np.minimum(falling, 1.0)
    return adjusted.reshape(given.shape)
