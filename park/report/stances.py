"""Compares stances in dialogues with people's answers."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from park.config import Config
from park.errors import InputError
from park.findings.model import Figure
from park.records import Dialogue, Item, Seed
from park.report.model import Option, Stances
from park.report.provenance import public_source
from park.statistics import wilson
from park.surveys.load import load_seeds
from park.surveys.survey import Survey

ALL = "all cultures"


class Held(NamedTuple):
    """A dialogue's stance and people's answers to its item."""

    place: int
    """Index of the stance among the options."""
    people: tuple[float, ...]
    """People's shares by option."""
    item: Item


def stances(survey: Survey, dialogues: Sequence[Dialogue]) -> tuple[Stances, ...]:
    """Return stances and people's answers by number of options, over all cultures, then for each.

    With `stance: sample`, the expected share at an option's position is its mean share over the
    dialogues' items and countries.
    """
    groups: dict[tuple[str, int], list[Held]] = {}
    for dialogue in dialogues:
        found = held(survey, dialogue.seed)
        if found is not None:
            groups.setdefault((dialogue.seed.culture, len(found.people)), []).append(found)
    scales: dict[int, list[Held]] = {}
    for (_, options), each in sorted(groups.items()):
        scales.setdefault(options, []).extend(each)
    together = [compared(ALL, each) for _, each in sorted(scales.items())]
    return (*together, *(compared(name, each) for (name, _), each in sorted(groups.items())))


def held(survey: Survey, seed: Seed) -> Held | None:
    """Return a seed's stance with people's answers, if available."""
    item, answers = survey.items.get(seed.item), survey.answers_for(seed.item, seed.country)
    if item is None or answers is None:
        return None
    codes = [option.code for option in item.options]
    if seed.stance not in codes:
        return None
    people = tuple(answers.share(code) for code in codes)
    return Held(codes.index(seed.stance), people, item)


def compared(culture: str, group: Sequence[Held]) -> Stances:
    """Return a culture's stances on items with the same number of options."""
    n = len(group)
    options = []
    for place, label in enumerate(labels([each.item for each in group])):
        count = sum(each.place == place for each in group)
        low, high = wilson(count, n)
        figure = Figure(value=count / n, low=low, high=high, n=n, unit="dialogues")
        people = sum(each.people[place] for each in group) / n
        options.append(Option(label=label, people=people, dialogues=figure))
    items = {each.item.id for each in group}
    return Stances(culture=culture, dialogues=n, items=len(items), options=tuple(options))


def labels(items: Sequence[Item]) -> list[str]:
    """Return the options' labels, or their positions if the items' labels differ."""
    first = [option.label for option in items[0].options]
    if all([option.label for option in item.options] == first for item in items):
        return first
    return [f"option {number} of {len(first)}" for number in range(1, len(first) + 1)]


def survey_of(config: Config, base: Path) -> Survey:
    """Read the run's survey again, from local files only.

    Raises:
        InputError: it is unavailable or needs a download.
    """
    remote = [name for name in config.seeds.source if name == "globalopinionqa"]
    if remote:
        raise InputError(f"{remote[0]} is not a file, and a report fetches nothing")
    try:
        return load_seeds(config.seeds, base)
    except InputError:
        names = ", ".join(public_source(name) for name in config.seeds.source)
        raise InputError(f"the survey ({names}) cannot be read here") from None
