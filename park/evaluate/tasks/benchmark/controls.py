"""Controls of a benchmark: answers without a model, floor and ceiling."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from park.align.controls import only, uniform
from park.align.measures import Metric as Distance
from park.align.measures import ceiling_of
from park.align.people import Shares, people
from park.evaluate.tasks.benchmark.metrics import Metric
from park.records.benchmark import BenchmarkItem
from park.statistics import Interval
from park.statistics.interval import Numbers
from park.surveys.survey import Survey

Items = Sequence[BenchmarkItem]


class Control(NamedTuple):
    """Answers without a model."""

    name: str
    shares: Shares
    what: str
    """Description for readers."""
    knows: str
    """What it has seen of people's answers."""


def controls(
    metric: Metric, survey: Survey, items: Items, countries: Sequence[str], known: Shares
) -> Iterator[Control]:
    """Yield the controls of a metric on a tested culture.

    Args:
        metric: the metric, whose best choice the control `mode` makes.
        survey: everybody's answers.
        items: the items of the metric that the culture was asked.
        countries: the culture's countries.
        known: its people's shares.
    """
    yield Control("uniform", {i.id: uniform(i) for i in items}, "all options alike", "nothing")
    yield Control("first", {i.id: only(i, 0) for i in items}, "always the first option", "nothing")
    last = {i.id: only(i, len(i.options) - 1) for i in items}
    yield Control("last", last, "always the last option", "nothing")
    yield Control(
        "constant",
        _constant(metric, items, known),
        "always the one place that fares best over all items with as many options",
        "answers",
    )
    others = [country for country in survey.countries if country not in countries]
    pooled = people(survey, items, others)
    if pooled and metric.kind == "value":
        yield Control("pooled", pooled, "the mean of all other countries", "countries")
    yield Control(
        "mode",
        {item.id: _best(metric, item, known[item.id]) for item in items},
        "always what most of these people chose",
        "answers",
    )


def bounds(
    metric: Metric,
    survey: Survey,
    items: Items,
    countries: Sequence[str],
    known: Shares,
    seed: int,
) -> Iterator[tuple[str, Interval, str]]:
    """Yield floor and ceiling of a metric, with what they are.

    The floor is what guessing reaches, the ceiling of a choice what no choice can exceed, and that
    of a distance what another sample of the same people reaches.
    """
    if metric.worth is None:
        alike = [metric.measure(item, uniform(item), known[item.id]) for item in items]
        yield "floor", _exact(alike), "all options alike"
        distance = Distance(metric.name, metric.measure, metric.higher_is_better)  # type: ignore[arg-type]
        found = ceiling_of(distance, survey, items, countries, seed=seed)
        yield "ceiling", found, "a sample of as many people of the same countries"
        return
    worth = [metric.worth(item, known[item.id]) for item in items]
    yield "floor", _exact([each.mean() for each in worth]), "guessing"
    yield "ceiling", _exact([each.max() for each in worth]), "the best choice for each item"


def _exact(values: Sequence[Numbers | np.floating]) -> Interval:
    return Interval(float(np.mean(values)), np.nan, np.nan, len(values))


def _best(metric: Metric, item: BenchmarkItem, known: Numbers) -> Numbers:
    """Return the choice of most people: of the most common side for A-SVA."""
    if metric.worth is None or metric.kind == "knowledge":
        return only(item, int(known.argmax()))
    worth = metric.worth(item, known)
    best = np.flatnonzero(worth >= worth.max() - 1e-12)
    return only(item, int(best[known[best].argmax()]))


def _constant(metric: Metric, items: Items, known: Shares) -> Mapping[str, Numbers]:
    """Return the best single place for items with as many options."""
    found: dict[str, Numbers] = {}
    sizes = sorted({len(item.options) for item in items})
    for size in sizes:
        same = [item for item in items if len(item.options) == size]
        figures = [
            np.mean([metric.measure(i, only(i, place), known[i.id]) for i in same])
            for place in range(size)
        ]
        place = int(np.argmax(figures) if metric.higher_is_better else np.argmin(figures))
        found |= {item.id: only(item, place) for item in same}
    return {item.id: found[item.id] for item in items}
