"""Whose answers a method gives: scores on groups of people by age, gender, education."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from park.align.measures import METRICS, ceiling_of
from park.align.people import Shares, people
from park.evaluate.scoring import Table, figure, score, topics
from park.evaluate.tasks.survey.sheet import Sheet, fields
from park.records import Item
from park.records.scores import Score
from park.statistics.interval import Numbers
from park.surveys.respondents import Group
from park.surveys.survey import Survey

FEWEST = 50
"""Minimum people of a group who answered an item."""
JS = METRICS[0]


def groups(sheet: Sheet) -> Iterator[Score]:
    """Yield the similarity of each method's answers to those of groups of the culture's people.

    Nobody is asked to answer as a group. Beside the methods stand `country`, the answers of all
    people of the culture, and the ceiling. An item that fewer than 50 people of a group answered
    is left out for that group. There are none where the source has no single respondents.

    Args:
        sheet: the culture's sheet.
    """
    for group in groups_of(sheet.source, sheet.countries):
        inside = answers_of(sheet.source, group, sheet.items, sheet.countries)
        known = people(inside, sheet.items, sheet.countries)
        items = [item for item in sheet.items if item.id in known]
        if items:
            yield from _scores(sheet, ": ".join(group), inside, known, items)


def groups_of(source: Survey, countries: Sequence[str]) -> list[Group]:
    """Return the groups of the people of countries, each once."""
    asked = [source.respondents[name] for name in countries if name in source.respondents]
    return list(dict.fromkeys(group for each in asked for group in each.groups))


def answers_of(
    source: Survey, group: Group, items: Sequence[Item], countries: Sequence[str]
) -> Survey:
    """Return a group's answers, by weight, to the items that at least 50 of its people answered."""
    found = [
        source.respondents[country].answers(item, country, group)
        for country in countries
        if country in source.respondents and group in source.respondents[country].groups
        for item in items
        if item.id in source.respondents[country].items
    ]
    return Survey.of(items, [each for each in found if (each.valid or 0) >= FEWEST])


def _scores(
    sheet: Sheet, name: str, inside: Survey, known: Shares, items: Sequence[Item]
) -> Iterator[Score]:
    for method, voice in sheet.own.items():
        table = _table(sheet.forms, items, voice.given, known)
        shared = fields(JS, method, sheet.tested) | {"set": name, "model": sheet.model}
        yield score(table, culture=voice.who.culture, **shared)
    shared = {"set": name, "control": True}
    yield score(
        _table(sheet.forms, items, sheet.known, known),
        detail={"what": "the answers of all people of the culture", "knows": "countries"},
        **fields(JS, "country", sheet.tested) | shared,
    )
    ceiling = fields(JS, "ceiling", sheet.tested) | shared
    found = ceiling_of(JS, inside, items, sheet.countries, seed=ceiling.pop("seed"))
    what = "a sample of as many people of the same group"
    yield Score(**figure(found), unit="answers", detail={"what": what}, **ceiling)


def _table(
    forms: tuple[str, ...], items: Sequence[Item], given: Mapping[str, Numbers], known: Shares
) -> Table:
    kept = [item for item in items if item.id in given]
    values = [JS.measure(item, given[item.id], known[item.id]) for item in kept]
    rows = [np.broadcast_to(each, (len(forms),)) for each in values]
    table = np.stack(rows) if rows else np.empty((0, len(forms)))
    return Table(tuple(item.id for item in kept), forms, table, topics(kept))
