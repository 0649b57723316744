"""Hofstede's published scores."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path

import numpy as np

from park.statistics import DIMENSIONS
from park.statistics.interval import Numbers, known_mean
from park.surveys.csvfile import read_rows


@cache
def published_scores() -> Mapping[str, Numbers]:
    """Return Hofstede's published scores by country, shape (6,); nan if missing."""
    path = Path(__file__).with_name("hofstede.csv")
    columns = ("iso3", *(name.lower() for name in DIMENSIONS))
    rows = [cells for _, cells in read_rows(path, columns)]
    return {iso3: np.array([float(cell or "nan") for cell in cells]) for iso3, *cells in rows}


def published(countries: Iterable[str]) -> Numbers:
    """Return the countries' mean published scores, shape (6,); nan if unpublished."""
    known = [published_scores()[each] for each in countries if each in published_scores()]
    return known_mean(np.array(known).reshape(-1, len(DIMENSIONS)), axis=0)


def elsewhere(countries: Collection[str]) -> Numbers:
    """Return the mean published scores of all other countries, shape (6,)."""
    return published(each for each in published_scores() if each not in countries)
