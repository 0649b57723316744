"""Distances between identities by what their people value."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from park.align.people import people
from park.errors import InputError
from park.records import Culture
from park.statistics import js_distance
from park.statistics.interval import Numbers
from park.surveys.csvfile import read_header, read_rows
from park.surveys.survey import Survey

CODES = ("code", "iso3")
"""Names of the column of ISO 3166 codes."""


def by_survey(survey: Survey, cultures: Mapping[str, Culture]) -> Numbers:
    """Return the mean Jensen–Shannon distance of people's answers, over items both were asked.

    Returns:
        Shape (n, n) in the order of the cultures; nan where no item was asked of both.
    """
    items = list(survey.items.values())
    known = [people(survey, items, card.countries) for card in cultures.values()]
    found = np.zeros((len(known), len(known)))
    for i, one in enumerate(known):
        for j, other in enumerate(known[:i]):
            shared = [float(js_distance(one[item], other[item])) for item in one if item in other]
            found[i, j] = found[j, i] = np.mean(shared) if shared else np.nan
    return found


def by_table(path: Path, columns: Sequence[str], cultures: Mapping[str, Culture]) -> Numbers:
    """Return the Euclidean distance of standardised columns of a table of countries.

    Args:
        path: a csv file with a column `code` (or `iso3`) of ISO 3166 codes.
        columns: columns of numbers, such as Hofstede's dimensions.
        cultures: role cards, whose countries' means count.

    Raises:
        InputError: a column is missing, or a cell is no number.
    """
    if not columns:
        raise InputError("study.options.stories.columns: which columns of the values are compared?")
    header = read_header(path, columns)
    key = next((name for name in CODES if name in header), CODES[0])
    read_header(path, (key,))
    rows: dict[str, list[float]] = {}
    for line, (code, *cells) in read_rows(path, [key, *columns]):
        rows[code] = [
            _number(c, f"{path}:{line}: {n}") for c, n in zip(cells, columns, strict=True)
        ]
    none = [math.nan] * len(columns)
    table = np.array(
        [
            np.mean([rows.get(country, none) for country in card.countries], axis=0)
            for card in cultures.values()
        ]
    )
    spread = np.nanstd(table, axis=0)
    scaled = (table - np.nanmean(table, axis=0)) / np.where(spread > 0, spread, 1)
    found: Numbers = np.sqrt(((scaled[:, None] - scaled) ** 2).sum(-1))
    return found


def _number(text: str, where: str) -> float:
    try:
        return float(text) if text else math.nan
    except ValueError:
        raise InputError(f"{where}: {text!r} is no number") from None
