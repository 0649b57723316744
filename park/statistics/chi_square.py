"""The chi-square distribution, and Pearson's test that groups share a distribution."""

from math import exp, inf, lgamma, log

import numpy as np
from numpy.typing import ArrayLike

PRECISION = 1e-15
MOST_STEPS = 10_000
TINY = 1e-300


def upper_tail(x: float, df: float) -> float:
    """Return P(X ≥ x) of a chi-square variable; 1 for x ≤ 0.

    It is the incomplete gamma function Q(df / 2, x / 2), by its series below the mean and by its
    continued fraction above (Press et al. 2007, 6.2).

    Args:
        x: the statistic.
        df: degrees of freedom, above 0.
    """
    if x < TINY:
        return 1.0
    if x == inf:
        return 0.0
    a, half = df / 2, x / 2
    front = exp(a * log(half) - half - lgamma(a))
    if half < a + 1:
        return max(0.0, 1.0 - front * _series(a, half))
    return front * _fraction(a, half)


def independence(counts: ArrayLike) -> tuple[float, int, float]:
    """Return Pearson's χ², its degrees of freedom and p for a table of groups × answers.

    Empty rows and columns do not count; p is nan with fewer than two of either.

    Args:
        counts: shape (groups, answers).
    """
    table = np.asarray(counts, float)
    table = table[table.sum(1) > 0][:, table.sum(0) > 0]
    df = (table.shape[0] - 1) * (table.shape[1] - 1)
    if df < 1:
        return float("nan"), 0, float("nan")
    expected = np.outer(table.sum(1), table.sum(0)) / table.sum()
    statistic = float(((table - expected) ** 2 / expected).sum())
    return statistic, df, upper_tail(statistic, df)


def _series(a: float, x: float) -> float:
    term = total = 1.0 / a
    for n in range(1, MOST_STEPS):
        term *= x / (a + n)
        total += term
        if term < total * PRECISION:
            break
    return total


def _fraction(a: float, x: float) -> float:
    """Return the continued fraction, by Lentz's method."""
    below = x + 1.0 - a
    upper, lower = 1.0 / TINY, 1.0 / below
    value = lower
    for n in range(1, MOST_STEPS):
        step = -n * (n - a)
        below += 2.0
        lower = 1.0 / _safe(step * lower + below)
        upper = _safe(below + step / upper)
        value *= upper * lower
        if abs(upper * lower - 1.0) < PRECISION:
            break
    return value


def _safe(number: float) -> float:
    return number if abs(number) > TINY else TINY
