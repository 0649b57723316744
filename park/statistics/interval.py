"""A figure with its interval, and means that leave out what is missing."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


class Interval(NamedTuple):
    """A figure, its interval and how many things it is computed from."""

    value: float
    """The figure of all items; nan if it cannot be computed."""
    low: float
    """The interval's lower end; nan if there is none."""
    high: float
    """The interval's upper end; nan if there is none."""
    n: int
    """The number of items (of people for a ceiling) that entered."""


def ratio(above: ArrayLike, below: ArrayLike) -> Numbers:
    """Return above / below elementwise, and nan where below is not above 0."""
    over, under = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    ratios = np.full(over.shape, np.nan)
    np.divide(over, under, out=ratios, where=under > 0)
    scalar_or_array: Numbers = ratios[()]
    return scalar_or_array


def known_mean(values: ArrayLike, axis: int | tuple[int, ...] = -1) -> Numbers:
    """Return the mean over an axis of the values that are finite; nan where there are none."""
    numbers = np.asarray(values, float)
    known = np.isfinite(numbers)
    return ratio(np.where(known, numbers, 0.0).sum(axis), known.sum(axis))


def item_means(values: ArrayLike) -> Numbers:
    """Return each item's mean over its repeats that are not missing, shape (n,).

    Args:
        values: shape (n,) or (n, repeats, ...).
    """
    items = np.asarray(values, float)
    if items.ndim < 2:
        return items
    return known_mean(items, tuple(range(1, items.ndim)))


def complete(values: ArrayLike) -> Numbers:
    """Return the items of values, shape (n, ...), that have no missing (nan, infinite) value."""
    items = np.asarray(values, float)
    kept: Numbers = items[np.isfinite(items).all(axis=tuple(range(1, items.ndim)))]
    return kept


def quantiles(values: Numbers, lowest: float, highest: float) -> tuple[float, float]:
    """Return two quantiles, shares in [0, 1], of the values that are finite; nan if none is."""
    known = values[np.isfinite(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, (lowest, highest))
    return float(low), float(high)
