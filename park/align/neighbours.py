"""Predicts a culture's answers from other countries: nearest, kernel-weighted, ridge.

All three learn weights of other countries from the train items, which the culture was asked, and
predict its answers to held-out items from the other countries' answers.
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
"""Candidates for ridge's λ, as multiples of the mean of the kernel's diagonal."""
WIDTHS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
"""Candidates for the kernel's width, in Jensen–Shannon distance."""
LEFT_OUT = 100
"""Maximum train items to leave out in turn when choosing λ and the width."""
FEWEST = 2
"""Minimum number of other countries and of train items."""
SMALLEST = 1e-6
"""Minimum share that ridge predicts, as its weights may be negative."""


@dataclass(frozen=True)
class Neighbours:
    """A culture's answers and those of other countries.

    Options are padded with zeros to the maximum K; missing answers are nan.
    """

    names: tuple[str, ...]
    """The C other countries."""
    own: Numbers
    """The culture's shares of the train items, shape (T, K)."""
    train: Numbers
    """The other countries' shares of the train items, shape (T, C, K)."""
    items: Mapping[str, int]
    """Numbers of options of the held-out items."""
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
            train: the train items.
            countries: the culture's countries.
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
        """Jensen–Shannon distances of countries from the culture by train item, (T, C)."""
        return 1 - js_similarity(self.train, self.own[:, None])

    def ranking(self) -> dict[str, float]:
        """Return each country's mean similarity to the culture, nearest first.

        Countries asked less than half of the culture's train items are left out.
        """
        enough = 2 * np.isfinite(self.distances).sum(0) >= max(len(self.own), 1)
        similar = 1 - known_mean(self.distances, axis=0)
        found = {n: float(s) for n, s, e in zip(self.names, similar, enough, strict=True) if e}
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    def nearest(self) -> tuple[Shares, dict[str, str]]:
        """Return the nearest country's answers, and substitutes where it was not asked."""
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

        d is a country's mean Jensen–Shannon distance on the train items. The width is chosen by
        leave-one-out prediction of the culture's answers to the train items.
        """
        known = np.isfinite(self.distances)
        sums, counts = np.where(known, self.distances, 0).sum(0), known.sum(0)
        out = self._left_out()
        # Leave-one-out means: the sum of all distances minus the item's own.
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
        The penalty is chosen like the kernel's width.
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
        """Return the value with the best predictions of train items; None if there are too few."""
        if min(len(self.names), len(self.own)) < FEWEST:
            return None
        truth = self.own[self._left_out()]
        reached = [float(known_mean(js_similarity(predict(each), truth))) for each in values]
        return values[int(np.nanargmax(reached))] if np.isfinite(reached).any() else None

    def _shares(self, rows: Numbers) -> Shares:
        """Return predictions, shape (H, K), by item, dropping undefined ones."""
        found = zip(self.items.items(), rows, strict=True)
        return {item: row[:size] for (item, size), row in found if np.isfinite(row).all()}


def _padded(items: Sequence[Item], answers: Sequence[Shares], most: int) -> Numbers:
    """Return shares of items × respondents × options."""
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
    """Return weighted means over countries, shape (items, K); nan without answers.

    Args:
        distances: shape (C,) or (items, C).
        table: the countries' shares, shape (items, C, K).
        width: the kernel's width.
    """
    far = np.where(_asked(table) & np.isfinite(distances), distances, np.inf)
    nearest = np.min(far, axis=-1, keepdims=True, initial=np.inf)
    with np.errstate(invalid="ignore"):
        weights = np.nan_to_num(np.exp(-(far - nearest) / width))
    sums = (weights[..., None] * np.nan_to_num(table)).sum(1)
    return ratio(sums, weights.sum(-1)[:, None])


def _ridge(kernel: Numbers, table: Numbers, penalty: float) -> Numbers:
    """Return regressions over countries, shape (items, K); nan with fewer than two answers.

    Args:
        kernel: Gram matrix of the culture and the countries, shape (items or 1, 1 + C, 1 + C).
        table: the countries' shares, shape (items, C, K).
        penalty: multiple of the mean of the kernel's diagonal.
    """
    asked = _asked(table)
    counts = asked.sum(-1)
    # Countries not asked have zero rows and columns, hence zero weight.
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
