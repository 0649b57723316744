"""People's answers to held-out items: measures against them, controls made of them alone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from park.records import Culture, Item
from park.statistics import Interval, ceiling, js_similarity, nvas, wasserstein
from park.statistics.interval import Numbers, known_mean
from park.surveys.survey import Survey

Shares = Mapping[str, Numbers]
"""By item id: shares of the item's options, in their order."""
Measure = Callable[[Item, Numbers, Numbers], Numbers]
"""From an item, answered shares (..., k) and people's (k,) to a figure each."""

UNKNOWN_SIZE = 1_000
"""The people behind an answer of whom a source gives only shares."""
SAMPLES = 2_000
"""Samples of people that a ceiling is the mean of."""


class Metric(NamedTuple):
    """A figure of an item's answered shares."""

    name: str
    measure: Measure
    higher_is_better: bool = True
    only_ordered: bool = False


def similarity(item: Item, answered: Numbers, known: Numbers) -> Numbers:
    """Return 1 - Jensen–Shannon distance, shape (..., k) to (...)."""
    return js_similarity(answered, known)


def steps(item: Item, answered: Numbers, known: Numbers) -> Numbers:
    """Return the Wasserstein distance over ordered options, shape (..., k) to (...)."""
    return wasserstein(answered, known)


def alignment(item: Item, answered: Numbers, known: Numbers) -> Numbers:
    """Return NVAS: of the mean codes where options are ordered, else of the most frequent ones.

    Of several most frequent options the mean over them counts.

    Args:
        item: whose codes make the scale.
        answered: shape (..., k); nan where there is no answer.
        known: people's shares, shape (k,).
    """
    codes = np.array([option.code for option in item.options], float)
    low, high = codes.min(), codes.max()
    if item.ordered:
        return nvas(answered @ codes, known @ codes, low, high)
    top = answered >= answered.max(-1, keepdims=True) - 1e-9
    of_each = nvas(codes, codes[known.argmax()], low, high)
    return known_mean(np.where(top, of_each, np.nan))


METRICS = (
    Metric("js", similarity),
    Metric("wasserstein", steps, higher_is_better=False, only_ordered=True),
    Metric("nvas", alignment),
)


@dataclass(frozen=True)
class Control:
    """Answers that need no model."""

    name: str
    shares: Shares
    what: str
    """What it is, for a reader."""
    detail: Mapping[str, Any] = field(default_factory=dict)


def people(survey: Survey, items: Sequence[Item], countries: Sequence[str]) -> Shares:
    """Return how people of countries answered, each country counting alike.

    An item that none of them was asked is left out.
    """
    found = {}
    for item in items:
        asked = [a for country in countries if (a := survey.answers_for(item.id, country))]
        if asked:
            table = [[each.share(option.code) for option in item.options] for each in asked]
            found[item.id] = np.mean(table, axis=0)
    return found


def untested(
    survey: Survey, items: Sequence[Item], cultures: Mapping[str, Culture]
) -> Iterator[str]:
    """Yield a line for each culture that was asked none of the items."""
    for name, card in cultures.items():
        if not people(survey, items, card.countries):
            countries = ", ".join(card.countries)
            yield f"{countries} was asked no held-out item; {name} is not tested"


def controls(
    survey: Survey, items: Sequence[Item], train: Sequence[Item], countries: Sequence[str]
) -> list[Control]:
    """Return the controls for one tested culture; none of them sees its answers to the items.

    Args:
        survey: people's answers.
        items: the held-out items that the culture was asked.
        train: the items that are not held out.
        countries: those of the culture.
    """
    others = [country for country in survey.countries if country not in countries]
    pooled = people(survey, items, others)
    return [
        Control("uniform", {i.id: _uniform(i) for i in items}, "all options alike"),
        Control("first", {i.id: _only(i, 0) for i in items}, "always the first option"),
        Control(
            "constant",
            {i.id: _only(i, int(pooled[i.id].argmax())) for i in items if i.id in pooled},
            "always the option that is the most common in the other countries together",
        ),
        Control("pooled", pooled, "the mean of all other countries", {"countries": others}),
        _nearest(survey, items, _ranking(survey, train, countries, others)),
    ]


def ceiling_of(
    metric: Metric,
    survey: Survey,
    items: Sequence[Item],
    countries: Sequence[str],
    *,
    seed: int = 0,
) -> Interval:
    """Return how a sample of the same people would score, with the range of such samples.

    Args:
        metric: what scores a sample.
        survey: people's answers.
        items: the items that the culture was asked.
        countries: those of the culture.
        seed: equal seeds give equal results.

    Returns:
        The mean over samples and the range of 95 % of them; n counts answers.
    """
    shares = people(survey, items, countries)
    sizes = {item.id: _size(survey, item, countries) for item in items}
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


def _nearest(survey: Survey, items: Sequence[Item], ranks: Mapping[str, float]) -> Control:
    """Return the answers of the country whose answers to the train items are the most similar.

    An item that it was not asked is answered by the next nearest country that was.
    """
    nearest = next(iter(ranks), "")
    shares, stand_ins = {}, {}
    for item in items:
        there = next((c for c in ranks if survey.answers_for(item.id, c)), None)
        if there:
            shares[item.id] = people(survey, [item], [there])[item.id]
            if there != nearest:
                stand_ins[item.id] = there
    detail = {"country": nearest, "similarity": ranks.get(nearest), "stand_ins": stand_ins}
    what = "the country with the most similar answers to the train items"
    return Control("nearest", shares, what, detail)


def _ranking(
    survey: Survey, train: Sequence[Item], countries: Sequence[str], others: Sequence[str]
) -> dict[str, float]:
    """Return the similarity of the other countries, the nearest first.

    A country that was asked less than half of the culture's train items is no candidate.
    """
    own = people(survey, train, countries)
    similar = {}
    for country in others:
        theirs = people(survey, train, [country])
        shared = own.keys() & theirs.keys()
        if shared and 2 * len(shared) >= len(own):
            similar[country] = float(
                np.mean([js_similarity(own[key], theirs[key]) for key in sorted(shared)])
            )
    return dict(sorted(similar.items(), key=lambda pair: (-pair[1], pair[0])))


def _size(survey: Survey, item: Item, countries: Sequence[str]) -> int:
    """Return how many people of the countries answered an item."""
    asked = [a for country in countries if (a := survey.answers_for(item.id, country))]
    return sum(UNKNOWN_SIZE if each.valid is None else max(each.valid, 1) for each in asked)


def _uniform(item: Item) -> Numbers:
    return np.full(len(item.options), 1 / len(item.options))


def _only(item: Item, place: int) -> Numbers:
    shares: Numbers = np.eye(len(item.options))[place]
    return shares
