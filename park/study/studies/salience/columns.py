"""The columns of the nested models Base, D, CZ, D+CZ and D×CZ."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from park.errors import InputError
from park.ratings.mapping import Coding, zone_of
from park.ratings.read import Ratings
from park.statistics.crossed import Design, Places, design_of
from park.statistics.interval import Numbers

MODELS = ("Base", "D", "CZ", "D+CZ", "D×CZ")
INDEPENDENT = 1e-7
"""Share of a column's length that must not lie in the columns before it."""

Columns = Mapping[str, Numbers]
"""Columns by name, each with a number a rater."""


@dataclass(frozen=True)
class Sheet:
    """Ratings under one coding, by raters whose zone and demographics are known."""

    ratings: Ratings
    kept: Places
    """Places of these raters among all."""
    zones: tuple[str, ...]
    zone: tuple[str, ...]
    """Zone of each of them."""
    groups: Mapping[str, tuple[str, ...]]
    """Groups of each of them, by demographics that vary."""
    interaction: str
    """The demographic crossed with zones; '' if it does not vary."""

    @property
    def key(self) -> bytes:
        """What is equal for codings with the same raters."""
        return self.kept.tobytes()

    def design(self) -> Design:
        """Return the design of their ratings; InputError if it says nothing."""
        place = np.full(len(self.ratings.raters), -1)
        place[self.kept] = np.arange(len(self.kept))
        rater = place[self.ratings.rater]
        rows = rater >= 0
        _, item = np.unique(self.ratings.item[rows], return_inverse=True)
        try:
            return design_of(rater[rows], item, self.ratings.rating[rows])
        except ValueError as error:
            raise InputError(f"{self.ratings.source}: {error}") from None

    def columns(self, model: str) -> Columns:
        """Return a model's columns, without those that others already tell."""
        groups = [dummies(name, values) for name, values in self.groups.items()]
        demographics = {k: v for each in groups for k, v in each.items()}
        zones = dummies("zone", self.zone)
        crossed = {
            f"{zone} × {group}": zones[zone] * demographics[group]
            for zone in zones
            for group in demographics
            if group.startswith(f"{self.interaction}: ")
        }
        parts: dict[str, list[Columns]] = {
            "Base": [],
            "D": [demographics],
            "CZ": [zones],
            "D+CZ": [demographics, zones],
            "D×CZ": [demographics, zones, crossed],
        }
        constant = {"constant": np.ones(len(self.kept))}
        return independent({k: v for part in [constant, *parts[model]] for k, v in part.items()})


def sheet_of(ratings: Ratings, name: str, coding: Coding, interaction: str) -> Sheet:
    """Return the ratings under a coding.

    Raises:
        InputError: the coding leaves fewer than two zones, or a zone with one rater.
    """
    zones = zone_of(coding)
    zone = np.array([zones.get(country, "") for country in ratings.country])
    rated = np.bincount(ratings.rater, minlength=len(ratings.raters)) > 0
    counts = Counter(str(each) for each in zone[rated & (zone != "")])
    where = f"{ratings.source}: coding {name!r}"
    if len(counts) < 2:
        seen = ", ".join(sorted({*ratings.country} - {""}))
        found = f"only the zone {next(iter(counts))!r}" if counts else "no zone"
        raise InputError(f"{where}: the raters are from {seen}, which makes {found}")
    for each, count in counts.items():
        if count < 2:
            raise InputError(
                f"{where}: the zone {each!r} has one rater, whose own taste cannot be told from it"
            )
    varying = {
        k: v
        for k, v in ratings.groups.items()
        if len({*np.array(v)[rated & (zone != "")]} - {""}) > 1
    }
    known = rated & (zone != "")
    for values in varying.values():
        known &= np.array(values) != ""
    kept = np.flatnonzero(known)
    counts = Counter(str(each) for each in zone[kept])
    for each in zones.values():
        if counts.get(each, 2) < 2 or (each in zone[rated] and each not in counts):
            raise InputError(
                f"{where}: fewer than two raters of the zone {each!r} have all of "
                f"{', '.join(varying)}"
            )
    return Sheet(
        ratings=ratings,
        kept=kept,
        zones=tuple(each for each in coding if each in counts),
        zone=tuple(str(each) for each in zone[kept]),
        groups={k: tuple(v[place] for place in kept) for k, v in varying.items()},
        interaction=interaction if interaction in varying else "",
    )


def dummies(name: str, values: Sequence[str]) -> Columns:
    """Return a column for each value but the most common one, which is the reference."""
    counts = Counter(values)
    order = sorted(counts, key=lambda each: (-counts[each], each))
    given = np.array(values)
    return {f"{name}: {value}": (given == value).astype(float) for value in order[1:]}


def independent(columns: Columns) -> Columns:
    """Return the columns that no columns before them make up."""
    basis: list[Numbers] = []
    found = {}
    for name, column in columns.items():
        rest = column.copy()
        for _ in range(2):  # Once more, as Gram and Schmidt lose digits.
            for each in basis:
                rest -= (each @ rest) * each
        length = float(np.linalg.norm(rest))
        if length > INDEPENDENT * max(float(np.linalg.norm(column)), 1.0):
            basis.append(rest / length)
            found[name] = column
    return found


def cramers_v(one: Sequence[str], other: Sequence[str]) -> float:
    """Return Cramér's V of two groupings, in [0, 1]."""
    rows, a = np.unique(one, return_inverse=True)
    columns, b = np.unique(other, return_inverse=True)
    table = np.bincount(a * len(columns) + b, minlength=len(rows) * len(columns)).astype(float)
    table = table.reshape(len(rows), len(columns))
    expected = np.outer(table.sum(1), table.sum(0)) / table.sum()
    square = float(((table - expected) ** 2 / expected).sum())
    return float((square / (table.sum() * (min(table.shape) - 1))) ** 0.5)


def inflation(columns: Columns) -> dict[str, float]:
    """Return each column's variance inflation factor, 1 / (1 - R²) given the other columns."""
    names = [name for name in columns if name != "constant"]
    if len(names) < 2:
        return {name: 1.0 for name in names}
    table = np.corrcoef(np.array([columns[name] for name in names]))
    factors = np.diagonal(np.linalg.inv(table))
    return dict(zip(names, map(float, factors), strict=True))
