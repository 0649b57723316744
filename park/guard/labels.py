"""What people's ratings say of texts: how harmful for each country, and how reliably."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from park.errors import InputError
from park.ratings.mapping import RatingsMapping
from park.ratings.read import Ratings
from park.statistics.interval import Numbers, ratio
from park.statistics.ranks import pearson

FEWEST = 3
"""Ratings of a text that a country needs."""
HALVES = 50
"""Random halves of raters that reliabilities are averaged over."""


@dataclass(frozen=True)
class Labels:
    """Texts with the share of each country's raters who find them harmful."""

    items: tuple[str, ...]
    texts: tuple[str, ...]
    countries: tuple[str, ...]
    rates: Numbers
    """Shape (texts, countries); nan where a country has too few ratings."""
    aware: Numbers
    """How harmless a text is for those who find it the most harmful, shape (texts,): the minimum
    over countries of the shares who find it harmless; of graded ratings over single ones."""
    reliable: Mapping[str, float]
    """By country: how well its rates would agree with those of as many other raters."""
    reliable_gap: Mapping[str, float]
    """The same of its rates minus the mean of the other countries' rates."""

    @property
    def harmless(self) -> Numbers:
        """The mean over countries of the shares who find a text harmless, shape (texts,)."""
        mean: Numbers = np.nanmean(1 - self.rates, axis=1)
        return mean


def check_mapping(mapping: RatingsMapping, what: str, name: str) -> None:
    """Raise InputError for a table of which nothing about texts can be learnt."""
    harm = mapping.harmful is not None or mapping.graded
    if mapping.texts is None or not harm:
        missing = "texts" if mapping.texts is None else "harmful"
        raise InputError(f"--mapping {name}: {what} needs the key {missing!r}")


def labels_of(
    ratings: Ratings,
    texts: Mapping[str, str],
    mapping: RatingsMapping,
    seed: int,
    fewest: int = FEWEST,
) -> Labels:
    """Return the texts of which two countries have enough ratings.

    Args:
        ratings: the ratings.
        texts: texts by item.
        mapping: says which ratings are harmful, or that they are graded.
        seed: of the random halves.
        fewest: ratings of a text that a country needs.

    Raises:
        InputError: fewer than two countries have ratings of texts, or hardly any text is known.
    """
    kept = np.array([bool(texts.get(item, "").strip()) for item in ratings.items])
    countries = sorted({*ratings.country} - {""})
    place = {name: number for number, name in enumerate(countries)}
    of_rater = np.array([place.get(name, -1) for name in ratings.country])[ratings.rater]
    rows = kept[ratings.item] & (of_rater >= 0)
    cell = ratings.item[rows].astype(np.int64) * len(countries) + of_rater[rows]
    votes = _harm(ratings, mapping)[rows]
    shape = len(ratings.items), len(countries)
    rates = _rates(cell, votes, shape, fewest)
    known = np.isfinite(rates).sum(1) >= 2
    if known.sum() < 20:
        raise InputError(
            f"{ratings.source}: {int(known.sum())} texts have {fewest} ratings from each of two "
            "countries; a guard needs 20"
        )
    rng = np.random.default_rng(seed)
    halves = [_halves(cell, votes, shape, rng) for _ in range(HALVES)]
    return Labels(
        items=tuple(ratings.items[n] for n in np.flatnonzero(known)),
        texts=tuple(texts[ratings.items[n]] for n in np.flatnonzero(known)),
        countries=tuple(countries),
        rates=rates[known],
        aware=1 - _worst(ratings.item[rows], votes, rates, mapping)[known],
        reliable={
            name: _stepped_up([pearson(*_both(a[known, k], b[known, k])) for a, b in halves])
            for k, name in enumerate(countries)
        },
        reliable_gap={
            name: _stepped_up(
                [pearson(*_both(gaps(a[known])[:, k], gaps(b[known])[:, k])) for a, b in halves]
            )
            for k, name in enumerate(countries)
        },
    )


def gaps(rates: Numbers) -> Numbers:
    """Return each country's rate minus the mean of the others', shape (texts, countries)."""
    known = np.isfinite(rates)
    total, count = np.where(known, rates, 0.0).sum(1), known.sum(1)
    others = ratio(total[:, None] - np.where(known, rates, 0.0), (count[:, None] - known))
    difference: Numbers = rates - others
    return difference


def _harm(ratings: Ratings, mapping: RatingsMapping) -> Numbers:
    """Return how harmful each rating finds its item, from 0 to 1."""
    if mapping.graded:
        lowest, highest = mapping.scale
        return np.asarray((ratings.rating - lowest) / (highest - lowest))
    return np.asarray(ratings.rating >= (mapping.harmful or 0.0), float)


def _worst(
    item: NDArray[np.int32], votes: Numbers, rates: Numbers, mapping: RatingsMapping
) -> Numbers:
    """Return the most harmful view of each item, shape (items,)."""
    worst = np.full(len(rates), -np.inf)
    if mapping.graded:
        np.maximum.at(worst, item, votes)
        return worst
    most: Numbers = np.where(np.isfinite(rates), rates, -np.inf).max(axis=1, initial=-np.inf)
    return most


def _rates(cell: NDArray[np.int64], votes: Numbers, shape: tuple[int, int], fewest: int) -> Numbers:
    n = np.bincount(cell, minlength=shape[0] * shape[1])
    k = np.bincount(cell, votes, shape[0] * shape[1])
    found: Numbers = np.where(n >= fewest, ratio(k, n), np.nan).reshape(shape)
    return found


def _halves(
    cell: NDArray[np.int64], votes: Numbers, shape: tuple[int, int], rng: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """Return the rates by two random halves of the raters of each text and country."""
    order = np.lexsort((rng.random(len(cell)), cell))
    first = np.empty(len(cell), bool)
    starts = np.searchsorted(cell[order], cell[order], "left")
    first[order] = (np.arange(len(cell)) - starts) % 2 == 0
    one, other = (_rates(cell[half], votes[half], shape, 1) for half in (first, ~first))
    return one, other


def _both(one: Numbers, other: Numbers) -> tuple[Numbers, Numbers]:
    known = np.isfinite(one) & np.isfinite(other)
    return one[known], other[known]


def _stepped_up(correlations: list[float]) -> float:
    """Return the reliability of the whole from those of halves (Spearman 1910, Brown 1910)."""
    half = float(np.mean(correlations))
    return 2 * half / (1 + half) if half > -1 else float("nan")
