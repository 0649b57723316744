"""Agreement of labels."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from park.statistics.interval import Interval, Numbers, quantiles


def alpha(units: Iterable[Sequence[Hashable]]) -> float:
    """Return Krippendorff's α for nominal labels; NaN if all are the same or none can be paired.

    Krippendorff, Content Analysis, 4th ed. 2019, chapter 12.

    Args:
        units: the labels that each unit was given; units with fewer than two do not count.
    """
    return _alpha(_pairs(units))


def alpha_interval(
    units: Iterable[Sequence[Hashable]],
    *,
    level: float = 0.95,
    resamples: int = 2_000,
    seed: int = 0,
) -> Interval:
    """Return Krippendorff's α with its percentile interval over resampled units.

    Units are drawn with replacement, each with all its labels (Zapf et al., BMC Medical Research
    Methodology 16, 2016). Resamples in which all labels are the same do not enter.

    Args:
        units: the labels that each unit was given; units with fewer than two do not count.
        level: the interval's nominal coverage, between 0 and 1.
        resamples: number of samples of n units to draw.
        seed: equal seeds give equal intervals.

    Returns:
        α, its interval and the number of units with two labels or more.
    """
    pairs = _pairs(units)
    n = len(pairs)
    if n < 2:
        return Interval(_alpha(pairs), np.nan, np.nan, n)
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), resamples)
    found = _alphas(np.tensordot(drawn.astype(float), pairs, 1))
    tail = (1 - level) / 2
    return Interval(_alpha(pairs), *quantiles(found, tail, 1 - tail), n)


def _alpha(pairs: Numbers) -> float:
    """Return α of the coincidences of units, shape (units, labels, labels)."""
    return float(_alphas(pairs.sum(0, keepdims=True))[0]) if len(pairs) else float("nan")


def _pairs(units: Iterable[Sequence[Hashable]]) -> Numbers:
    """Return the coincidences of each unit with two labels or more."""
    counted = [Counter(labels) for labels in units if len(labels) > 1]
    names = list(dict.fromkeys(label for counts in counted for label in counts))
    table = np.array([[counts[name] for name in names] for counts in counted], float)
    if not len(table):
        return np.zeros((0, 0, 0))
    both = table[:, :, None] * table[:, None, :]
    places = np.arange(len(names))
    both[:, places, places] -= table
    pairs: Numbers = both / (table.sum(1) - 1)[:, None, None]
    return pairs


def _alphas(coincidences: Numbers) -> Numbers:
    """Return α of each matrix of coincidences, shape (samples, labels, labels)."""
    totals = coincidences.sum(2)
    n = totals.sum(1)
    observed = n - np.trace(coincidences, axis1=1, axis2=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = (n * n - (totals**2).sum(1)) / (n - 1)
        found: Numbers = np.where(expected > 0, 1 - observed / expected, np.nan)
    return found
