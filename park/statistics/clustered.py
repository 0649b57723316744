"""Means over clustered items, with Student intervals that cover even in small samples."""

from collections.abc import Hashable, Sequence
from math import cbrt, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from park.statistics.interval import Numbers, known_mean
from park.statistics.student import critical, two_sided

FEWEST = 3
"""Minimum clusters for an interval."""
Labels = Sequence[Hashable] | NDArray[Any]
"""The cluster of each item."""


class Estimate(NamedTuple):
    """A mean with its interval and its test against 0."""

    value: float
    """The mean over items; nan without items."""
    low: float
    """Lower bound; nan if there is no interval."""
    high: float
    """Upper bound; nan if there is no interval."""
    n: int
    """The number of items used."""
    p: float
    """Two-sided p-value of the mean being 0; nan if undefined."""
    clusters: int
    """The number of clusters."""

    def within(self, least: float, most: float) -> "Estimate":
        """Return it with its interval cut at the least and the most that the mean can be."""
        low, high = (float(np.clip(end, least, most)) for end in (self.low, self.high))
        return self._replace(low=low, high=high)


class _Part(NamedTuple):
    """Moments of the mean under one way of resampling."""

    variance: float
    df: float
    third: float
    """The third central moment."""


def clustered_mean(
    values: ArrayLike, clusters: Labels | None = None, *, level: float = 0.95
) -> Estimate:
    """Return the mean over items, with clusters of items, and any columns, as random effects.

    The variance between clusters is the bias-reduced CR2 with Satterthwaite degrees of freedom
    (Bell & McCaffrey 2002), corrected for skewness (Hall 1992); without clusters, this is Student's
    interval but for the correction. For columns (cultures, lessons), which all items share, their
    variance is added and that of the cells, counted twice, is subtracted (Cameron, Gelbach & Miller
    2011); the result is never below either alone. p is below 1 - level exactly if the interval
    excludes 0. `benchmarks/coverage.py` simulates the coverage.

    Args:
        values: shape (n,), or (n, columns); nan where a cell is missing. Items and columns without
            values are left out; an item's mean is over its known columns.
        clusters: the cluster of each item (its topic), n labels; by default each item is its own.
        level: the interval's nominal coverage, between 0 and 1.

    Returns:
        The estimate. There is no interval below three clusters, or if all clusters agree exactly;
        in the latter case p is by sign flips, 2 / 2ᶜ for c clusters, or 1 if the mean is 0. If all
        values are 0 (differences of a copy), the interval is [0, 0] and p = 1.

    Raises:
        ValueError: if values has more than two axes or the number of labels is not n.
    """
    cells, codes = _cells(values, clusters)
    n, count = len(cells), int(codes.max(initial=-1)) + 1
    means = known_mean(cells, axis=1)
    value = float(means.mean()) if n else float("nan")
    nothing = Estimate(value, np.nan, np.nan, n, np.nan, count)
    if n and not np.nan_to_num(cells).any():
        return nothing._replace(low=0.0, high=0.0, p=1.0)
    if count < FEWEST:
        return nothing
    part = _rows(means - value, codes)
    if cells.shape[1] > 1:
        part = _with_columns(part, cells - means[:, None], codes)
    rounding = 1e-12 * float(np.abs(means).max())
    if part.variance <= rounding**2:
        return nothing._replace(p=1.0 if abs(value) <= rounding else 2.0 ** (1 - count))
    error = sqrt(part.variance)
    skew, edge = part.third / error**3, critical(level, part.df)
    return nothing._replace(
        low=value - error * _raw(edge, skew),
        high=value - error * _raw(-edge, skew),
        p=two_sided(_corrected(value / error, skew), part.df),
    )


def _cells(values: ArrayLike, clusters: Labels | None) -> tuple[Numbers, NDArray[np.int64]]:
    """Return items × columns with any value, nan where missing, and cluster numbers."""
    given = np.asarray(values, float)
    if given.ndim not in (1, 2):
        raise ValueError(f"values need the axes items and maybe columns, not shape {given.shape}")
    table = given[:, None] if given.ndim == 1 else given
    cells = np.where(np.isfinite(table), table, np.nan)
    numbers: dict[Hashable, int] = {}
    labels = range(len(cells)) if clusters is None else clusters
    if len(labels) != len(cells):
        raise ValueError(f"{len(labels)} clusters do not fit {len(cells)} items")
    known = np.isfinite(cells)
    rows = np.flatnonzero(known.any(axis=1))
    codes = [numbers.setdefault(labels[int(row)], len(numbers)) for row in rows]
    return cells[rows][:, known.any(axis=0)], np.array(codes, np.int64)


def _rows(deviations: Numbers, codes: NDArray[np.int64]) -> _Part:
    """Return the moments under resampled clusters, of items' deviations from their mean (n,)."""
    n = len(deviations)
    share = np.bincount(codes) / n
    sums = np.bincount(codes, deviations) / n
    # Degrees of freedom under independent items (Bell & McCaffrey 2002); for a single
    # mean the projections have this closed form, n - 1 without clusters.
    leverage = share**2 / (1 - share)
    spread = (share**2).sum() + leverage.sum() ** 2 - (leverage**2).sum()
    return _Part(float((sums**2 / (1 - share)).sum()), 1 / float(spread), float((sums**3).sum()))


def _with_columns(rows: _Part, within: Numbers, codes: NDArray[np.int64]) -> _Part:
    """Return the moments under resampled clusters and columns, without counting cells twice.

    Args:
        rows: the moments under resampled clusters.
        within: deviations of cells from their item's mean, shape (n, columns); nan where missing.
        codes: the cluster of each item, shape (n,).
    """
    n, columns = within.shape
    known = np.isfinite(within)
    weights = known / known.sum(axis=1, keepdims=True) / n
    member = codes == np.arange(codes.max() + 1)[:, None]
    sums = member @ (weights * np.where(known, within, 0.0))
    share = member @ weights / weights.sum(axis=0)
    effects = sums.sum(axis=0)
    small = columns / (columns - 1)
    own = float((effects**2).sum()) * small
    rest = sums - share * effects
    twice = float((rest**2 / np.maximum(1 - share, 1e-9)).sum()) * small
    total = max(rows.variance + own - twice, rows.variance, own)
    inverse = rows.variance**2 / rows.df + own**2 / (columns - 1)
    df = total**2 / inverse if inverse else rows.df
    return _Part(total, df, rows.third + float((effects**3).sum()))


def _corrected(t: float, skew: float) -> float:
    """Return Hall's monotone transformation of a studentised mean (Hall 1992)."""
    return t + skew * t**2 / 3 + skew**2 * t**3 / 27 + skew / 6


def _raw(t: float, skew: float) -> float:
    """Return the inverse of `_corrected`."""
    if abs(skew) < 1e-6:
        return t - skew * (t**2 / 3 + 1 / 6)
    return 3 / skew * (cbrt(1 + skew * (t - skew / 6)) - 1)
