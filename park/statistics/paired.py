"""Paired differences between two methods on the same items."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from park.statistics.chunks import chunk_sizes
from park.statistics.clustered import Labels, clustered_mean
from park.statistics.interval import Numbers, complete, item_means
from park.statistics.resampling import Statistic, bootstrap, mean

EXACT = 16
"""Up to this many items, all 2ⁿ exchanges are enumerated."""


class Difference(NamedTuple):
    """How far the first method's statistic exceeds the second's on the same items."""

    value: float
    """The difference, in the statistic's unit; nan if undefined."""
    low: float
    """Lower bound; nan if there is no interval."""
    high: float
    """Upper bound; nan if there is no interval."""
    n: int
    """The number of items with values from both methods."""
    p: float
    """Two-sided p-value of no difference."""


def paired_difference(
    first: ArrayLike,
    second: ArrayLike,
    statistic: Statistic | None = None,
    *,
    clusters: Labels | None = None,
    level: float = 0.95,
    resamples: int = 9_999,
    seed: int = 0,
) -> Difference:
    """Return statistic(first) - statistic(second) with its interval and p-value.

    For means, both come from `clustered_mean` of the items' differences, and agree. For other
    statistics, the interval is by BCa bootstrap and p by `permutation_p`, without clusters. Items
    that either method misses (nan, infinite) are left out.

    Args:
        first: shape (n, ...), items on the first axis.
        second: the same shape, the same items in the same order.
        statistic: as for `bootstrap`; by default the mean over items, of each item's mean over
            the repeats that both methods have.
        clusters: as for `clustered_mean`; only for means.
        level: the interval's nominal coverage, between 0 and 1.
        resamples: number of resamples, and of permutations if there are more than 16 items.
        seed: equal seeds give equal results; not used for means.

    Raises:
        ValueError: if the shapes differ, or clusters are given with a statistic.
    """
    if statistic is None:
        one, other = _alike(first, second)
        found = clustered_mean(item_means(_gaps(one, other)), clusters, level=level)
        return Difference(*found[:5])
    if clusters is not None:
        raise ValueError("clusters are for a difference of means")
    pairs = _pairs(first, second, statistic)
    measure = statistic

    def difference(samples: Numbers) -> Numbers:
        return measure(samples[:, :, 0]) - measure(samples[:, :, 1])

    interval = bootstrap(pairs, difference, level=level, resamples=resamples, seed=seed)
    return Difference(*interval, _exchanged(pairs, measure, resamples, seed))


def permutation_p(
    first: ArrayLike,
    second: ArrayLike,
    statistic: Statistic | None = None,
    *,
    resamples: int = 9_999,
    seed: int = 0,
) -> float:
    """Return the two-sided p-value that two methods are exchangeable item by item.

    The methods' values are exchanged within items; p is the share of exchanges whose absolute
    difference is at least the observed one. Up to 16 items, all 2ⁿ exchanges count; beyond, the
    observed one and `resamples` random ones (Phipson & Smyth 2010), so p is never 0. Exchanges
    with an undefined difference count as reaching it. Arguments and errors are those of
    `paired_difference`; nan without items or an observed difference.
    """
    return _exchanged(_pairs(first, second, statistic), statistic or mean, resamples, seed)


def _pairs(first: ArrayLike, second: ArrayLike, statistic: Statistic | None) -> Numbers:
    """Return the items that both methods have, shape (n, 2, ...)."""
    one, other = _alike(first, second)
    if statistic is None:
        both = np.isfinite(one) & np.isfinite(other)
        one, other = (item_means(np.where(both, side, np.nan)) for side in (one, other))
    return complete(np.stack([one, other], axis=1))


def _alike(first: ArrayLike, second: ArrayLike) -> tuple[Numbers, Numbers]:
    one, other = np.asarray(first, float), np.asarray(second, float)
    if one.shape != other.shape:
        raise ValueError(f"paired values differ in shape: {one.shape} and {other.shape}")
    return one, other


def _gaps(one: Numbers, other: Numbers) -> Numbers:
    """Return one - other, nan where either is missing."""
    both = np.isfinite(one) & np.isfinite(other)
    gaps = np.full(one.shape, np.nan)
    np.subtract(one, other, out=gaps, where=both)
    return gaps


def _exchanged(pairs: Numbers, statistic: Statistic, resamples: int, seed: int) -> float:
    def differences(swaps: NDArray[Any]) -> Numbers:
        swap = swaps.reshape(*swaps.shape, *[1] * (pairs.ndim - 2)).astype(bool)
        one = np.where(swap, pairs[:, 1], pairs[:, 0])
        other = np.where(swap, pairs[:, 0], pairs[:, 1])
        with np.errstate(all="ignore"):
            return np.abs(statistic(one) - statistic(other))

    n = len(pairs)
    if not pairs.size:
        return float("nan")
    rounding = 1e-12 * float(np.abs(pairs).max())
    least = float(differences(np.zeros((1, n)))[0]) - rounding
    if not np.isfinite(least):
        return float("nan")
    rng = np.random.default_rng(seed)
    exact = n <= EXACT
    trials = 2**n if exact else resamples
    done = reached = 0
    for size in chunk_sizes(trials, pairs.size):
        if exact:
            swaps = np.arange(done, done + size)[:, None] >> np.arange(n) & 1
        else:
            swaps = rng.integers(0, 2, (size, n), dtype=np.int8)
        reached += int((~(differences(swaps) < least)).sum())
        done += size
    return reached / trials if exact else (reached + 1) / (trials + 1)
