"""Comparisons of methods with baselines, controls and other cultures."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from park.align.item_blind import ITEM_BLIND, blind
from park.align.measures import METRICS, Metric
from park.align.method import METHODS, pairs
from park.evaluate.scoring import Table
from park.evaluate.tasks.survey.sheet import Sheet, compared
from park.records.scores import Score
from park.statistics.interval import known_mean

HELD_AGAINST = ("uniform", "ridge", "kernel", "nearest", "pooled")
"""Controls to subtract, besides a method's own item-blind one."""
OTHER_CULTURES = "other_cultures"
"""A method's mean gain on other cultures, to subtract from the gain on its own."""
WRONG_CULTURE = "wrong_culture"
"""The same method, representing other cultures."""
PLAIN = "plain"
"""The baseline of gains."""

Sides = Mapping[tuple[str, str], tuple[Table, Table]]
"""Values and subtracted values, by method and reference."""


def differences(sheets: Sequence[Sheet], trained: Sequence[Sheet], model: str = "") -> list[Score]:
    """Return the differences on each tested culture.

    Args:
        sheets: the tested cultures' sheets.
        trained: those of cultures that something was trained on.
        model: the model's name.
    """
    return [
        score
        for metric in METRICS
        for sheet in sheets
        if sheet.of(metric)
        for score in compared(metric, contrasts(metric, sheet, trained), sheet.tested, model)
    ]


def contrasts(metric: Metric, sheet: Sheet, sheets: Sequence[Sheet]) -> Sides:
    """Return the comparisons on a tested culture.

    Args:
        metric: the metric.
        sheet: the tested culture's sheet.
        sheets: the sheets of all cultures that something was trained on.
    """
    tables = sheet.tables(metric)
    found = {pair: (tables[pair[0]], tables[pair[1]]) for pair in pairs(tables, HELD_AGAINST)}
    if not any(each is sheet for each in sheets):
        # A new country has no adapter: whoever answers as it is compared.
        answering = [method for method, voice in sheet.own.items() if voice.who.culture]
        held = [control for control in HELD_AGAINST if control in tables]
        found |= {pair: (tables[pair[0]], tables[pair[1]]) for pair in product(answering, held)}
    others = [each for each in sheets if each is not sheet and each.of(metric)]
    for method, voice in sheet.own.items():
        if METHODS.get(method).controlled:
            own_profile = sheet.values[metric.name, blind(voice.who.name)]
            found[method, ITEM_BLIND] = tables[method], own_profile
        if not voice.who.culture:
            continue
        wrong = _wrong(metric, method, sheet)
        if wrong:
            found[method, WRONG_CULTURE] = tables[method], _mean(wrong)
        if others and PLAIN in sheet.own:
            gains = [_gain(metric, voice.who.name, each) for each in others]
            own_gain = _gain(metric, voice.who.name, sheet)
            found[method, OTHER_CULTURES] = own_gain, _mean(gains)
    return found


def together(metric: Metric, sheets: Sequence[Sheet]) -> Sides:
    """Return the comparisons over all tested cultures, one column per culture.

    Methods that do not represent every tested culture are left out.
    """
    each = [contrasts(metric, sheet, sheets) for sheet in sheets if sheet.of(metric)]
    shared = [pair for pair in (each or [{}])[0] if all(pair in sides for sides in each)]
    found = {}
    for pair in shared:
        one, other = zip(*(sides[pair] for sides in each), strict=True)
        found[pair] = stacked(one), stacked(other)
    return found


def stacked(tables: Sequence[Table]) -> Table:
    """Join tables as the columns of one; nan where a table lacks an item."""
    items = tuple(dict.fromkeys(item for table in tables for item in table.items))
    values = np.full((len(items), len(tables[0].forms), len(tables)), np.nan)
    for column, table in enumerate(tables):
        values[[items.index(item) for item in table.items], :, column] = table.values
    clusters = {item: name for table in tables for item, name in table.clusters.items()}
    return Table(items, tables[0].forms, values, clusters)


def _mean(tables: Sequence[Table]) -> Table:
    """Return each item's mean over tables that have it."""
    every = stacked(tables)
    return every._replace(values=known_mean(every.values))


def _wrong(metric: Metric, method: str, sheet: Sheet) -> list[Table]:
    return [
        sheet.values[metric.name, voice.who.name]
        for voice in sheet.voices
        if voice.who.method == method and voice.who.culture not in ("", sheet.tested)
    ]


def _gain(metric: Metric, name: str, sheet: Sheet) -> Table:
    """Return a respondent's gain over `plain` on a tested culture by item."""
    plain = sheet.values[metric.name, sheet.own[PLAIN].who.name]
    both = stacked([sheet.values[metric.name, name], plain])
    return both._replace(values=both.values[..., 0] - both.values[..., 1])
