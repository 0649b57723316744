"""What other countries' answers tell of a culture's: the nearest, kernel-weighted, ridge.

All three learn from the train items, which the culture was asked, how much each other country
tells. Then they predict its answers to held-out items from the other countries' answers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from park.align.people import Shares, people
from park.records import Item
from park.statistics import js_similarity
from park.statistics.interval import Numbers, known_mean, ratio
from park.surveys.survey import Survey

PENALTIES = (0.1, 0.3, 1.0, 3.0, 10.0)
"""Multiples of the mean of the kernel's diagonal among which ridge's λ is chosen."""
WIDTHS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
"""Jensen–Shannon distances among which the kernel's width is chosen."""
LEFT_OUT = 100
"""Maximum number of train items that are left out in turn to choose λ and the width."""
FEWEST = 2
"""Other countries, and train items, with fewer of which nothing can be weighed."""
SMALLEST = 1e-6
"""The smallest share that ridge predicts; its weights may be negative."""


@dataclass(frozen=True)
class Neighbours:
    """Other countries, and how alike their answers to the train items are to a culture's.

    Options are padded with zeros to the longest item's number, K; who was not asked has nan.
    """

    names: tuple[str, ...]
    """The other countries, C of them."""
    own: Numbers
    """The culture's shares of the train items, shape (T, K)."""
    train: Numbers
    """The other countries' shares of the train items, shape (T, C, K)."""
    items: Mapping[str, int]
    """The held-out items with their numbers of options."""
    held: Numbers
    """The other countries' shares of the held-out items, shape (H, C, K)."""

    @classmethod
    def of(
        cls,
        survey: Survey,
        held: Sequence[Item],
        train: Sequence[Item],
        countries: Sequence[str],
        others: Sequence[str],
    ) -> "Neighbours":
        """Collect the answers.

        Args:
            survey: people's answers.
            held: the items to predict; the culture's own answers to them are not read.
            train: the items whose answers by the culture are known.
            countries: those of the culture.
            others: all other countries.
        """
        own = people(survey, train, countries)
        train = [item for item in train if item.id in own]
        most = max((len(item.options) for item in (*train, *held)), default=0)
        theirs = [people(survey, [*train, *held], [name]) for name in others]
        return cls(
            tuple(others),
            _padded(train, [own], most)[:, 0],
            _padded(train, theirs, most),
            {item.id: len(item.options) for item in held},
            _padded(held, theirs, most),
        )

    @cached_property
    def distances(self) -> Numbers:
        """Jensen–Shannon distance of each country from the culture by train item, (T, C)."""
        return 1 - js_similarity(self.train, self.own[:, None])

    def ranking(self) -> dict[str, float]:
        """Return each country's mean similarity to the culture, the nearest first.

        A country that was asked less than half of the culture's train items is left out.
        """
        enough = 2 * np.isfinite(self.distances).sum(0) >= max(len(self.own), 1)
        similar = 1 - known_mean(self.distances, axis=0)
        found = {n: float(s) for n, s, e in zip(self.names, similar, enough, strict=True) if e}
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    def nearest(self) -> tuple[Shares, dict[str, str]]:
        """Return the answers of the nearest country, and who stands in where it was not asked."""
        ranks = [self.names.index(name) for name in self.ranking()]
        rows, stand_ins = np.full((len(self.held), self.held.shape[-1]), np.nan), {}
        for row, (item, table) in zip(rows, zip(self.items, self.held, strict=True), strict=True):
            there = next((rank for rank in ranks if np.isfinite(table[rank]).all()), None)
            if there is not None:
                row[:] = table[there]
                if there != ranks[0]:
                    stand_ins[item] = self.names[there]
        return self._shares(rows), stand_ins

    def kernel(self) -> tuple[Shares, float | None]:
        """Return answers weighted by exp(-(d - min d) / width), and the chosen width.

        d is a country's mean Jensen–Shannon distance on the train items. The width is the one
        that predicts the culture's answers to the train items best, each left out in turn.
        """
        known = np.isfinite(self.distances)
        sums, counts = np.where(known, self.distances, 0).sum(0), known.sum(0)
        out = self._left_out()
        # Of the other items' distances: the sum over all of them less the item's own.
        rest = ratio(sums - np.nan_to_num(self.distances[out]), counts - known[out])
        width = self._chosen(WIDTHS, lambda each: _kernel(rest, self.train[out], each))
        if width is None:
            return {}, None
        return self._shares(_kernel(ratio(sums, counts), self.held, width)), width

    def ridge(self) -> tuple[Shares, float | None]:
        """Return answers by ridge regression over countries, and the chosen penalty.

        With X the centred shares of the train items (countries in rows), K = XXᵀ and P the other
        countries' answers to an item, the prediction is mean P + K_co (K_oo + λI)⁻¹ (P - mean P),
        clipped at 1e-6 and scaled to sum to 1; λ is the penalty times the mean of K_oo's diagonal.
        The penalty is chosen as the kernel's width is.
        """
        everybody = np.concatenate([self.own[:, None], self.train], axis=1)
        centred = np.nan_to_num(everybody - known_mean(everybody, axis=1)[:, None])
        total = np.einsum("tik,tjk->ij", centred, centred)
        out = self._left_out()
        rest = total - centred[out] @ centred[out].swapaxes(1, 2)
        penalty = self._chosen(PENALTIES, lambda each: _ridge(rest, self.train[out], each))
        if penalty is None:
            return {}, None
        return self._shares(_ridge(total[None], self.held, penalty)), penalty

    def _left_out(self) -> slice:
        return slice(None, None, -(-len(self.own) // LEFT_OUT) or 1)

    def _chosen(self, values: Sequence[float], predict: Callable[[float], Numbers]) -> float | None:
        """Return the value with the best predictions of train items; None with too few of them."""
        if min(len(self.names), len(self.own)) < FEWEST:
            return None
        truth = self.own[self._left_out()]
        reached = [float(known_mean(js_similarity(predict(each), truth))) for each in values]
        return values[int(np.nanargmax(reached))] if np.isfinite(reached).any() else None

    def _shares(self, rows: Numbers) -> Shares:
        """Return predictions, shape (H, K), by item; those that are none are left out."""
        found = zip(self.items.items(), rows, strict=True)
        return {item: row[:size] for (item, size), row in found if np.isfinite(row).all()}


def _padded(items: Sequence[Item], answers: Sequence[Shares], most: int) -> Numbers:
    """Return shares of items × who answered × options."""
    table = np.full((len(items), len(answers), most), np.nan)
    for cells, item in zip(table, items, strict=True):
        for cell, shares in zip(cells, answers, strict=True):
            if item.id in shares:
                cell[:] = 0
                cell[: len(item.options)] = shares[item.id]
    return table


def _asked(table: Numbers) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(table).all(-1))


def _kernel(distances: Numbers, table: Numbers, width: float) -> Numbers:
    """Return weighted means over countries, shape (items, K); nan where nobody was asked.

    Args:
        distances: shape (C,) or (items, C).
        table: the countries' shares, shape (items, C, K).
        width: of the kernel.
    """
    far = np.where(_asked(table) & np.isfinite(distances), distances, np.inf)
    nearest = np.min(far, axis=-1, keepdims=True, initial=np.inf)
    with np.errstate(invalid="ignore"):
        weights = np.nan_to_num(np.exp(-(far - nearest) / width))
    sums = (weights[..., None] * np.nan_to_num(table)).sum(1)
    return ratio(sums, weights.sum(-1)[:, None])


def _ridge(kernel: Numbers, table: Numbers, penalty: float) -> Numbers:
    """Return regressions over countries, shape (items, K); nan where fewer than two were asked.

    Args:
        kernel: the culture's and the countries' products, shape (items or 1, 1 + C, 1 + C).
        table: the countries' shares, shape (items, C, K).
        penalty: times the mean of the kernel's diagonal.
    """
    asked = _asked(table)
    counts = asked.sum(-1)
    # A country that was not asked has an empty row and column, and so the weight 0.
    among = kernel[:, 1:, 1:] * (asked[:, :, None] & asked[:, None, :])
    scale = penalty * np.trace(among, axis1=1, axis2=2) / np.maximum(counts, 1)
    among = among + np.maximum(scale, SMALLEST)[:, None, None] * np.eye(table.shape[1])
    pooled = known_mean(table, axis=1)
    away = np.where(asked[..., None], table - pooled[:, None], 0)
    weights = np.linalg.solve(among, (kernel[:, 0, 1:] * asked)[..., None])
    predicted = pooled + (weights * away).sum(1)
    predicted[counts < FEWEST] = np.nan
    clipped = np.where(pooled > 0, np.maximum(predicted, SMALLEST), predicted)
    shares: Numbers = clipped / clipped.sum(-1, keepdims=True)
    return shares
