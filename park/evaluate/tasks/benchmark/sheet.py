"""Scores of a benchmark on a tested culture."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from park.align.item_blind import ITEM_BLIND, blind, item_blind
from park.align.method import pairs
from park.align.own_answers import Vectors
from park.align.people import Shares
from park.align.questions import FORMS
from park.benchmarkfolder import Benchmark
from park.evaluate.scoring import (
    Table,
    Voice,
    difference,
    figure,
    own,
    score,
    unanswered,
)
from park.evaluate.tasks.benchmark.controls import Control, bounds, controls
from park.evaluate.tasks.benchmark.learned import cluster, learned
from park.evaluate.tasks.benchmark.metrics import METRICS, Metric
from park.ledger.keys import seed_of
from park.records.benchmark import BenchmarkItem
from park.records.scores import Score

HELD_AGAINST = ("uniform", "constant", "pooled", "nearest", "ridge")
"""Controls to subtract, besides a method's own item-blind one."""


@dataclass(frozen=True)
class Sheet:
    """A benchmark's items and people's answers for a tested culture, with the responses."""

    benchmark: Benchmark
    tested: str
    """The culture; '' if the benchmark is of no culture of the run."""
    countries: Sequence[str]
    items: Sequence[BenchmarkItem]
    known: Shares
    """People's shares by item."""
    voices: Sequence[Voice[Shares]]
    model: str
    vectors: Vectors | None = None
    """Embeddings of the items, for the control `text`."""

    def scores(self) -> Iterator[Score]:
        """Yield the scores of methods, controls, bounds and differences."""
        for metric in METRICS:
            items = [item for item in self.items if metric.measures(item)]
            if items:
                yield from self._of(metric, items)

    def _of(self, metric: Metric, items: Sequence[BenchmarkItem]) -> Iterator[Score]:
        survey = self.benchmark.survey
        held = list(controls(metric, survey, items, self.countries, self.known))
        held += self._learned if metric.kind == "value" else ()
        mine = own(self.voices, self.tested) if self.tested else _first(self.voices)
        tables = {name: self._table(metric, items, each.given) for name, each in mine.items()}
        unread = {
            name: self._table(metric, items, item_blind(each.given, items))
            for name, each in mine.items()
        }
        for name, voice in mine.items():
            yield self._claim(metric, name, voice, tables[name], items)
        against = {each.name: self._table(metric, items, each.shares) for each in held}
        for each in held:
            yield self._control(metric, each, against[each.name])
        seed = seed_of("benchmark", metric.name, self.tested)
        for name, found, what in bounds(metric, survey, items, self.countries, self.known, seed):
            detail = {"what": what, **self._said()}
            yield Score(**figure(found), control=True, detail=detail, **self._fields(metric, name))
        for name, table in unread.items():
            if table.items:
                told = f"the shares that {name} gives to the places of other items' options"
                control = Control(blind(mine[name].who.method), {}, told, "nothing")
                yield self._control(metric, control, table, mine[name].who.culture)
        yield from self._differences(metric, mine, tables, against, unread)

    @cached_property
    def _learned(self) -> list[Control]:
        """The controls that learn from answers to other items."""
        every = [item for item in self.benchmark.items.values() if item.kind == "value"]
        asked = [item for item in self.items if item.kind == "value"]
        survey = self.benchmark.survey
        return list(learned(survey, asked, every, self.countries, self.vectors))

    def _differences(
        self,
        metric: Metric,
        mine: Mapping[str, Voice[Shares]],
        tables: Mapping[str, Table],
        against: Mapping[str, Table],
        unread: Mapping[str, Table],
    ) -> Iterator[Score]:
        there = {**tables, **{name: against[name] for name in HELD_AGAINST if name in against}}
        wanted = [*_pairs(mine), *product(tables, [n for n in HELD_AGAINST if n in against])]
        for method, other in dict.fromkeys(wanted):
            said = mine[other].who.method if other in mine else other
            yield self._difference(metric, mine[method], there[method], said, there[other])
        for method, table in unread.items():
            if table.items:
                yield self._difference(metric, mine[method], tables[method], ITEM_BLIND, table)

    def _difference(
        self, metric: Metric, voice: Voice[Shares], one: Table, name: str, other: Table
    ) -> Score:
        fields = self._fields(metric, voice.who.method) | {"culture": voice.who.culture}
        return difference(one, other, against=name, model=self.model, detail=self._said(), **fields)

    def _claim(
        self,
        metric: Metric,
        name: str,
        voice: Voice[Shares],
        table: Table,
        items: Sequence[BenchmarkItem],
    ) -> Score:
        ids = {item.id for item in items}
        counted = unanswered([each for each in voice.responses if each.question.item in ids])
        fields = self._fields(metric, voice.who.method) | {"culture": voice.who.culture}
        detail = {"unanswered": counted, **self._said()}
        return _within(metric, score(table, model=self.model, detail=detail, **fields))

    def _control(self, metric: Metric, control: Control, table: Table, culture: str = "") -> Score:
        detail = {"what": control.what, "knows": control.knows, **self._said()}
        fields = self._fields(metric, control.name) | {"culture": culture}
        return _within(metric, score(table, control=True, detail=detail, **fields))

    def _table(self, metric: Metric, items: Sequence[BenchmarkItem], shares: Shares) -> Table:
        kept = [item for item in items if item.id in shares]
        values = np.full((len(kept), len(FORMS)), np.nan)
        for row, item in zip(values, kept, strict=True):
            row[:] = metric.measure(item, shares[item.id], self.known[item.id])
        return Table(tuple(item.id for item in kept), FORMS, values, _clusters(kept))

    def _said(self) -> dict[str, Any]:
        """Return what must be known of the benchmark, as a caveat of each score."""
        remarks = self.benchmark.remarks()
        return {"caveats": remarks} if remarks else {}

    def _fields(self, metric: Metric, method: str) -> dict[str, Any]:
        return {
            "task": "benchmark",
            "set": self.benchmark.card.name,
            "metric": metric.name,
            "method": method,
            "tested": self.tested,
            "higher_is_better": metric.higher_is_better,
        }


def _within(metric: Metric, found: Score) -> Score:
    """Return a score whose interval does not leave the metric's range."""
    if found.low is None or found.high is None:
        return found
    low, high = max(found.low, 0.0), min(found.high, metric.most)
    return found.model_copy(update={"low": low, "high": high})


def _clusters(items: Sequence[BenchmarkItem]) -> dict[str, str]:
    """Return the clusters of items: one keyword, or twins.

    The community chose the topics, so they are fixed and not drawn again.
    """
    return {item.id: cluster(item) for item in items}


def _pairs(mine: Mapping[str, Voice[Shares]]) -> list[tuple[str, str]]:
    """Return the pairs of methods to compare, by name, of one culture or none."""
    methods = pairs({voice.who.method for voice in mine.values()})
    return [
        (one, other)
        for method, baseline in methods
        for one, voice in mine.items()
        for other, base in mine.items()
        if (voice.who.method, base.who.method) == (method, baseline)
        and base.who.culture in ("", voice.who.culture)
    ]


def _first(voices: Sequence[Voice[Shares]]) -> dict[str, Voice[Shares]]:
    """Return all voices by name, for a benchmark that is of no culture of the run."""
    return {voice.who.name: voice for voice in voices}
