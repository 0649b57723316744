"""Hofstede's six dimensions from the 24 mean answers to the Values Survey Module 2013."""

import numpy as np
from numpy.typing import ArrayLike

from park.statistics.interval import Numbers

DIMENSIONS = ("PDI", "IDV", "MAS", "UAI", "LTO", "IVR")
"""Power distance, individualism, masculinity, uncertainty avoidance, long-term orientation,
indulgence."""

CONSTANT = 50.0
"""Added to every dimension; the manual leaves the constants to the user."""

_FORMULAS = (
    (35, 7, 2, 25, 20, 23),
    (35, 4, 1, 35, 9, 6),
    (35, 5, 3, 35, 8, 10),
    (40, 18, 15, 25, 21, 24),
    (40, 13, 14, 25, 19, 22),
    (35, 12, 11, 40, 17, 16),
)
"""(a, i, j, b, k, l) means a (m_i - m_j) + b (m_k - m_l), with questions counted from 1."""


def vsm(means: ArrayLike) -> Numbers:
    """Return the six dimensions of groups of respondents (Hofstede & Minkov, VSM 2013 Manual).

    Checked against the manual's formulas as quoted and implemented in two independent programs: of
    Kovač et al. (2023), Large Language Models as Superpositions of Cultural Perspectives, and of
    Asseri, Alrasheed & Al-Wabil, The Arabic Alignment Paradox.

    Args:
        means: mean answers to the 24 questions in the manual's order, from 1 to 5, shape (..., 24).
        Never of a single person, as the module compares groups. Missing means, or means outside 1
        to 5, make the dimensions that use them undefined.

    Returns:
        Shape (..., 6) in the order of DIMENSIONS, within 50 ± 300; nan if undefined.

    Raises:
        ValueError: there are not 24 means.
    """
    given = np.asarray(means, float)
    if given.ndim < 1 or given.shape[-1] != 24:
        raise ValueError(f"the VSM 2013 has 24 questions, not means of shape {given.shape}")
    answers = np.where((given >= 1) & (given <= 5), given, np.nan)
    a, i, j, b, k, m = np.array(_FORMULAS).T
    first = answers[..., i - 1] - answers[..., j - 1]
    second = answers[..., k - 1] - answers[..., m - 1]
    dimensions: Numbers = a * first + b * second + CONSTANT
    return dimensions


def vsm_distance(scores: ArrayLike, published: ArrayLike) -> tuple[Numbers, tuple[str, ...]]:
    """Return each culture's Euclidean distance over the dimensions of all cultures.

    Distances over different dimensions are not comparable, so a dimension that any culture lacks on
    either side is ignored for all.

    Args:
        scores: shape (cultures, 6); nan if missing.
        published: the same cultures' published scores, shape (cultures, 6).

    Returns:
        The distances in points, shape (cultures,), nan without common dimensions; and the names of
        the dimensions used.

    Raises:
        ValueError: the shapes are not both (cultures, 6).
    """
    one, other = np.asarray(scores, float), np.asarray(published, float)
    if one.shape != other.shape or one.ndim != 2 or one.shape[-1] != len(DIMENSIONS):
        raise ValueError(f"VSM scores {one.shape} and {other.shape} are not both (cultures, 6)")
    gaps = one - other
    shared = np.isfinite(gaps).all(axis=0)
    names = tuple(name for name, kept in zip(DIMENSIONS, shared, strict=True) if kept)
    distances = np.sqrt((gaps[:, shared] ** 2).sum(-1))
    return (distances if names else np.full(len(gaps), np.nan)), names
