"""Distances between a model's answers and people's."""

import numpy as np
from numpy.typing import ArrayLike

from park.statistics.interval import Numbers, ratio


def shares(counts: ArrayLike) -> Numbers:
    """Normalise counts, shape (..., k), to sum to 1; nan if empty, negative or missing."""
    given = np.asarray(counts, float)
    valid = (np.isfinite(given) & (given >= 0)).all(-1, keepdims=True)
    return ratio(given, np.where(valid, given, 0.0).sum(-1, keepdims=True))


def js_distance(first: ArrayLike, second: ArrayLike) -> Numbers:
    """Return the Jensen–Shannon distance, the root of the divergence in bits (Lin 1991).

    Args:
        first: shares or counts of k options, shape (..., k); normalised to sum to 1.
        second: the same.

    Returns:
        Shape (...), in [0, 1]: 0 for equal distributions, 1 for disjoint ones; nan if either is
        empty, negative or missing.

    Raises:
        ValueError: incompatible shapes.
    """
    p, q = shares(first), shares(second)
    both = p + q
    # In terms of (p - q)/(p + q), errors vanish quadratically, so equal distributions give exactly
    # 0.
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

    The minimum number of steps between neighbouring options that turn one into the other, per
    respondent, as a share of the maximum of k - 1 steps (Vallender 1974).

    Args:
        first: shares or counts of k equally spaced options in order, shape (..., k).
        second: the same.

    Returns:
        Shape (...), in [0, 1]; nan if either is empty, negative or missing, or if k < 2.

    Raises:
        ValueError: incompatible shapes.
    """
    gaps = np.cumsum(shares(first) - shares(second), axis=-1)[..., :-1]
    return np.minimum(ratio(np.abs(gaps).sum(-1), gaps.shape[-1]), 1.0)


def nvas(model: ArrayLike, people: ArrayLike, lowest: ArrayLike, highest: ArrayLike) -> Numbers:
    """Return the normalised value alignment score of MENAValues (arXiv 2510.13154), in per cent.

    NVAS = 100 (1 - |model - people| / (highest - lowest)). Constant answers and regional means
    score high, so report them alongside.

    Args:
        model: the model's answer as an option's code, any shape.
        people: people's mean answer (the most frequent one for unordered options).
        lowest: the scale's smallest code.
        highest: the scale's largest code.

    Returns:
        The broadcast shape, 0 to 100 for answers on the scale; nan if anything is missing or the
        scale has no width.

    Raises:
        ValueError: incompatible shapes.
    """
    gap = np.abs(np.asarray(model, float) - np.asarray(people, float))
    return 100 * (1 - ratio(gap, np.asarray(highest, float) - np.asarray(lowest, float)))


def _information(tilt: Numbers) -> Numbers:
    """Return (1 + t) ln(1 + t), which is 0 at t = -1."""
    return (1 + tilt) * np.log1p(np.where(tilt <= -1, 0.0, tilt))
