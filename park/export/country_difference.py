"""Differences between two countries' answers to an item, and stances that represent them."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from park.records import Answers, Item
from park.surveys.stance import side, side_share

SIGNIFICANT = 0.05
LEAST = 0.1
"""Minimum difference in shares. On the bundled countries and items, p < .05 alone keeps 99 % of all
differences, since each has a thousand respondents or more."""


class Contrast(NamedTuple):
    """A difference between two countries, represented by a pair of stances."""

    p: float
    """p-value under equal distributions."""
    difference: float
    """Difference in shares of a stance's side between its own and the other country; the minimum
    over
    both stances."""


def opposed(item: Item, here: int, there: int) -> bool:
    """Whether two stances are on opposite sides of the scale, or differ if there is no scale.

    The middle of a scale and options off it oppose nothing.
    """
    if not item.ordered:
        return here != there
    return side(item, here) * side(item, there) < 0


def contrast(
    item: Item, here: Answers, stance: int, there: Answers, other: int, least: float = LEAST
) -> Contrast | None:
    """Return the difference between two countries represented by two stances, if any.

    The stances must be opposed, the countries' answers differ (p < .05), and each stance's side be
    more common in its own country by at least `least`. With large samples, p alone is below .05 for
    nearly any two countries.
    """
    if not opposed(item, stance, other):
        return None
    ours = side_share(here, item, stance) - side_share(there, item, stance)
    theirs = side_share(there, item, other) - side_share(here, item, other)
    p = p_value(here, there)
    # Rounded, so that 40 % and 30 % differ by exactly 0.1.
    found = round(min(ours, theirs), 12)
    if p is None or p >= SIGNIFICANT or found <= 0 or found < least:
        return None
    return Contrast(p, found)


def p_value(first: Answers, second: Answers) -> float | None:
    """Return the p-value of Pearson's chi-square test that two countries answer an item alike.

    Weighted answers are scaled to their effective number (Rao & Scott 1981, first order).

    Args:
        first: a country's answers, as counts of respondents.
        second: another country's answers to the same item.

    Returns:
        None if a source only publishes shares without the number of respondents.
    """
    if first.valid is None or second.valid is None or not (first.asked and second.asked):
        return None
    one, other = _counts(first), _counts(second)
    codes = {code for counts in (one, other) for code, count in counts.items() if count}
    sizes = [sum(counts.values()) for counts in (one, other)]
    statistic = 0.0
    for code in codes:
        column = one.get(code, 0.0) + other.get(code, 0.0)
        for counts, size in zip((one, other), sizes, strict=True):
            expected = column * size / sum(sizes)
            statistic += (counts.get(code, 0.0) - expected) ** 2 / expected
    return chi_square_tail(statistic, len(codes) - 1)


def _counts(answers: Answers) -> Mapping[int, float]:
    """Return the counts, scaled to the effective number of weighted answers."""
    if answers.effective is None:
        return answers.counts
    return {code: answers.share(code) * answers.effective for code in answers.counts}


def chi_square_tail(statistic: float, freedom: int) -> float:
    """Return the survival function of the chi-square distribution.

    Uses the finite sums for even and odd degrees of freedom: Abramowitz and Stegun, Handbook of
    Mathematical Functions, 26.4.4 and 26.4.5.
    """
    half = statistic / 2
    if freedom < 1 or half <= 0:
        return 1.0
    odd = freedom % 2
    powers = (odd / 2 + step for step in range(freedom // 2))
    terms = (math.exp(s * math.log(half) - half - math.lgamma(s + 1)) for s in powers)
    return min(sum(terms) + (math.erfc(math.sqrt(half)) if odd else 0.0), 1.0)
