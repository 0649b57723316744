"""Distances between a model's answers and people's."""

import numpy as np
from numpy.typing import ArrayLike

from park.statistics.interval import Numbers, ratio


def shares(counts: ArrayLike) -> Numbers:
    """Return counts, shape (..., k), as shares that sum to 1; nan if none, negative or missing."""
    given = np.asarray(counts, float)
    valid = (np.isfinite(given) & (given >= 0)).all(-1, keepdims=True)
    return ratio(given, np.where(valid, given, 0.0).sum(-1, keepdims=True))


def js_distance(first: ArrayLike, second: ArrayLike) -> Numbers:
    """Return the Jensen–Shannon distance, the root of the divergence in bits (Lin 1991).

    Args:
        first: shares or counts of k options, shape (..., k); scaled to sum to 1.
        second: the same.

    Returns:
        Shape (...), in [0, 1]: 0 for equal distributions, 1 for disjoint ones; nan if either is
        empty, negative or missing.

    Raises:
        ValueError: if the shapes do not fit.
    """
    p, q = shares(first), shares(second)
    both = p + q
    # Terms in (p - q)/(p + q) vanish quadratically, so equal distributions stay at 0.
    tilt = np.where(both == 0, 0.0, ratio(p - q, both))
    bits = (_information(tilt) + _information(-tilt)) / np.log(2)
    divergence = np.where(both.sum(-1) > 0, (both * bits / 4).sum(-1), np.nan)
    distance: Numbers = np.sqrt(np.clip(divergence, 0.0, 1.0))
    return distance


def js_similarity(first: ArrayLike, second: ArrayLike) -> Numbers:
    """Return 1 - `js_distance`: 1 for equal distributions, 0 for disjoint ones."""
    return 1.0 - js_distance(first, second)


def wasserstein(first: ArrayLike, second: ArrayLike) -> Numbers:
    """Return the Wasserstein-1 distance of two distributions over ordered options.

    It is the least number of steps between neighbouring options by which the one becomes the
    other, per respondent, as a share of the longest way, k - 1 steps (Vallender 1974).

    Args:
        first: shares or counts of k equally spaced options in their order, shape (..., k).
        second: the same.

    Returns:
        Shape (...), in [0, 1]; nan if either is empty, negative or missing, or if k < 2.

    Raises:
        ValueError: if the shapes do not fit.
    """
    gaps = np.cumsum(shares(first) - shares(second), axis=-1)[..., :-1]
    return np.minimum(ratio(np.abs(gaps).sum(-1), gaps.shape[-1]), 1.0)


def nvas(model: ArrayLike, people: ArrayLike, lowest: ArrayLike, highest: ArrayLike) -> Numbers:
    """Return the normalised value alignment score of MENAValues (arXiv 2510.13154), in per cent.

    NVAS = 100 (1 - |model - people| / (highest - lowest)). A constant answer or the mean of a
    region scores high, so show them beside it.

    Args:
        model: the model's answer as an option's code, any shape.
        people: the mean answer of people (their most frequent one where options have no order).
        lowest: the scale's smallest code.
        highest: the scale's largest code.

    Returns:
        The broadcast shape, 0 to 100 where answers lie on the scale; nan if anything is missing
        or the scale has no width.

    Raises:
        ValueError: if the shapes do not fit.
    """
    gap = np.abs(np.asarray(model, float) - np.asarray(people, float))
    return 100 * (1 - ratio(gap, np.asarray(highest, float) - np.asarray(lowest, float)))


def _information(tilt: Numbers) -> Numbers:
    """Return (1 + t) ln(1 + t), which is 0 at t = -1."""
    return (1 + tilt) * np.log1p(np.where(tilt <= -1, 0.0, tilt))
