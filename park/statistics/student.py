"""Student's t distribution, for any positive degrees of freedom."""

from functools import lru_cache
from math import exp, inf, lgamma, log, log1p

TINY = 1e-300
PRECISION = 1e-15
MOST_STEPS = 10_000


def two_sided(t: float, df: float) -> float:
    """Return P(|T| ≥ |t|), which is I(df / (df + t²); df / 2, 1 / 2).

    Args:
        t: the estimate in standard errors.
        df: degrees of freedom, above 0, not necessarily whole.
    """
    if t == 0:
        return 1.0
    square = t * t
    if square == inf:
        return 0.0
    return _incomplete_beta(df / (df + square), square / (df + square), df / 2, 0.5)


@lru_cache(maxsize=4096)
def critical(level: float, df: float) -> float:
    """Return the t that |T| stays below with probability `level`, by bisection of `two_sided`."""
    low, high = 0.0, 1.0
    while two_sided(high, df) > 1 - level:
        low, high = high, 2 * high
    while high - low > PRECISION * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if two_sided(middle, df) > 1 - level else (low, middle)
    return high


def _incomplete_beta(x: float, rest: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I(x; a, b), with rest = 1 - x.

    The continued fraction converges fast on one side of the mean (Press et al. 2007, 6.4).
    """
    if min(x, rest) <= 0:
        return float(x > 0)
    if x > (a + 1) / (a + b + 2):
        return 1.0 - _incomplete_beta(rest, x, b, a)
    logs = a * log(x) + b * (log1p(-x) if x < rest else log(rest))
    front = exp(logs + lgamma(a + b) - lgamma(a) - lgamma(b)) / a
    return min(front * _fraction(x, a, b), 1.0)


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction, by Lentz's method."""
    upper, lower = 1.0, 1.0 / _safe(1.0 - (a + b) * x / (a + 1.0))
    value = lower
    for m in range(1, MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        for step in (even, odd):
            lower = 1.0 / _safe(1.0 + step * lower)
            upper = _safe(1.0 + step / upper)
            value *= upper * lower
        if abs(upper * lower - 1.0) < PRECISION:
            break
    return value


def _safe(number: float) -> float:
    return number if abs(number) > TINY else TINY
