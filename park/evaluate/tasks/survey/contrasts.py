"""What is subtracted from what: baselines, controls, other cultures."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from park.align.measures import Metric
from park.align.method import METHODS, pairs
from park.evaluate.scoring import Table
from park.evaluate.tasks.survey.places import ITEM_BLIND
from park.evaluate.tasks.survey.sheet import Sheet, blind
from park.statistics.interval import known_mean

HELD_AGAINST = ("uniform", "ridge", "nearest", "pooled")
"""The controls that are subtracted, beside a method's own item-blind one."""
OTHER_CULTURES = "other_cultures"
"""A method's mean gain on other cultures than it answers as, to subtract from that on its own."""
WRONG_CULTURE = "wrong_culture"
"""The same method, answering as the other cultures."""
PLAIN = "plain"
"""The method that gains are over."""

Sides = Mapping[tuple[str, str], tuple[Table, Table]]
"""By method and what it is held against: its values, and those that are subtracted."""


def contrasts(metric: Metric, sheet: Sheet, sheets: Sequence[Sheet]) -> Sides:
    """Return what is compared on a tested culture.

    Args:
        metric: the metric.
        sheet: the tested culture's.
        sheets: all tested cultures', this one among them.
    """
    tables = sheet.tables(metric)
    found = {pair: (tables[pair[0]], tables[pair[1]]) for pair in pairs(tables, HELD_AGAINST)}
    others = [each for each in sheets if each is not sheet and each.of(metric)]
    for method, voice in sheet.own.items():
        if METHODS.get(method).controlled:
            own_profile = sheet.values[metric.name, blind(voice.who.name)]
            found[method, ITEM_BLIND] = tables[method], own_profile
        if not voice.who.culture:
            continue
        wrong = _wrong(metric, method, sheet)
        if wrong:
            found[method, WRONG_CULTURE] = tables[method], mean_table(wrong)
        if others and PLAIN in sheet.own:
            gains = [_gain(metric, voice.who.name, each) for each in others]
            own_gain = _gain(metric, voice.who.name, sheet)
            found[method, OTHER_CULTURES] = own_gain, mean_table(gains)
    return found


def together(metric: Metric, sheets: Sequence[Sheet]) -> Sides:
    """Return what is compared over all tested cultures: each item's mean over the cultures.

    Both sides of a comparison are averaged over the same cultures, item by item; a method that
    does not answer as every tested culture is left out.
    """
    each = [contrasts(metric, sheet, sheets) for sheet in sheets if sheet.of(metric)]
    shared = [pair for pair in (each or [{}])[0] if all(pair in sides for sides in each)]
    found = {}
    for pair in shared:
        one, other = zip(*(both(*sides[pair]) for sides in each), strict=True)
        found[pair] = mean_table(one), mean_table(other)
    return found


def both(first: Table, second: Table) -> tuple[Table, Table]:
    """Return two tables without the values that either lacks."""
    items = tuple(item for item in first.items if item in second.items)
    one, other = (
        each.values[[each.items.index(item) for item in items]] for each in (first, second)
    )
    gaps = np.where(np.isfinite(one) & np.isfinite(other), 0.0, np.nan)
    return Table(items, first.forms, one + gaps), Table(items, first.forms, other + gaps)


def mean_table(tables: Iterable[Table]) -> Table:
    """Return each item's mean over the tables that have it."""
    tables = list(tables)
    items = tuple(dict.fromkeys(item for table in tables for item in table.items))
    values = np.full((len(tables), len(items), len(tables[0].forms)), np.nan)
    for cells, table in zip(values, tables, strict=True):
        cells[[items.index(item) for item in table.items]] = table.values
    return Table(items, tables[0].forms, known_mean(values, axis=0))


def _wrong(metric: Metric, method: str, sheet: Sheet) -> list[Table]:
    return [
        sheet.values[metric.name, voice.who.name]
        for voice in sheet.voices
        if voice.who.method == method and voice.who.culture not in ("", sheet.tested)
    ]


def _gain(metric: Metric, name: str, sheet: Sheet) -> Table:
    """Return what a respondent gains over `plain` on a tested culture, item by item."""
    plain = sheet.values[metric.name, sheet.own[PLAIN].who.name]
    one, other = both(sheet.values[metric.name, name], plain)
    return one._replace(values=one.values - other.values)
