"""Figures with intervals, and means of known values."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


class Interval(NamedTuple):
    """A figure with its interval and sample size."""

    value: float
    """The figure over all items; nan if undefined."""
    low: float
    """Lower bound; nan if there is no interval."""
    high: float
    """Upper bound; nan if there is no interval."""
    n: int
    """Number of items (of people for a ceiling)."""


def ratio(above: ArrayLike, below: ArrayLike) -> Numbers:
    """Return above / below elementwise; nan where below is not positive."""
    over, under = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    ratios = np.full(over.shape, np.nan)
    np.divide(over, under, out=ratios, where=under > 0)
    scalar_or_array: Numbers = ratios[()]
    return scalar_or_array


def known_mean(values: ArrayLike, axis: int | tuple[int, ...] = -1) -> Numbers:
    """Return the mean of finite values over an axis; nan if there are none."""
    numbers = np.asarray(values, float)
    known = np.isfinite(numbers)
    return ratio(np.where(known, numbers, 0.0).sum(axis), known.sum(axis))


def item_means(values: ArrayLike) -> Numbers:
    """Return each item's mean over known repeats, shape (n,).

    Args:
        values: shape (n,) or (n, repeats, ...).
    """
    items = np.asarray(values, float)
    if items.ndim < 2:
        return items
    return known_mean(items, tuple(range(1, items.ndim)))


def complete(values: ArrayLike) -> Numbers:
    """Return the items of values, shape (n, ...), without missing (nan, infinite) values."""
    items = np.asarray(values, float)
    kept: Numbers = items[np.isfinite(items).all(axis=tuple(range(1, items.ndim)))]
    return kept


def quantiles(values: Numbers, lowest: float, highest: float) -> tuple[float, float]:
    """Return two quantiles, given in [0, 1], of finite values; nan if there are none."""
    known = values[np.isfinite(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, (lowest, highest))
    return float(low), float(high)
