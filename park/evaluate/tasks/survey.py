"""The survey task: shares of options for held-out items against people's answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import numpy as np

from park.align.controls import Control, controls
from park.align.measures import METRICS, Metric, ceiling_of
from park.align.method import pairs
from park.align.people import Shares, people, untested
from park.align.respondent import Respondent
from park.evaluate.panel import Panel
from park.evaluate.questions import FORMS, MOST_OPTIONS, questions
from park.evaluate.scoring import (
    Table,
    Voice,
    adjust,
    difference,
    figure,
    of_forms,
    own,
    score,
    shares_table,
    unanswered,
)
from park.evaluate.task import Nothing, Task
from park.ledger.keys import seed_of
from park.prompts import Prompts
from park.records import Culture, Item
from park.records.scores import Response, Score
from park.setup import Setup
from park.statistics import Interval, c_dist, hierarchical_bootstrap
from park.statistics.interval import Numbers, known_mean
from park.surveys.survey import Survey as Source

HELD_AGAINST = ("ridge", "nearest", "pooled")
"""The controls that are subtracted."""
ASSIGNMENTS = 2_000
"""Random assignments of adapters to cultures that C-Dist is held against."""


@dataclass(frozen=True)
class Survey(Task):
    """Held-out survey items, put alike to everybody and scored against every tested culture."""

    items: Sequence[Item]
    """The held-out items; all others of the survey are train items."""
    source: Source
    """People's answers, to train items as well."""
    cultures: Mapping[str, Culture]
    """The role cards of the tested cultures, by name; one whose countries were asked none of the
    items is not tested."""
    prompts: Prompts = field(default_factory=Prompts)
    name = "survey"
    help = "shares of the options of held-out items against people's shares"
    order = 10

    @classmethod
    def prepare(cls, setup: Setup) -> Self:
        """Ask the held-out items."""
        if not setup.heldout:
            raise Nothing("no survey item is held out (seeds.holdout)")
        return cls(setup.heldout, setup.survey, setup.cultures, setup.prompts)

    def remarks(self) -> Iterator[str]:
        """Yield the cultures that are not tested."""
        return untested(self.source, self.items, self.cultures)

    async def run(self, panel: Panel) -> list[Score]:
        """Ask every respondent and return all scores; none if there is no item to ask."""
        asked = questions(self.name, self._items(), self.prompts)
        answered = [(each, await panel.ask(each, asked)) for each in panel.respondents]
        return self.scores(answered, panel.model)

    def scores(
        self, answered: Sequence[tuple[Respondent, Sequence[Response]]], model: str = ""
    ) -> list[Score]:
        """Return the scores of responses: respondent × tested culture × metric, with controls."""
        voices = [Voice(who, said, _by_item(said, self.items)) for who, said in answered]
        sheets = [self._sheet(tested, voices, model) for tested in self.cultures]
        sheets = [sheet for sheet in sheets if sheet.items]
        found = [each for sheet in sheets for each in sheet.scores()]
        if len(sheets) > 1:
            found += _together(sheets, model)
            for method in dict.fromkeys(each.who.method for each in voices if each.who.culture):
                found += _matrix(method, sheets, model)
        return adjust(found)

    def _sheet(self, tested: str, voices: Sequence[Voice[Shares]], model: str) -> "_Sheet":
        countries = self.cultures[tested].countries
        known = people(self.source, self._items(), countries)
        items = [item for item in self.items if item.id in known]
        held = {item.id for item in self.items}
        train = [item for key, item in self.source.items.items() if key not in held]
        made = controls(self.source, items, train, countries)
        return _Sheet(tested, countries, items, known, voices, made, self.source, model)

    def _items(self) -> list[Item]:
        """Return the held-out items that any tested culture was asked and letters suffice for."""
        countries = [country for card in self.cultures.values() for country in card.countries]
        asked = people(self.source, self.items, countries)
        return [i for i in self.items if i.id in asked and len(i.options) <= MOST_OPTIONS]


def _by_item(responses: Sequence[Response], items: Sequence[Item]) -> Shares:
    """Return the answered shares of each item's options, shape (forms, k)."""
    codes = sorted({option.code for item in items for option in item.options})
    columns = {i.id: [codes.index(option.code) for option in i.options] for i in items}
    table = shares_table(responses, [str(code) for code in codes])
    rows = zip(table.items, table.values, strict=True)
    return {name: values[:, columns[name]] for name, values in rows}


@dataclass(frozen=True)
class _Sheet:
    """Everybody's scores on one tested culture."""

    tested: str
    countries: Sequence[str]
    items: Sequence[Item]
    """Those that the culture was asked."""
    known: Shares
    """Its people's answers."""
    voices: Sequence[Voice[Shares]]
    controls: Sequence[Control]
    source: Source
    model: str

    def scores(self) -> list[Score]:
        """Return the scores of respondents and controls, and the differences, of all metrics."""
        found = []
        for metric in METRICS:
            if self.of(metric):
                found += [self._claim(metric, voice) for voice in self.voices]
                found += [self._control(metric, control) for control in self.controls]
                found.append(self._ceiling(metric))
                found += _differences(metric, self.tables(metric), self.tested, self.model)
        return found

    def of(self, metric: Metric) -> list[Item]:
        """Return the items that a metric is defined for."""
        return [item for item in self.items if metric.measures(item)]

    @cached_property
    def values(self) -> Mapping[tuple[str, str], Table]:
        """The values of every metric and every respondent or control, by their names."""
        named: dict[str, Shares] = {voice.who.name: voice.given for voice in self.voices}
        named |= {control.name: control.shares for control in self.controls}
        return {
            (metric.name, name): self._table(metric, shares)
            for metric in METRICS
            for name, shares in named.items()
        }

    def tables(self, metric: Metric) -> dict[str, Table]:
        """Return the values of who answers as this culture or as none, and of the controls."""
        names = {method: v.who.name for method, v in own(self.voices, self.tested).items()}
        names |= {control.name: control.name for control in self.controls}
        return {method: self.values[metric.name, name] for method, name in names.items()}

    def _table(self, metric: Metric, shares: Shares) -> Table:
        items = [item for item in self.of(metric) if item.id in shares]
        values = np.empty((len(items), len(FORMS)))
        for row, item in zip(values, items, strict=True):
            row[:] = metric.measure(item, shares[item.id], self.known[item.id])
        return Table(tuple(item.id for item in items), FORMS, values)

    def _claim(self, metric: Metric, voice: Voice[Shares]) -> Score:
        ids = {item.id for item in self.of(metric)}
        counted = unanswered([each for each in voice.responses if each.question.item in ids])
        return score(
            self.values[metric.name, voice.who.name],
            culture=voice.who.culture,
            model=self.model,
            detail={"unanswered": counted},
            **_fields(metric, voice.who.method, self.tested),
        )

    def _control(self, metric: Metric, control: Control) -> Score:
        return score(
            self.values[metric.name, control.name],
            control=True,
            detail={"what": control.what, **control.detail},
            **_fields(metric, control.name, self.tested),
        )

    def _ceiling(self, metric: Metric) -> Score:
        fields = _fields(metric, "ceiling", self.tested)
        seed = fields.pop("seed")
        found = ceiling_of(metric, self.source, self.of(metric), self.countries, seed=seed)
        return Score(
            **figure(found),
            unit="answers",
            control=True,
            detail={"what": "a sample of as many people of the same countries"},
            **fields,
        )


def _differences(
    metric: Metric, tables: Mapping[str, Table], tested: str, model: str
) -> list[Score]:
    """Return the differences of methods from their baselines and from controls."""
    return [
        difference(
            tables[method],
            tables[against],
            culture=tested,
            model=model,
            against=against,
            **_fields(metric, method, tested),
        )
        for method, against in pairs(tables, HELD_AGAINST)
    ]


def _together(sheets: Sequence[_Sheet], model: str) -> list[Score]:
    """Return the scores of all tested cultures together, each item's values averaged over them.

    A method counts if it answers as every tested culture, or as none.
    """
    found = []
    for metric in METRICS:
        by_sheet = [sheet.tables(metric) for sheet in sheets if sheet.of(metric)]
        shared = [n for n in (by_sheet or [{}])[0] if all(n in tables for tables in by_sheet)]
        tables = {name: _mean_table([each[name] for each in by_sheet]) for name in shared}
        made = {control.name for control in sheets[0].controls}
        for name, table in tables.items():
            fields = _fields(metric, name, "")
            control = name in made
            found.append(score(table, control=control, model="" if control else model, **fields))
        found += _joint_differences(metric, by_sheet, shared, model)
    return found


def _joint_differences(
    metric: Metric, by_sheet: Sequence[Mapping[str, Table]], shared: Sequence[str], model: str
) -> list[Score]:
    """Return the differences over cultures: of an item, in the cultures where both have it."""
    found = []
    for pair in pairs(shared, HELD_AGAINST):
        cut = [_both(*(tables[name] for name in pair)) for tables in by_sheet]
        means = [_mean_table(side) for side in zip(*cut, strict=True)]
        found += _differences(metric, dict(zip(pair, means, strict=True)), "", model)
    return found


def _both(first: Table, second: Table) -> tuple[Table, Table]:
    """Return two tables without the values that either lacks."""
    items = tuple(item for item in first.items if item in second.items)
    one, other = (
        each.values[[each.items.index(item) for item in items]] for each in (first, second)
    )
    gaps = np.where(np.isfinite(one) & np.isfinite(other), 0.0, np.nan)
    return Table(items, FORMS, one + gaps), Table(items, FORMS, other + gaps)


def _mean_table(tables: Sequence[Table]) -> Table:
    """Return each item's mean over the tables that have it."""
    items = tuple(dict.fromkeys(item for table in tables for item in table.items))
    values = np.full((len(tables), len(items), len(FORMS)), np.nan)
    for cells, table in zip(values, tables, strict=True):
        cells[[items.index(item) for item in table.items]] = table.values
    return Table(items, FORMS, known_mean(values, axis=0))


def _fields(metric: Metric, method: str, tested: str) -> dict[str, Any]:
    return {
        "task": "survey",
        "metric": metric.name,
        "method": method,
        "tested": tested,
        "higher_is_better": metric.higher_is_better,
        "seed": seed_of("survey", metric.name, tested),
    }


def _matrix(method: str, sheets: Sequence[_Sheet], model: str) -> list[Score]:
    """Return a method's C-Dist over cultures × tested cultures, and that of shuffled cultures.

    Its interval is by bootstrap over items; an item that a culture was not asked is missing in
    that culture's column alone.
    """
    voices = [voice for voice in (sheets[0].voices if sheets else ()) if voice.who.method == method]
    names = {sheet.tested for sheet in sheets} & {voice.who.culture for voice in voices}
    columns = [sheet for sheet in sheets if sheet.tested in names]
    rows = {voice.who.culture: voice for voice in voices}
    if len(columns) < 2:
        return []
    values = _similarities([rows[sheet.tested] for sheet in columns], columns)
    by_item = known_mean(values, axis=1)[:, None]
    seed = seed_of("survey", "c_dist", method)
    found = hierarchical_bootstrap(
        by_item, _c_dist, crossed=False, resamples=ASSIGNMENTS, seed=seed
    )
    null = _shuffled(known_mean(by_item, axis=(0, 1)), seed)
    reached = float((null >= found.value - 1e-12).mean())
    low, high = np.quantile(null, (0.025, 0.975)) if np.isfinite(null).all() else (np.nan, np.nan)
    forms = [float(_c_dist(values[None, :, form, None])[0]) for form in range(len(FORMS))]
    shared: dict[str, Any] = {"task": "survey", "metric": "c_dist"}
    names_in_order = [sheet.tested for sheet in columns]
    return [
        Score(
            method=method,
            model=model,
            **figure(found),
            forms=of_forms(FORMS, forms),
            detail={"cultures": names_in_order, "shuffles_that_reach_it": reached},
            **shared,
        ),
        Score(
            method=f"shuffled-{method}",
            control=True,
            **figure(Interval(float(null.mean()), low, high, len(null))),
            unit="shuffles",
            detail={"what": "the same answers, given out to the cultures at random"},
            **shared,
        ),
    ]


def _similarities(voices: Sequence[Voice[Shares]], sheets: Sequence[_Sheet]) -> Numbers:
    """Return 1 - JS distance of items × forms × answering × tested culture; nan if not asked."""
    ids = list(dict.fromkeys(item.id for sheet in sheets for item in sheet.items))
    values = np.full((len(ids), len(FORMS), len(voices), len(sheets)), np.nan)
    for column, sheet in enumerate(sheets):
        for row, voice in enumerate(voices):
            table = sheet.values["js", voice.who.name]
            values[[ids.index(item) for item in table.items], :, row, column] = table.values
    return values


def _c_dist(samples: Numbers) -> Numbers:
    """Return the C-Dist of samples of items, shape (samples, items, 1, k, k) to (samples,)."""
    return c_dist(known_mean(samples, axis=(1, 2)))


def _shuffled(matrix: Numbers, seed: int) -> Numbers:
    """Return the C-Dist of a matrix, shape (k, k), whose rows are given to random cultures."""
    rng = np.random.default_rng(seed)
    return c_dist(np.stack([matrix[rng.permutation(len(matrix))] for _ in range(ASSIGNMENTS)]))
