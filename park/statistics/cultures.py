"""Scores across cultures, and their ceiling."""

import numpy as np
from numpy.typing import ArrayLike

from park.statistics.chunks import chunk_sizes
from park.statistics.distances import js_similarity, shares
from park.statistics.interval import Interval, Numbers, known_mean, quantiles, ratio


def c_dist(scores: ArrayLike) -> Numbers:
    """Return C-Dist = mean over cultures i of M_ii / max_j M_ji (From Surveys to Narratives).

    1 means that each culture's own adapter is the best on it.

    Args:
        scores: M, shape (..., k, k): adapters in rows, tested cultures in columns, in the same
            order; non-negative, higher is better. Missing scores are nan and ignored in the
            maximum;
            cultures with a missing own score, or without a positive score, are ignored in the mean.

    Returns:
        Shape (...), in [0, 1]; nan if no culture is left.

    Raises:
        ValueError: the matrix is not square.
    """
    given = np.asarray(scores, float)
    if given.ndim < 2 or given.shape[-1] != given.shape[-2]:
        raise ValueError(f"C-Dist needs a square matrix, not shape {given.shape}")
    best = np.where(np.isfinite(given), given, -np.inf).max(axis=-2, initial=-np.inf)
    return known_mean(ratio(np.diagonal(given, axis1=-2, axis2=-1), best))


def ceiling(
    counts: ArrayLike,
    *,
    draws: int | None = None,
    level: float = 0.95,
    resamples: int = 2_000,
    seed: int = 0,
) -> Interval:
    """Return the 1 - Jensen–Shannon distance of people from themselves.

    The expected score of a sample from people's own distribution. The interval is the range of
    scores of single samples, not the error of the expectation.

    Args:
        counts: numbers of people by option, shape (k,), or (items, k) padded with zeros for the
            mean over items; may be weighted. Items without answers are ignored.
        draws: answers per sample and item; by default as many as people.
        level: share of samples within the interval, between 0 and 1.
        resamples: number of samples.
        seed: random seed.

    Returns:
        The ceiling in [0, 1], with n the number of people's answers; nan without answers or if
        draws < 1.
    """
    table = np.atleast_2d(np.asarray(counts, float))
    distributions = shares(table)
    kept = np.isfinite(distributions).all(-1)
    table, distributions = table[kept], distributions[kept]
    people = table.sum(-1)
    if not table.size or (draws is not None and draws < 1):
        return Interval(np.nan, np.nan, np.nan, round(float(people.sum())))
    sizes = np.full(len(table), draws) if draws else np.maximum(np.rint(people), 1).astype(int)
    rng = np.random.default_rng(seed)
    drawn = np.concatenate(
        [
            js_similarity(
                rng.multinomial(sizes, distributions, size=(size, len(table))), distributions
            ).mean(-1)
            for size in chunk_sizes(resamples, table.size)
        ]
    )
    tail = (1 - level) / 2
    return Interval(
        float(drawn.mean()), *quantiles(drawn, tail, 1 - tail), round(float(people.sum()))
    )
