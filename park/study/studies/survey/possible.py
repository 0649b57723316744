"""Whether published figures can come from whole answers of n people at all.

GRIM (Brown & Heathers 2017): a mean of n whole numbers is a whole number divided by n. GRIMMER
(Anaya 2016): their sum of squares is whole, too, and odd where the sum is. A passed test
proves nothing; from n = 10^decimals on, GRIM passes always.
"""

from decimal import Decimal
from math import ceil, comb, floor, sqrt

SLACK = 1e-9
"""Of comparisons of decimals with binary fractions."""


def half_unit(text: str) -> float:
    """Return half of the last decimal place of a printed number, such as .005 for `1.51`."""
    exponent = Decimal(text).as_tuple().exponent
    assert isinstance(exponent, int), "finite numbers alone have a last decimal place"
    return 0.5 * 10.0 ** min(exponent, 0)


def sums(printed: str, n: int) -> list[int]:
    """Return the sums of n whole numbers whose mean is printed so, whichever way halves round."""
    mean, slack = float(printed), half_unit(printed) + SLACK
    return list(range(ceil((mean - slack) * n), floor((mean + slack) * n) + 1))


def nearest_means(printed: str, n: int) -> tuple[float, float]:
    """Return the closest means of n whole numbers below and above."""
    total = float(printed) * n
    return floor(total) / n, ceil(total) / n


def counts(printed: str, n: int) -> list[int]:
    """Return how many of n make a printed percentage."""
    percent, slack = float(printed), half_unit(printed) + SLACK
    low, high = (percent - slack) * n / 100, (percent + slack) * n / 100
    return [k for k in range(ceil(low), floor(high) + 1) if 0 <= k <= n]


def has_spread(mean: str, spread: str, n: int, scale: tuple[int, int]) -> bool:
    """Whether n whole numbers on a scale can have a printed mean and standard deviation (n - 1)."""
    if n < 2:
        return True
    sd, slack = float(spread), half_unit(spread) + SLACK
    for total in sums(mean, n):
        between = total * total / n
        low = max(sd - slack, 0.0) ** 2 * (n - 1) + between
        high = (sd + slack) ** 2 * (n - 1) + between
        high = min(high, largest_spread(total / n, n, scale) ** 2 * (n - 1) + between + SLACK)
        squares = range(ceil(low - SLACK), floor(high + SLACK) + 1)
        if any((square - total) % 2 == 0 for square in squares):
            return True
    return False


def largest_spread(mean: float, n: int, scale: tuple[int, int]) -> float:
    """Return the largest standard deviation (n - 1) of n numbers on a scale with a mean.

    It is that of answers at both ends alone, (mean - low)(high - mean) n / (n - 1) before the root.
    """
    low, high = scale
    if n < 2:
        return float("nan")
    return sqrt(max((mean - low) * (high - mean), 0.0) * n / (n - 1))


def against_half(k: int, n: int) -> float:
    """Return the exact two-sided p that a share of k of n differs from one half."""
    more = max(k, n - k)
    tail = sum(comb(n, j) for j in range(more, n + 1)) / 2**n
    return float(min(1.0, 2 * tail))
