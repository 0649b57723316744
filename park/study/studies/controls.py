"""The study `controls`: how well a culture can be predicted without a model."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from pydantic import Field

from park.align.controls import controls
from park.align.measures import METRICS, Metric
from park.align.own_answers import Vectors, vectors_of
from park.align.people import Shares, people, respondents_asked
from park.errors import InputError
from park.records import Item, Record
from park.statistics.interval import Numbers, known_mean
from park.study.study import Findings, Lab, Study
from park.surveys.split import groups
from park.surveys.survey import Survey

FEWEST_COUNTRIES, FEWEST_ITEMS = 3, 4
MEASURED = tuple(metric for metric in METRICS if metric.name in ("js", "wasserstein"))
SAMPLES = 20


class ControlsOptions(Record):
    """Settings of the study."""

    splits: int = Field(default=20, ge=1, le=1_000)
    """Number of random splits."""
    holdout: float = Field(default=0.3, gt=0, lt=1)
    """Share of held-out items."""


class Controls(Study):
    """Predict held-out items of each country from all other countries with every control."""

    name = "controls"
    help = "how well each country is predicted without a model; what a method has to beat"
    Options = ControlsOptions

    async def run(self, lab: Lab) -> Findings:
        """Average each control over countries and held-out items of random splits."""
        survey, options = lab.setup.survey, lab.options
        check_survey(survey, ", ".join(lab.setup.config.seeds.source))
        rng = np.random.default_rng(lab.setup.config.seed)
        values = _Values(vectors_of(survey, lab.setup.embedder()))
        for held, train in splits(list(survey.items.values()), options, rng):
            for country in survey.countries:
                values.add(survey, held, train, country, rng)
        found = values.table()
        return Findings(run=str(lab.folder), found=found, text=tuple(_text(found, survey, options)))


def check_survey(survey: Survey, source: str) -> None:
    """Raise InputError for a survey with too few countries or items; twins count once."""
    split = "a split into train and held-out items needs"
    for count, what, fewest, why in (
        (len(survey.countries), "countries", FEWEST_COUNTRIES, "ridge and kernel need"),
        (len(survey.items), "items", FEWEST_ITEMS, split),
        (len(groups(survey.items)), "items if twins count once", FEWEST_ITEMS, split),
    ):
        if count < fewest:
            said = what if count != 1 else what.replace("items", "item")
            raise InputError(f"seeds.source: {source} has {count} {said}; {why} {fewest}")


def splits(
    items: Sequence[Item], options: ControlsOptions, rng: np.random.Generator
) -> Iterator[tuple[list[Item], list[Item]]]:
    """Yield random held-out and train items; over all splits, items are held out equally often.

    Items are dealt from one shuffled deck after the other, so the mean over splits does not depend
    on which items happened to be held out often. Twins stay together.
    """
    by_id = {item.id: item for item in items}
    units = groups(by_id)
    size = min(max(1, round(options.holdout * len(items))), len(items) - 2)
    deck: list[int] = []
    for _ in range(options.splits):
        held: list[int] = []
        while sum(len(units[each]) for each in held) < size:
            # A unit that this split has from the deck before goes to the deck's other end.
            place = next((n for n, each in enumerate(deck) if each not in held), None)
            if place is None:
                deck += [int(each) for each in rng.permutation(len(units))]
            else:
                held.append(deck.pop(place))
        names = {name for each in held for name in units[each]}
        yield (
            [item for item in items if item.id in names],
            [item for item in items if item.id not in names],
        )


def _measured(metric: Metric, item: Item) -> bool:
    """Whether the study measures an item: *hard to say* stands where the survey lists it.

    So the figures are comparable with published ones; `park evaluate` leaves such items out.
    """
    return item.ordered or not metric.only_graded


class _Values:
    """Figures by control, metric and country."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors
        self._found: dict[str, dict[str, dict[str, list[float]]]] = defaultdict(
            lambda: defaultdict(lambda: defaultdict(list))
        )

    def add(
        self,
        survey: Survey,
        held: Sequence[Item],
        train: Sequence[Item],
        country: str,
        rng: np.random.Generator,
    ) -> None:
        known = people(survey, held, [country])
        items = [item for item in held if item.id in known]
        for control in controls(survey, items, train, [country], self._vectors):
            for metric in MEASURED:
                row = self._found[control.name][metric.name][country]
                row += _figures(metric, items, control.shares, known)
        for item in items:
            size = respondents_asked(survey, item, [country])
            drawn = rng.multinomial(size, known[item.id], SAMPLES) / size
            for metric in MEASURED:
                if _measured(metric, item):
                    mean = float(np.mean(metric.measure(item, drawn, known[item.id])))
                    self._found["people"][metric.name][country].append(mean)

    def table(self) -> dict[str, dict[str, Any]]:
        """Return each control's mean over countries of means over items."""
        return {
            name: {
                **{
                    metric: round(float(known_mean([known_mean(v) for v in rows.values()])), 4)
                    for metric, rows in of_control.items()
                },
                "n": sum(map(len, of_control["js"].values())),
            }
            for name, of_control in self._found.items()
        }


def _figures(
    metric: Metric, items: Sequence[Item], answered: Shares, known: Mapping[str, Numbers]
) -> list[float]:
    kept = [i for i in items if i.id in answered and _measured(metric, i)]
    return [float(metric.measure(i, answered[i.id], known[i.id])) for i in kept]


def _text(
    found: Mapping[str, Mapping[str, Any]], survey: Survey, options: ControlsOptions
) -> Iterator[str]:
    yield (
        f"{len(survey.countries)} countries × {len(survey.items)} items, {options.splits} splits, "
        f"{options.holdout:.0%} of the items held out; each country predicted from the others"
    )
    yield f"{'control':<10} {'1 - JS':>7} {'Wasserstein':>12} {'n':>7}"
    for name, row in found.items():
        steps = f"{row['wasserstein']:.3f}" if "wasserstein" in row else "-"
        yield f"{name:<10} {row['js']:>7.3f} {steps:>12} {row['n']:>7}"
    yield "people: another sample of as many people of the same country, the most there is to reach"
