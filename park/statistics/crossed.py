"""Who rated what: the sums of ratings that a model of crossed random effects needs."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from park.statistics.interval import Numbers

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Part:
    """Raters and items that are connected by ratings, and by none with the others.

    One side of them, raters or items, is eliminated; the other is kept.
    """

    kept: Places
    """Places of the kept side."""
    one: Places
    """The kept side of each pair of rater and item, as a place in `kept`."""
    other: Places
    """The eliminated side of each pair, as a place among all; sorted."""
    count: Numbers
    """Ratings of each pair."""
    bounds: Places
    """Where the pairs of each of the eliminated side begin, and where the last ones end."""


@dataclass(frozen=True)
class Design:
    """Who rated what."""

    n: int
    """Number of ratings."""
    mean: float
    """Mean rating, taken off all sums."""
    squares: float
    """Sum of squared ratings."""
    raters: int
    items: int
    rater: Places
    """Rater of each pair of rater and item, shape (pairs,)."""
    item: Places
    count: Numbers
    """Ratings of each pair."""
    rater_n: Numbers
    """Ratings of each rater, shape (raters,)."""
    rater_sum: Numbers
    item_n: Numbers
    item_sum: Numbers
    by_item: bool
    """Whether items are the kept side, as there are fewer of them, and raters are eliminated."""
    parts: tuple[Part, ...]


def design_of(rater: ArrayLike, item: ArrayLike, rating: ArrayLike) -> Design:
    """Sum up ratings.

    Args:
        rater: the rater of each rating, 0 … raters - 1; shape (n,).
        item: the item of each rating, likewise.
        rating: the ratings.

    Raises:
        ValueError: there are no two different ratings, or no rater or no item has two.
    """
    who, what = np.asarray(rater, np.intp), np.asarray(item, np.intp)
    given = np.asarray(rating, float)
    if not len(given):
        raise ValueError("there are no ratings")
    if given.min() == given.max():
        raise ValueError(f"all {len(given):,} ratings are equal ({given[0]:g})")
    mean = float(given.mean())
    centred = given - mean
    raters, items = int(who.max()) + 1, int(what.max()) + 1
    pairs, counts = np.unique(what * raters + who, return_counts=True)
    rater_n, item_n = np.bincount(who).astype(float), np.bincount(what).astype(float)
    for counted, name in ((rater_n, "rater"), (item_n, "item")):
        if counted.max() < 2:
            raise ValueError(f"no {name} has two ratings, so {name}s cannot be told from chance")
    who_paired, what_paired, count = pairs % raters, pairs // raters, counts.astype(float)
    return Design(
        n=len(given),
        mean=mean,
        squares=float(centred @ centred),
        raters=raters,
        items=items,
        rater=who_paired,
        item=what_paired,
        count=count,
        rater_n=rater_n,
        rater_sum=np.bincount(who, centred, raters).astype(float),
        item_n=item_n,
        item_sum=np.bincount(what, centred, items).astype(float),
        by_item=items < raters,
        parts=tuple(
            _parts(what_paired, who_paired, count, items, raters)
            if items < raters
            else _parts(who_paired, what_paired, count, raters, items)
        ),
    )


def _parts(kept: Places, gone: Places, count: Numbers, keeps: int, goes: int) -> Iterator[Part]:
    """Yield the connected parts.

    Args:
        kept: the kept side of each pair.
        gone: the eliminated side.
        count: ratings of each pair.
        keeps: how many there are of the kept side.
        goes: how many there are of the other.
    """
    label = _labels(kept, gone, keeps, goes)
    order = np.argsort(label, kind="stable")
    place = np.empty(keeps, np.intp)
    members = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    pairs = np.lexsort((gone, label[kept]))
    ends = np.searchsorted(label[kept][pairs], [label[each[0]] for each in members], "right")
    begin = 0
    for each, end in zip(members, ends, strict=True):
        place[each] = np.arange(len(each))
        mine = pairs[begin:end]
        other = gone[mine]
        bounds = np.flatnonzero(np.diff(other, prepend=-1, append=-1))
        yield Part(each, place[kept[mine]], other, count[mine], bounds)
        begin = end


def _labels(kept: Places, gone: Places, keeps: int, goes: int) -> Places:
    """Return the part of each of the kept side, by spreading the smallest label over pairs."""
    label = np.arange(keeps)
    while True:
        across = np.full(goes, keeps, np.intp)
        np.minimum.at(across, gone, label[kept])
        spread = label.copy()
        np.minimum.at(spread, kept, across[gone])
        spread = spread[spread]
        if np.array_equal(spread, label):
            return label
        label = spread
