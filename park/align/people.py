"""People's answers to items, as shares of options."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from park.records import Culture, Item
from park.statistics.interval import Numbers
from park.surveys.survey import Survey

Shares = Mapping[str, Numbers]
"""Shares of the options, in order, by item id."""

UNKNOWN_SIZE = 1_000
"""Assumed number of respondents if a source only publishes shares."""


def people(survey: Survey, items: Sequence[Item], countries: Sequence[str]) -> Shares:
    """Return the mean shares over countries, weighted equally.

    Items not asked in any of the countries are left out.
    """
    found = {}
    for item in items:
        asked = [a for country in countries if (a := survey.answers_for(item.id, country))]
        if asked:
            table = [[each.share(option.code) for option in item.options] for each in asked]
            found[item.id] = np.mean(table, axis=0)
    return found


def respondents_asked(survey: Survey, item: Item, countries: Sequence[str]) -> int:
    """Return the number of people in the countries who answered an item.

    Weighted answers count by their effective number (Kish 1965).
    """
    asked = [a for country in countries if (a := survey.answers_for(item.id, country))]
    sizes = [UNKNOWN_SIZE if each.size is None else each.size for each in asked]
    return sum(max(round(size), 1) for size in sizes)


def untested(
    survey: Survey, items: Sequence[Item], cultures: Mapping[str, Culture]
) -> Iterator[str]:
    """Yield a line for each culture not asked any of the items."""
    for name, card in cultures.items():
        if not people(survey, items, card.countries):
            countries = ", ".join(card.countries)
            yield f"{countries} was asked no held-out item; {name} is not tested"
