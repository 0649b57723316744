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
SIZE = THIRDS + 1
"""Personas of a panel: one of the means, and one for each third."""


@dataclass(frozen=True)
class Panel:
    """The personas of a culture."""

    personas: tuple[str, ...]
    """A system message each."""
    language: str
    dimensions: tuple[str, ...]
    """The dimensions that they are described by."""


def panel_of(
    culture: Culture, survey: Survey, items: Sequence[Item], prompts: Prompts
) -> Panel | None:
    """Return a culture's panel; None if its people were asked none of the items that describe them.

    The first persona has the means of all answers. Each of the other three has, in each dimension,
    the mean of another third of the people in order of their answers; which third is drawn by
    dimension, so that the three together have the country's means and spread, and nobody is low or
    high in everything. Totals have no ages, so there are no age bands.

    Args:
        culture: the role card.
        survey: people's answers.
        items: the items that may be used, which are never held-out ones.
        prompts: the templates.
    """
    values = {
        name: found
        for name, ends in dimensions().dimensions.items()
        if (found := _values(name, ends, culture, survey, items)) is not None
    }
    if not values:
        return None
    language = language_of(culture)
    return Panel(
        tuple(_persona(culture, values, place, language, prompts) for place in range(SIZE)),
        language,
        tuple(values),
    )


def _values(
    name: str, ends: Mapping[str, object], culture: Culture, survey: Survey, items: Sequence[Item]
) -> Numbers | None:
    """Return a dimension's values of all personas, shape (4,)."""
    own = [i for i in items if i.id in ends and i.source in dimensions().sources]
    shares = people(survey, own, culture.countries)
    if not shares:
        return None
    found = np.array([thirds(scores(i, ends[i.id]), shares[i.id]) for i in own if i.id in shares])
    parts = found.mean(0)
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
    culture: Culture, values: Mapping[str, Numbers], place: int, language: str, prompts: Prompts
) -> str:
    said = words(language)
    home = said.homes.get(culture.countries[0], culture.home)
    return prompts.render(
        "evaluate/persona/persona",
        opening=said.opening.replace("{home}", home),
        views=tuple(view(name, float(row[place]), language) for name, row in values.items()),
        closing=said.closing,
    )
