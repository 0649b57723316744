"""Intervals and tests of proportions."""

from math import comb, sqrt

Z95 = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""


def wilson(successes: float, n: float) -> tuple[float, float]:
    """Return the 95 % interval of a proportion (Wilson 1927, without continuity correction).

    Args:
        successes: number of successes; may be weighted.
        n: number of trials; without any, the interval is (0, 1).
    """
    if n <= 0:
        return 0.0, 1.0
    share, z2 = successes / n, Z95**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(centre - half, 0.0), min(centre + half, 1.0)


def fisher(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return the two-sided p of Fisher's exact test that two proportions are equal.

    It sums the probabilities of all tables with the same margins that are not likelier.

    Args:
        one: successes and trials of one group.
        other: successes and trials of the other.
    """
    (hits, n), (more, m) = one, other
    total = hits + more

    def ways(k: int) -> int:
        return comb(n, k) * comb(m, total - k)

    seen = ways(hits)
    each = (ways(k) for k in range(max(0, total - m), min(n, total) + 1))
    return sum(count for count in each if count <= seen) / comb(n + m, total)
