"""Bootstrap intervals over items, and over items × forms."""

from collections.abc import Callable, Hashable
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from park.statistics.chunks import chunk_sizes
from park.statistics.clustered import Labels
from park.statistics.interval import Interval, Numbers, complete, item_means, known_mean, quantiles

Statistic = Callable[[Numbers], Numbers]
"""Maps samples of items, shape (samples, n, ...), to one value each, shape (samples,)."""

BLOCKS = 1_000
"""Maximum number of blocks in the BCa interval's jackknife."""


def mean(samples: Numbers) -> Numbers:
    """Return the mean of each sample; shape (samples, n) to (samples,)."""
    means: Numbers = samples.mean(axis=1)
    return means


def bootstrap(
    values: ArrayLike,
    statistic: Statistic | None = None,
    *,
    method: Literal["bca", "percentile"] = "bca",
    level: float = 0.95,
    resamples: int = 9_999,
    seed: int = 0,
) -> Interval:
    """Return a statistic with its bootstrap interval (Efron 1987; Efron & Tibshirani 1993).

    Items are drawn with replacement. An item with a missing value (nan, infinite) is left out and
    not counted in n; resamples with an undefined statistic do not enter the quantiles. The BCa
    interval's acceleration comes from leaving out each item, or each of at most 1,000 random
    blocks of equal size. Equal items give an interval of zero width: for a share near 0 or 1 of
    few items use `wilson`, and for a mean `clustered_mean`, which covers better below about 30
    items.

    Args:
        values: shape (n, ...), items on the first axis.
        statistic: the statistic to estimate; by default the mean over items. The default first
            averages each item's non-missing repeats on further axes, so that items are drawn
            with all their repeats.
        method: "bca" (bias-corrected and accelerated) or "percentile".
        level: the interval's nominal coverage, between 0 and 1.
        resamples: number of samples of n items to draw.
        seed: equal seeds give equal intervals.

    Returns:
        The statistic in its own unit, its interval and n. Without items, all are nan; with one
        item, there is no interval.
    """
    items = complete(item_means(values) if statistic is None else values)
    measure = statistic or mean
    n = len(items)
    value = _figure(items, measure)
    if n < 2 or not np.isfinite(value):
        return Interval(value, np.nan, np.nan, n)
    rng = np.random.default_rng(seed)
    drawn = np.concatenate(
        [
            _measured(items[rng.integers(0, n, (size, n))], measure)
            for size in chunk_sizes(resamples, items.size)
        ]
    )
    tail = (1 - level) / 2
    tails = (tail, 1 - tail)
    if method == "bca":
        tails = _corrected(tails, value, drawn, _acceleration(items, measure, rng))
    return Interval(value, *quantiles(drawn, *tails), n)


def hierarchical_bootstrap(
    values: ArrayLike,
    statistic: Statistic | None = None,
    *,
    crossed: bool = True,
    level: float = 0.95,
    resamples: int = 9_999,
    seed: int = 0,
) -> Interval:
    """Return a statistic of items × repeats with its percentile interval.

    Crossed repeats are the same for all items (prompt forms, seeds): items and repeats are drawn
    independently, each with replacement (Owen 2007, the pigeonhole bootstrap). The interval is too
    wide if repeats do not differ, and too narrow for two or three that do; for a mean,
    `clustered_mean` of columns covers better. Nested repeats belong to their item (several
    respondents of an item): items are drawn with all their repeats, which carries the variance of
    both levels; drawing repeats again would count theirs twice (Davison & Hinkley 1997, 3.8).

    Args:
        values: shape (n, repeats, ...); nan where a repeat is missing. All-missing items and
            repeats are left out.
        statistic: maps (samples, n, repeats, ...), with nan where missing, to (samples,); by
            default the mean over items of each item's mean over repeats.
        crossed: whether to draw repeats too; False for nested ones.
        level: the interval's nominal coverage, between 0 and 1.
        resamples: number of samples to draw.
        seed: equal seeds give equal intervals.

    Raises:
        ValueError: if values has fewer than two axes.
    """
    cells = np.asarray(values, float)
    if cells.ndim < 2:
        raise ValueError(f"values need the axes items and repeats, not shape {cells.shape}")
    for axis in (0, 1):
        others = tuple(other for other in range(cells.ndim) if other != axis)
        cells = np.compress(np.isfinite(cells).any(axis=others), cells, axis=axis)
    measure = statistic or _mean_of_means
    n, repeats = cells.shape[:2]
    value = _figure(cells, measure)
    if n < 2 or not np.isfinite(value):
        return Interval(value, np.nan, np.nan, n)
    rng = np.random.default_rng(seed)
    drawn = []
    for size in chunk_sizes(resamples, cells.size):
        rows = rng.integers(0, n, (size, n, 1))
        columns = rng.integers(0, repeats, (size, 1, repeats)) if crossed else np.arange(repeats)
        drawn.append(_measured(cells[rows, columns], measure))
    tail = (1 - level) / 2
    return Interval(value, *quantiles(np.concatenate(drawn), tail, 1 - tail), n)


def nested(values: ArrayLike, clusters: Labels) -> Numbers:
    """Group items by cluster, so that clusters are drawn with all their items.

    Args:
        values: shape (n, ...).
        clusters: the cluster of each item, n labels.

    Returns:
        Shape (clusters, items of the largest, ...), padded with nan.
    """
    items = np.asarray(values, float)
    places: dict[Hashable, list[int]] = {}
    for place, label in enumerate(clusters):
        places.setdefault(label, []).append(place)
    most = max(map(len, places.values()), default=0)
    table = np.full((len(places), most, *items.shape[1:]), np.nan)
    for row, each in zip(table, places.values(), strict=True):
        row[: len(each)] = items[each]
    return table


def _mean_of_means(samples: Numbers) -> Numbers:
    per_item = known_mean(samples, tuple(range(2, samples.ndim)))
    return known_mean(per_item)


def _measured(samples: Numbers, statistic: Statistic) -> Numbers:
    with np.errstate(all="ignore"):
        return np.asarray(statistic(samples), float)


def _figure(items: Numbers, statistic: Statistic) -> float:
    return float(_measured(items[None], statistic)[0]) if items.size else float("nan")


def _corrected(
    tails: tuple[float, float], value: float, drawn: Numbers, acceleration: float
) -> tuple[float, float]:
    """Return the quantiles of the resamples that bound the BCa interval (Efron 1987, eq. 3.9)."""
    normal = NormalDist()
    known = drawn[np.isfinite(drawn)]
    if not len(known):
        return tails
    below = float(np.mean(known < value) + np.mean(known <= value)) / 2
    edge = 0.5 / len(known)
    bias = normal.inv_cdf(min(max(below, edge), 1 - edge))
    moved = [bias + normal.inv_cdf(tail) for tail in tails]
    low, high = (normal.cdf(bias + z / max(1 - acceleration * z, 1e-9)) for z in moved)
    return low, high


def _acceleration(items: Numbers, statistic: Statistic, rng: np.random.Generator) -> float:
    """Return a sixth of the skewness of the jackknife deviations; 0 if they are all equal."""
    n = len(items)
    width = -(-n // BLOCKS)
    shuffled = items if width == 1 else items[rng.permutation(n)]
    kept = np.arange(n - width)
    left_out: list[Numbers] = []
    for size in chunk_sizes(n // width, items.size):
        starts = (len(left_out) + np.arange(size)[:, None]) * width
        left_out.extend(_measured(shuffled[kept + width * (kept >= starts)], statistic))
    figures = np.asarray(left_out)
    figures = figures[np.isfinite(figures)]
    if not len(figures) or not np.ptp(figures):
        return 0.0
    deviations = figures.mean() - figures
    deviations /= np.abs(deviations).max()
    return float((deviations**3).sum() / (deviations**2).sum() ** 1.5) / 6
