"""The benchmark task: items of benchmarks that communities made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Self

import numpy as np
from pydantic import Field

from park.align.own_answers import vectors_of
from park.align.people import Shares, people
from park.align.questions import MOST_OPTIONS, questions
from park.align.respondent import Respondent
from park.benchmarkfolder import Benchmark as Folder
from park.benchmarkfolder import load_benchmark
from park.errors import InputError
from park.evaluate.panel import Panel
from park.evaluate.scoring import Voice, adjust, shares_table
from park.evaluate.task import Nothing, Task
from park.evaluate.tasks.benchmark.metrics import METRICS
from park.evaluate.tasks.benchmark.sheet import Sheet
from park.ledger.keys import key_of
from park.models.embedders import Embedder
from park.prompts import Prompts
from park.records import Culture, Record
from park.records.benchmark import BenchmarkItem
from park.records.card import Card, Statements
from park.records.scores import Question, Response, Score
from park.setup import Setup


class BenchmarkOptions(Record):
    """Options of the task."""

    orders: int | None = Field(default=None, ge=2)
    """Maximum rotations of an item's options; all by default."""
    items: int | None = Field(default=None, ge=1)
    """Maximum items of a kind and country, chosen by a hash; all by default."""


@dataclass(frozen=True)
class Benchmark(Task):
    """Benchmarks' items, asked of all respondents of the cultures that answered them."""

    benchmarks: Sequence[Folder]
    cultures: Mapping[str, Culture]
    prompts: Prompts = field(default_factory=Prompts)
    settings: BenchmarkOptions = field(default_factory=BenchmarkOptions)
    embedder: Embedder | None = None
    name = "benchmark"
    help = "a community's own items: SVA, A-SVA, knowledge, distances to people's distributions"
    title = "Benchmarks"
    about = (
        "How a method chooses on items that communities made, beside choosing at random (floor) "
        "and always what most people choose (ceiling)."
    )
    order = 55
    ranges: ClassVar = {each.name: (0.0, each.most) for each in METRICS}
    card = Card(
        authors="Those whom the card of each benchmark names; culturepark asks and scores.",
        audience="A community that wants to know how models speak of it, on questions of its own.",
        words="Those of each benchmark's card; the request for a number is culturepark's.",
        language="Each benchmark's; the request for an answer is English.",
        assumptions=(
            "The share of people who chose an option is what choosing it is worth; a model chooses "
            "the option that it finds the likeliest, whatever the order of options."
        ),
        annotators="The people whom each benchmark's card names, who answered or revised items.",
        limits=(
            "Why people answer as they do, or whether they would like a model to answer alike; a "
            "benchmark of simulated respondents says nothing of people at all."
        ),
    )
    Options = BenchmarkOptions

    @classmethod
    def prepare(cls, setup: Setup) -> Self:
        """Load the configured benchmarks.

        Raises:
            Nothing: none is configured.
            InputError: one is invalid, or two have one name.
        """
        folders = setup.config.evaluate.benchmarks
        if not folders:
            raise Nothing("no benchmark is given (evaluate.benchmarks, or --benchmark DIR)")
        found = [load_benchmark(setup.base / folder) for folder in folders]
        names = [each.card.name for each in found]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise InputError(f"evaluate.benchmarks: two have the name {twice!r}")
        options = cls.options(setup)
        return cls(found, setup.cultures, setup.prompts, options, setup.embedder())

    def remarks(self) -> Iterator[str]:
        """Yield what must be known of the benchmarks, and which cultures they test."""
        for each in self.benchmarks:
            yield from each.remarks()
            if "" in self._tested(each):
                yield (
                    f"{each.card.name}: none of the run's cultures answered it; everybody is "
                    "tested on all its answers"
                )

    def cards(self) -> Mapping[str, Statements]:
        """Return the benchmarks' own cards."""
        return {each.card.name: each.card for each in self.benchmarks}

    async def run(self, panel: Panel) -> list[Score]:
        """Ask every respondent what its culture, or anybody, was asked; return all scores."""
        found: list[Score] = []
        for benchmark, answered in zip(self.benchmarks, await self.ask(panel), strict=True):
            tested = self._tested(benchmark)
            asked = self._items(benchmark, tested)
            found += self._scores(benchmark, tested, asked, answered, panel.model)
        return adjust(found)

    async def ask(self, panel: Panel) -> list[list[tuple[Respondent, list[Response]]]]:
        """Ask every respondent what its culture, or anybody, was asked in each benchmark."""
        plans = [list(self._plan(panel, benchmark)) for benchmark in self.benchmarks]
        panel.expect(sum(len(questions) for plan in plans for _, questions in plan))
        return [[(who, await panel.ask(who, those)) for who, those in plan] for plan in plans]

    def _plan(self, panel: Panel, benchmark: Folder) -> Iterator[tuple[Respondent, list[Question]]]:
        asked = self._items(benchmark, self._tested(benchmark))
        for who in panel.respondents:
            if items := _for(who, asked):
                yield who, self._questions(benchmark, items)

    def _scores(
        self,
        benchmark: Folder,
        tested: Mapping[str, Sequence[str]],
        asked: Mapping[str, Sequence[BenchmarkItem]],
        answered: Sequence[tuple[Respondent, Sequence[Response]]],
        model: str,
    ) -> Iterator[Score]:
        voices = [Voice(who, said, _by_item(said, benchmark)) for who, said in answered]
        vectors = vectors_of(benchmark.survey, self.embedder) if self.embedder else None
        for culture, countries in tested.items():
            known = _known(benchmark, asked[culture], countries)
            sheet = Sheet(benchmark, culture, countries, asked[culture], known, voices, model,
                          vectors)  # fmt: skip
            yield from sheet.scores()

    def _tested(self, benchmark: Folder) -> dict[str, list[str]]:
        """Return the countries of each tested culture; those of everybody under '' if none is."""
        there = set(benchmark.survey.countries)
        found = {
            name: [country for country in card.countries if country in there]
            for name, card in self.cultures.items()
        }
        found = {name: countries for name, countries in found.items() if countries}
        return found or {"": sorted(there)}

    def _items(
        self, benchmark: Folder, tested: Mapping[str, Sequence[str]]
    ) -> dict[str, list[BenchmarkItem]]:
        """Return the items that each tested culture was asked, at most so many of a kind."""
        return {
            culture: _some(_asked(benchmark, countries), self.settings.items)
            for culture, countries in tested.items()
        }

    def _questions(self, benchmark: Folder, items: Sequence[BenchmarkItem]) -> list[Question]:
        found: list[Question] = []
        for kind, templates in (("value", "survey"), ("knowledge", "knowledge")):
            same = [item for item in items if item.kind == kind]
            found += questions(templates, same, self.prompts, self.settings.orders)
        named = {"task": self.name, "set": benchmark.card.name}
        return [each.model_copy(update=named) for each in found]


def _asked(benchmark: Folder, countries: Sequence[str]) -> list[BenchmarkItem]:
    """Return the items with answers of the countries, and keys that need none."""
    there = people(benchmark.survey, list(benchmark.items.values()), countries)
    return [
        item
        for item in benchmark.items.values()
        if len(item.options) <= MOST_OPTIONS
        and (item.id in there or (item.kind == "knowledge" and item.country in ("", *countries)))
    ]


def _some(items: Sequence[BenchmarkItem], most: int | None) -> list[BenchmarkItem]:
    kept = []
    for kind in ("value", "knowledge"):
        same = [item for item in items if item.kind == kind]
        ranked = sorted((item.id for item in same), key=lambda id_: key_of("benchmark", id_))
        first = set(ranked[:most])
        kept += [item for item in same if item.id in first]
    return kept


def _for(who: Respondent, asked: Mapping[str, Sequence[BenchmarkItem]]) -> list[BenchmarkItem]:
    """Return what a respondent is asked: what its culture was; all of it if it has none."""
    found = {
        item.id: item
        for culture, items in asked.items()
        if not who.culture or culture in ("", who.culture)
        for item in items
    }
    return list(found.values())


def _known(benchmark: Folder, items: Sequence[BenchmarkItem], countries: Sequence[str]) -> Shares:
    """Return people's shares; where nobody was asked a knowledge item, its key."""
    there = dict(people(benchmark.survey, items, countries))
    for item in items:
        if item.id not in there:
            there[item.id] = np.array([float(o.code == item.answer) for o in item.options])
    return there


def _by_item(responses: Sequence[Response], benchmark: Folder) -> Shares:
    """Return the answered shares by item, shape (forms, k)."""
    codes = sorted({o.code for item in benchmark.items.values() for o in item.options})
    table = shares_table(responses, [str(code) for code in codes])
    return {
        name: values[:, [codes.index(option.code) for option in benchmark.items[name].options]]
        for name, values in zip(table.items, table.values, strict=True)
    }
