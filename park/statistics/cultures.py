"""Scores of cultures against one another, and how high a score can be."""

import numpy as np
from numpy.typing import ArrayLike

from park.statistics.chunks import chunk_sizes
from park.statistics.distances import js_similarity, shares
from park.statistics.interval import Interval, Numbers, known_mean, quantiles, ratio


def c_dist(scores: ArrayLike) -> Numbers:
    """Return C-Dist = mean over cultures i of M_ii / max_j M_ji (From Surveys to Narratives).

    1 means that every culture's own adapter is the best on that culture.

    Args:
        scores: M, shape (..., k, k): adapters in rows, tested cultures in columns, both in the
            same order; higher is better and none is negative. A missing score is nan and is left
            out of the maximum; a culture whose own score is missing, or whose best score is not
            above 0, is left out of the mean.

    Returns:
        Shape (...), in [0, 1]; nan if no culture is left.

    Raises:
        ValueError: if the matrix is not square.
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
    """Return the 1 - Jensen–Shannon distance that people reach against themselves.

    It is the expected score of a sample drawn from the people's own distribution. The interval is
    the range in which the score of one such sample falls, not the error of the expectation.

    Args:
        counts: how many people chose each option, shape (k,), or (items, k) padded with zeros for
            the mean over items; may be weighted. Items that nobody answered are left out.
        draws: the answers in a sample, the same for every item; by default as many as people.
        level: the share of samples inside the interval, between 0 and 1.
        resamples: how many samples are drawn.
        seed: equal seeds give equal results.

    Returns:
        The ceiling in [0, 1], n being the people's answers; nan without any, or if draws < 1.
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
