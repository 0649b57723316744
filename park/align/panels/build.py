"""Builds a culture's panel of personas from its people's answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from park.align.panels.wording import dimensions, language_of, view, words
from park.align.people import people
from park.ledger.keys import rng_of
from park.prompts import Prompts
from park.records import Culture, Item
from park.statistics.interval import Numbers
from park.surveys.survey import Survey

THIRDS = 3
Answered = Sequence[tuple[Numbers, Numbers]]
"""The values of options and people's shares of them, shape (k,) each, by item."""
AGE = "age"
"""The trait of single respondents that gives bands."""
FEWEST = 50
"""The least people of an age band who answered an item."""


@dataclass(frozen=True)
class PersonaPanel:
    """The personas of a culture."""

    personas: tuple[str, ...]
    """A system message each."""
    language: str
    dimensions: tuple[str, ...]
    """The dimensions that they are described by."""
    bands: tuple[str, ...] = ()
    """Age bands of all personas but the first; () for thirds of all people."""


def panel_of(
    culture: Culture, survey: Survey, items: Sequence[Item], prompts: Prompts
) -> PersonaPanel | None:
    """Return a culture's panel; None if its people were asked none of the items that describe them.

    The first persona has the means of all answers. Where the survey has single people with their
    ages, the others have the means of the age bands, if at least 50 people of each band answered an
    item of each dimension. Else each of three has, in each dimension, the mean of another third of
    the people in order of their answers; which third is drawn by dimension, so that the three
    together have the country's means and spread, and nobody is low or high in everything.

    Args:
        culture: the role card.
        survey: people's answers.
        items: the items that may be used, which are never held-out ones.
        prompts: the templates.
    """
    whole = _answered(survey, items, culture)
    if not whole:
        return None
    bands = _of_bands(survey, items, culture, whole)
    values = {
        name: _values(name, found, culture, [band[name] for band in bands.values()])
        for name, found in whole.items()
    }
    language = language_of(culture)
    ages = tuple(bands) or ("",) * THIRDS
    personas = tuple(
        _persona(
            culture, {name: row[place] for name, row in values.items()}, age, language, prompts
        )
        for place, age in enumerate(("", *ages))
    )
    return PersonaPanel(personas, language, tuple(values), tuple(bands))


def _answered(survey: Survey, items: Sequence[Item], culture: Culture) -> dict[str, Answered]:
    """Return the answers by dimension; those without any are left out."""
    found: dict[str, Answered] = {}
    for name, ends in dimensions().dimensions.items():
        own = [i for i in items if i.id in ends and i.source in dimensions().sources]
        shares = people(survey, own, culture.countries)
        if shares:
            found[name] = [(scores(i, ends[i.id]), shares[i.id]) for i in own if i.id in shares]
    return found


def _of_bands(
    survey: Survey, items: Sequence[Item], culture: Culture, whole: Mapping[str, Answered]
) -> dict[str, dict[str, Answered]]:
    """Return the answers by age band and dimension; none if a band lacks one of the dimensions."""
    asked = {c: survey.respondents[c] for c in culture.countries if c in survey.respondents}
    groups = dict.fromkeys(g for each in asked.values() for g in each.groups if g[0] == AGE)
    found = {}
    for group in groups:
        answers = [
            each.answers(item, country, group)
            for country, each in asked.items()
            if group in each.groups
            for item in items
            if item.id in each.items
        ]
        inside = Survey.of(items, [each for each in answers if (each.valid or 0) >= FEWEST])
        found[group[1]] = _answered(inside, items, culture)
    return found if all(each.keys() == whole.keys() for each in found.values()) else {}


def _values(name: str, whole: Answered, culture: Culture, bands: Sequence[Answered]) -> Numbers:
    """Return a dimension's values of all personas, shape (1 + bands,); (4,) without bands."""
    parts = np.mean([thirds(*each) for each in whole], axis=0)
    if bands:
        means = [np.mean([thirds(*each) for each in band]) for band in bands]
        return np.array([parts.mean(), *means])
    order = list(range(THIRDS))
    rng_of("panel", *culture.countries, name).shuffle(order)
    return np.concatenate([[parts.mean()], parts[order]])


def scores(item: Item, end: object) -> Numbers:
    """Return the values of an item's options in [0, 1]; nan for those beside its scale."""
    codes = np.array([option.code for option in item.options], float)
    if isinstance(end, Mapping):
        return np.array([float(end.get(option.code, 0.0)) for option in item.options])
    low, high = item.scale[0], item.scale[-1]
    placed = (codes - low) / (high - low)
    beside = np.isin(codes, item.aside)
    return np.where(beside, np.nan, 1 - placed if end == "-" else placed)


def thirds(values: Numbers, shares: Numbers) -> Numbers:
    """Return the mean values of the lowest, middle and highest third of people, shape (3,).

    Args:
        values: the options' values, shape (k,); people with nan are left out.
        shares: people's shares of the options, shape (k,).
    """
    known = np.isfinite(values)
    order = np.argsort(values[known], kind="stable")
    ranked, weights = values[known][order], shares[known][order]
    total = weights.sum()
    if total <= 0:
        return np.full(THIRDS, 0.5)
    ends = np.cumsum(weights) / total
    starts = ends - weights / total
    means = []
    for third in range(THIRDS):
        low, high = third / THIRDS, (third + 1) / THIRDS
        within = np.clip(np.minimum(ends, high) - np.maximum(starts, low), 0, None)
        means.append(float((within * ranked).sum() / within.sum()))
    return np.array(means)


def _persona(
    culture: Culture, values: Mapping[str, float], age: str, language: str, prompts: Prompts
) -> str:
    said = words(language)
    home = said.homes.get(culture.countries[0], culture.home)
    aged = [said.ages[age]] if age in said.ages else []
    return prompts.render(
        "evaluate/persona/persona",
        opening=said.opening.replace("{home}", home),
        views=(*aged, *(view(name, float(value), language) for name, value in values.items())),
        closing=said.closing,
    )
