"""Measures of answered shares against people's, and their ceiling."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from park.align.people import people, respondents_asked
from park.records import Item
from park.statistics import Interval, ceiling, js_similarity, nvas, wasserstein
from park.statistics.interval import Numbers
from park.surveys.survey import Survey

Measure = Callable[[Item, Numbers, Numbers], Numbers]
"""Maps an item, answered shares (..., k) and people's shares (k,) to figures (...)."""

SAMPLES = 2_000
"""Samples of people per ceiling."""


class Metric(NamedTuple):
    """A metric of an item's answered shares."""

    name: str
    measure: Measure
    higher_is_better: bool = True
    only_graded: bool = False
    """Whether it is defined only if all options are on a scale (`Item.graded`)."""
    most: float = 1.0
    """The highest figure; the lowest is 0."""

    def measures(self, item: Item) -> bool:
        """Whether the metric is defined for an item."""
        return item.graded or not self.only_graded


def similarity(item: Item, answered: Numbers, known: Numbers) -> Numbers:
    """Return 1 - Jensen–Shannon distance, shape (..., k) to (...)."""
    return js_similarity(answered, known)


def steps(item: Item, answered: Numbers, known: Numbers) -> Numbers:
    """Return the Wasserstein distance over ordered options, shape (..., k) to (...)."""
    return wasserstein(answered, known)


def alignment(item: Item, answered: Numbers, known: Numbers) -> Numbers:
    """Return NVAS of the mean codes, shape (..., k) to (...).

    MENAValues also computes it for unordered options, from the most frequent ones; we do not, as
    the distance between their codes means nothing.

    Args:
        item: the item, with the codes of the scale.
        answered: answered shares, shape (..., k); nan if unanswered.
        known: people's shares, shape (k,).
    """
    codes = np.array([option.code for option in item.options], float)
    return nvas(answered @ codes, known @ codes, codes.min(), codes.max())


METRICS = (
    Metric("js", similarity),
    Metric("wasserstein", steps, higher_is_better=False, only_graded=True),
    Metric("nvas", alignment, only_graded=True, most=100.0),
)


def ceiling_of(
    metric: Metric,
    survey: Survey,
    items: Sequence[Item],
    countries: Sequence[str],
    *,
    seed: int = 0,
) -> Interval:
    """Return the score of samples of the same people: the mean and range.

    Args:
        metric: the metric.
        survey: people's answers.
        items: the items that the culture was asked.
        countries: the culture's countries.
        seed: random seed.

    Returns:
        The mean over samples and the range of 95 % of them; n counts answers.
    """
    shares = people(survey, items, countries)
    sizes = {item.id: respondents_asked(survey, item, countries) for item in items}
    kept = [item for item in items if item.id in shares]
    if not kept:
        return Interval(np.nan, np.nan, np.nan, 0)
    if metric.measure is similarity:
        table = np.zeros((len(kept), max(len(item.options) for item in kept)))
        for row, item in zip(table, kept, strict=True):
            row[: len(item.options)] = shares[item.id] * sizes[item.id]
        return ceiling(table, resamples=SAMPLES, seed=seed)
    rng = np.random.default_rng(seed)
    drawn = []
    for item in kept:
        known, size = shares[item.id], sizes[item.id]
        drawn.append(metric.measure(item, rng.multinomial(size, known, SAMPLES) / size, known))
    figures = np.mean(drawn, axis=0)
    low, high = np.quantile(figures, (0.025, 0.975))
    total = sum(sizes[item.id] for item in kept)
    return Interval(float(figures.mean()), float(low), float(high), total)
