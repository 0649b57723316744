"""Evaluations of adapters that know nothing of their people, in planted worlds.

They go through the survey task's own sheets, contrasts and Holm's correction; many at once, each in
the place of a form, so that shares are arrays.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from park.align.controls import Control
from park.align.measures import METRICS
from park.align.respondent import Respondent
from park.evaluate.scoring import Table, Voice, adjust
from park.evaluate.tasks.survey.contrasts import contrasts
from park.evaluate.tasks.survey.sheet import Sheet, compared
from park.records import Item, Option
from park.records.scores import Score
from park.surveys.survey import Survey

Numbers = NDArray[np.float64]
Shares = dict[str, Numbers]
CULTURES = ("east", "west")
TOPICS = (2, 2, 2, 2, 2, 2, 3)
"""Held-out items by topic, as in the bundled survey."""
PEOPLE = 400
"""Asked in each culture."""
NULLS = ("other_cultures", "wrong_culture", "plain")
"""What an adapter that knows nothing does not differ from; `plain` answers by chance, too."""


class World(NamedTuple):
    """Two cultures and what their adapters take for true."""

    agree: tuple[Callable[[int], float], Callable[[int], float]]
    """The share of each culture that agrees, by the number of the topic."""
    taught: tuple[float, float]
    """The beta distribution of what an adapter takes for the share that agrees with a topic."""


def for_odd(topic: int) -> float:
    return 0.85 if topic % 2 else 0.15


def for_even(topic: int) -> float:
    return 1 - for_odd(topic)


def divided(topic: int) -> float:
    return 0.5


WORLDS = {
    "shuffled labels": World((for_odd, for_even), (8, 8)),
    "twins": World((for_odd, for_odd), (2, 2)),
    "null topics": World((divided, divided), (2, 2)),
}
"""Opposed cultures with labels dealt out at random; equal ones, whose adapters have opinions."""


def evaluations(rng: np.random.Generator, world: World, count: int) -> Iterator[list[Score]]:
    """Yield the differences of each of many evaluations, corrected within it.

    Args:
        rng: the random generator.
        world: the cultures.
        count: the number of evaluations.
    """
    items = _items()
    voices = [
        Voice(Respondent(method, culture), (), _given(rng, items, world.taught, count))
        for method, culture in (("plain", ""), *product(["adapter"], CULTURES))
    ]
    uniform = {item.id: np.full(2, 0.5) for item in items}
    source = Survey.of(items, [])
    sheets = [
        Sheet(
            culture, [], items, _people(rng, items, agree, count), voices,
            [Control("uniform", uniform, "all options alike", "nothing")], source, "",
            tuple(map(str, range(count))),
        )
        for culture, agree in zip(CULTURES, world.agree, strict=True)
    ]  # fmt: skip
    js = METRICS[0]
    sides = [contrasts(js, sheet, sheets) for sheet in sheets]
    for number in range(count):
        found = [
            score
            for sheet, pairs in zip(sheets, sides, strict=True)
            for score in compared(js, _only(number, pairs), sheet.tested, "")
        ]
        yield adjust(found)


def rates(rng: np.random.Generator, world: World, count: int) -> dict[str, float]:
    """Return how often an adapter that knows nothing is told apart from what it does not differ.

    By reference, the share of comparisons with p < .05, and under `family` that of evaluations in
    which any of them is significant after Holm's correction.
    """
    found = [
        [e for e in scores if e.method == "adapter" and e.against in NULLS]
        for scores in evaluations(rng, world, count)
    ]
    every = [score for scores in found for score in scores]
    by_name = {
        name: float(np.mean([e.p < 0.05 for e in every if e.against == name])) for name in NULLS
    }
    family = [any(e.adjusted < 0.05 for e in scores) for scores in found]
    return {**by_name, "family": float(np.mean(family))}


def _items() -> list[Item]:
    options = (Option(code=1, label="agree"), Option(code=2, label="disagree"))
    return [
        Item(
            id=f"{topic}-{n}", source="planted", statement=f"{topic} {n}.", options=options,
            topic=str(topic), ordered=False,
        )
        for topic, size in enumerate(TOPICS)
        for n in range(size)
    ]  # fmt: skip


def _people(
    rng: np.random.Generator, items: Sequence[Item], agree: Callable[[int], float], count: int
) -> Shares:
    """Return the shares of people who were asked, shape (count, 2); items of a topic are alike."""
    topics = {item.topic: 0.4 * rng.normal(size=count) for item in items}
    found = {}
    for item in items:
        share = agree(int(item.topic))
        odds = np.log(share / (1 - share)) + topics[item.topic] + 0.3 * rng.normal(size=count)
        yes = rng.binomial(PEOPLE, 1 / (1 + np.exp(-odds))) / PEOPLE
        found[item.id] = np.stack([yes, 1 - yes], axis=-1)
    return found


def _given(
    rng: np.random.Generator, items: Sequence[Item], taught: tuple[float, float], count: int
) -> Shares:
    """Return answers, shape (count, 2), that are alike within a topic and know nothing of it."""
    topics = {item.topic: rng.beta(*taught, size=count) for item in items}
    found = {}
    for item in items:
        share = np.clip(topics[item.topic], 0.01, 0.99)
        odds = np.log(share / (1 - share)) + 0.5 * rng.normal(size=count)
        yes = 1 / (1 + np.exp(-odds))
        found[item.id] = np.stack([yes, 1 - yes], axis=-1)
    return found


def _only(
    number: int, pairs: dict[tuple[str, str], tuple[Table, Table]]
) -> dict[tuple[str, str], tuple[Table, Table]]:
    """Return the values of one evaluation."""

    def one(table: Table) -> Table:
        return table._replace(forms=("",), values=table.values[:, number : number + 1])

    return {names: (one(first), one(second)) for names, (first, second) in pairs.items()}
