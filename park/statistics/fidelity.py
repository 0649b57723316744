"""Whether answers vary over cultures as people's do: how much, and together with what."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from park.statistics.interval import Numbers, known_mean, ratio

FEWEST = 3
"""Minimum cultures for a correlation over cultures."""
STILL = 1e-9
"""Standard deviation over cultures below which answers count as the same."""


class Structure(NamedTuple):
    """How alike two patterns of items are."""

    value: float
    """The correlation of the patterns; nan if undefined."""
    pseudo: Numbers
    """Its jackknife pseudo-values by item, shape (items,); nan for items without pairs."""


def spread(answered: ArrayLike, known: ArrayLike) -> Numbers:
    """Return an item's variance over cultures, of answers and of people, summed over options.

    Args:
        answered: shares of k options, shape (cultures, ..., k); nan if unanswered.
        known: people's shares of a shape that broadcasts to it; nan if not asked.

    Returns:
        Shape (..., 2), over the cultures that both have; nan with fewer than two.
    """
    both = np.stack(np.broadcast_arrays(np.asarray(answered, float), np.asarray(known, float)))
    there = np.isfinite(both).all((0, -1))
    both = np.where(there[..., None], both, np.nan)
    away = both - known_mean(both, axis=1)[:, None]
    variance = known_mean(away**2, axis=1).sum(-1)
    variance = np.where(variance <= STILL**2, 0.0, variance)
    return np.moveaxis(np.where(there.sum(0) > 1, variance, np.nan), 0, -1)


def adaptability(samples: Numbers) -> Numbers:
    """Return the variance of answers over cultures as a share of people's, summed over items.

    1 for people's own shares, 0 for an answerer who says the same for every culture. It tells how
    much answers vary, not whether they vary in the right direction.

    Args:
        samples: variances of answers and of people, shape (samples, items, 2).

    Returns:
        Shape (samples,); nan where people do not vary.
    """
    sums = samples.sum(axis=1)
    return ratio(sums[..., 0], sums[..., 1])


def structure(
    answered: ArrayLike, known: ArrayLike, items: Sequence[int], *, jackknife: bool = True
) -> Structure:
    """Return the correlation of two patterns: how items go together over cultures.

    A pattern is the Pearson correlations over cultures of all pairs of columns of different items.
    A column that does not vary correlates with nothing (0), so an answerer who says the same for
    every culture gets 0, and people's own answers get 1. Pairs with fewer than three cultures are
    left out.

    Args:
        answered: answers by culture and column, shape (cultures, columns); nan if missing.
        known: people's, of the same shape.
        items: the number of each column's item, from 0.
        jackknife: whether to compute pseudo-values; without, all are nan.

    Raises:
        ValueError: the shapes differ.
    """
    one, other = np.asarray(answered, float), np.asarray(known, float)
    owners = np.asarray(items, int)
    if one.shape != other.shape or one.shape[1:] != owners.shape:
        raise ValueError(f"shapes {one.shape}, {other.shape} and {len(owners)} columns differ")
    there = np.isfinite(one) & np.isfinite(other)
    first, second = _pattern(one, there), _pattern(other, there)
    counts = there.T.astype(float) @ there.astype(float)
    used = (owners[:, None] != owners) & (counts >= FEWEST)
    first, second = np.where(used, first, 0.0), np.where(used, second, 0.0)
    parts = [used, first, second, first**2, second**2, first * second]
    rows = np.stack([np.asarray(part, float).sum(1) for part in parts], axis=1)
    by_item = np.zeros((int(owners.max(initial=-1)) + 1, len(parts)))
    np.add.at(by_item, owners, rows)
    total = by_item.sum(0)
    paired = by_item[:, 0] > 0
    value, n = _correlation(total / 2), int(paired.sum())
    # Each pair is in the sums of both of its items.
    kept = by_item if jackknife else by_item[:0]
    without = np.full(len(by_item), np.nan)
    without[: len(kept)] = [_correlation(total / 2 - each) for each in kept]
    return Structure(value, np.where(paired, n * value - (n - 1) * without, np.nan))


def _pattern(table: Numbers, there: NDArray[np.bool_]) -> Numbers:
    """Return the correlations of columns, (columns, columns), over the cultures that both have."""
    mask = there.astype(float)
    known = np.where(there, table, np.nan)
    centred = np.where(there, table - known_mean(known, axis=0), 0.0)
    counts = np.maximum(mask.T @ mask, 1.0)
    sums = centred.T @ mask
    products = centred.T @ centred - sums * sums.T / counts
    squares = (centred**2).T @ mask - sums**2 / counts
    still = (squares <= counts * STILL**2) | (squares <= counts * STILL**2).T
    scale = np.sqrt(np.where(still, 1.0, squares * squares.T))
    return np.where(still, 0.0, products / scale)


def _correlation(sums: Numbers) -> float:
    """Return Pearson's correlation from the sums of 1, a, b, a², b², ab."""
    n, a, b, aa, bb, ab = sums
    if n < 1 or bb - b * b / n <= STILL:
        return float("nan")
    if aa <= STILL:
        return 0.0
    spread_of_a = aa - a * a / n
    if spread_of_a <= STILL:
        return float("nan")
    found = (ab - a * b / n) / np.sqrt(spread_of_a * (bb - b * b / n))
    return float(np.clip(found, -1.0, 1.0))
