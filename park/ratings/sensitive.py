"""Items that one zone finds harmful and the others do not.

With k harmful of n ratings in zone q, θ_q ~ Beta(1 + k, 1 + n - k), H_q = P(θ_q > .5) and
S_q = H_q Π (1 - H_q') over the other valid zones q'. An item is sensitive where the largest S_q
exceeds a threshold, .5 by default (arXiv 2606.00369).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import comb

import numpy as np
from numpy.typing import NDArray

from park.ratings.read import Ratings
from park.records import Record

Table = NDArray[np.float64]


class Rules(Record):
    """When a zone's ratings of an item count, and when an item is sensitive."""

    fewest: int = 3
    """Ratings that a zone needs."""
    mixed: bool = True
    """Whether its raters may not all be of one group in any demographic."""
    threshold: float = 0.5
    """Of the score; below .5 more than one zone may exceed it."""


@dataclass(frozen=True)
class Scores:
    """Items by zone."""

    zones: tuple[str, ...]
    n: NDArray[np.int64]
    """Ratings, shape (items, zones)."""
    harmful: NDArray[np.int64]
    valid: NDArray[np.bool_]
    likely: Table
    """H: how likely a majority of the zone finds the item harmful."""
    score: Table
    """S; 0 where a zone is not valid."""
    counted: NDArray[np.bool_]
    """Items with two valid zones or more, shape (items,)."""
    sensitive: NDArray[np.bool_]
    """Those of them whose largest score exceeds the threshold."""


def likely_harmful(k: int, n: int) -> float:
    """Return P(θ > .5) for θ ~ Beta(1 + k, 1 + n - k).

    For whole numbers it is P(B ≤ k) with B ~ Binomial(n + 1, .5).
    """
    if n < 1000:
        return _tail(n + 1)[k]
    from statistics import NormalDist

    return NormalDist().cdf((k + 0.5 - (n + 1) / 2) / ((n + 1) / 4) ** 0.5)


@cache
def _tail(trials: int) -> tuple[float, ...]:
    total, found = 0, []
    for k in range(trials):
        total += comb(trials, k)
        found.append(total / 2**trials)
    return tuple(found)


def score_items(
    ratings: Ratings, zone: Sequence[str], zones: Sequence[str], harmful: float, rules: Rules
) -> Scores:
    """Score all items.

    Args:
        ratings: the ratings.
        zone: zone of each rater; `` for none, whose ratings do not count.
        zones: the zones.
        harmful: ratings from here on are harmful.
        rules: thresholds.
    """
    places = {name: place for place, name in enumerate(zones)}
    of_rater = np.array([places.get(name, -1) for name in zone])[ratings.rater]
    kept = of_rater >= 0
    cell = ratings.item[kept].astype(np.int64) * len(zones) + of_rater[kept]
    shape = len(ratings.items), len(zones)

    def counted(weights: NDArray[np.float64] | None = None) -> NDArray[np.int64]:
        sums = np.bincount(cell, weights, shape[0] * shape[1])
        return sums.astype(np.int64).reshape(shape)

    n, k = counted(), counted((ratings.rating[kept] >= harmful).astype(float))
    valid = n >= rules.fewest
    if rules.mixed:
        for groups in ratings.groups.values():
            valid &= _mixed(groups, ratings.rater[kept], cell, shape)
    pairs = zip(k.ravel().tolist(), n.ravel().tolist(), strict=True)
    likely = np.array([likely_harmful(*pair) for pair in pairs])
    likely = likely.reshape(shape)
    score = np.where(valid, likely, 0.0)
    for place in range(len(zones)):
        others = [other for other in range(len(zones)) if other != place]
        score[:, place] *= np.where(valid, 1 - likely, 1.0)[:, others].prod(1)
    both = valid.sum(1) >= 2
    sensitive = both & (score.max(1, initial=0.0) > rules.threshold)
    return Scores(tuple(zones), n, k, valid, likely, score, both, sensitive)


def _mixed(
    groups: Sequence[str],
    rater: NDArray[np.int32],
    cell: NDArray[np.int64],
    shape: tuple[int, int],
) -> NDArray[np.bool_]:
    """Return where the raters with a known group are of two groups or more."""
    names = {name: place for place, name in enumerate(sorted({*groups} - {""}))}
    if len(names) < 2:
        return np.ones(shape, bool)  # A demographic that never varies cannot be asked to.
    of_rater = np.array([names.get(name, -1) for name in groups])[rater]
    known = of_rater >= 0
    pairs = np.unique(cell[known] * len(names) + of_rater[known])
    kinds = np.bincount(pairs // len(names), minlength=shape[0] * shape[1])
    several: NDArray[np.bool_] = (kinds >= 2).reshape(shape)
    return several


def figures(scores: Scores) -> Mapping[str, int]:
    """Return how many items count and how many are sensitive."""
    return {"items": int(scores.counted.sum()), "sensitive": int(scores.sensitive.sum())}
