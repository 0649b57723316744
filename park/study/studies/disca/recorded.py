"""Reads recorded gaps: a row is a decision of a model on a dilemma, for a country."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from park.align.disca import FEWEST_PERSONAS
from park.align.moral_machine import NAMES
from park.errors import InputError, nearest
from park.statistics.interval import Numbers
from park.surveys.csvfile import number, read_header, read_rows

COLUMNS = (
    "model", "country", "idx", "category", "preferred_on_right", "delta_base", "p_spare_vanilla",
)  # fmt: skip
PERSONA = re.compile(r"agent\d+", re.IGNORECASE)


class Row(NamedTuple):
    """A recorded decision."""

    place: float
    """Its place in the order of asking."""
    category: int
    """Index of its dimension."""
    right: bool
    """Whether the preferred side is the second option."""
    spared: float
    """Probability of sparing the preferred side, as the model answered once in one order."""
    base: float
    """The base's gap."""
    personas: tuple[float, ...]
    """The personas' gaps."""


@dataclass(frozen=True)
class Decisions:
    """A model's n decisions for a country, in the order of asking."""

    model: str
    country: str
    category: NDArray[np.int64]
    """Index of each decision's dimension, shape (n,)."""
    right: NDArray[np.bool_]
    """Whether the preferred side is the second option, shape (n,)."""
    spared: Numbers
    """Recorded probabilities of sparing the preferred side, shape (n,)."""
    base: Numbers
    """The base's gaps, shape (n,)."""
    personas: Numbers
    """The personas' gaps, shape (n, N)."""
    repeated: int = 0
    """Rows of the file that repeat another; they are left out."""

    @classmethod
    def of(cls, model: str, country: str, rows: Collection[Row]) -> "Decisions":
        """Sort rows by their place and turn them into arrays; of equal rows, one is kept."""
        different = set(rows)
        _, category, right, spared, base, personas = zip(*sorted(different), strict=True)
        return cls(
            model, country, np.array(category), np.array(right, bool),
            np.array(spared), np.array(base), np.array(personas), len(rows) - len(different),
        )  # fmt: skip

    def towards_preferred(self, second: Numbers) -> Numbers:
        """Return probabilities of sparing the preferred side from those of the second option."""
        return np.where(self.right, second, 1 - second)

    def preferences(self, spared: Numbers) -> Numbers:
        """Return the mean of probabilities in each dimension, shape (n,) to (6,)."""
        return np.array([spared[self.category == place].mean() for place in range(len(NAMES))])


def read_decisions(path: Path, countries: Collection[str] = ()) -> list[Decisions]:
    """Read a file of recorded gaps, csv or csv.gz.

    Args:
        path: a file with `COLUMNS` and the personas' gaps in `agent1` to `agentN`.
        countries: the countries to keep; all if empty.

    Returns:
        The decisions of each model for each country, in the order of the file. A row that repeats
        another whole counts once.

    Raises:
        InputError: a column, a persona or a number is missing or wrong, or a model decided one
            dilemma in two ways.
    """
    personas = _personas(path)
    seen: dict[tuple[str, str, float], Row] = {}
    found: dict[tuple[str, str], list[Row]] = {}
    for line, cells in read_rows(path, [*COLUMNS, *personas]):
        model, country, *rest = cells
        row = _row(rest, personas, f"{path}:{line}")
        if not model or not country:
            raise InputError(f"{path}:{line}: {'country' if model else 'model'} is empty")
        if seen.setdefault((model, country, row.place), row) != row:
            raise InputError(
                f"{path}:{line}: idx: {model} has another decision {rest[0]} for {country} "
                "in a line above"
            )
        found.setdefault((model, country), []).append(row)
    there = {country for _, country in found}
    for country in countries:
        if country not in there:
            raise InputError(f"countries: {path} has no {country!r}{nearest(country, there)}")
    kept = {key: rows for key, rows in found.items() if not countries or key[1] in countries}
    return [Decisions.of(*key, rows) for key, rows in kept.items()]


def check_dimensions(decisions: Collection[Decisions], path: Path) -> None:
    """Raise InputError for a model without a decision of some dimension for a country."""
    for each in decisions:
        for place, name in enumerate(NAMES):
            if place not in each.category:
                raise InputError(
                    f"{path}: {each.model} has no decision of {name} for {each.country}"
                )


def _personas(path: Path) -> list[str]:
    """Return the columns agent1 to agentN; none may be missing or spelt in another way."""
    found = [name for name in read_header(path, COLUMNS) if PERSONA.fullmatch(name)]
    if len(found) < FEWEST_PERSONAS:
        raise InputError(
            f"{path}:1: personas: {len(found)} column agent1, agent2, …; "
            f"disagreement needs {FEWEST_PERSONAS}"
        )
    names = [f"agent{place}" for place in range(1, len(found) + 1)]
    missing = next((name for name in names if name not in found), None)
    if missing:
        hint = nearest(missing, {*found} - {*names})
        raise InputError(f"{path}:1: the column {missing!r} is missing{hint}")
    return names


def _row(cells: list[str], personas: list[str], where: str) -> Row:
    place, category, right, base, spared, *gaps = cells
    if category not in NAMES:
        raise InputError(f"{where}: category: {category!r}{nearest(category, NAMES)}")
    if right not in ("0", "1"):
        raise InputError(f"{where}: preferred_on_right: 0 or 1 is expected, not {right!r}")
    return Row(
        number(place, f"{where}: idx"),
        NAMES.index(category),
        right == "1",
        number(spared, f"{where}: p_spare_vanilla", 0, 1),
        number(base, f"{where}: delta_base"),
        tuple(
            number(gap, f"{where}: {name}") for gap, name in zip(gaps, personas, strict=True)
        ),
    )  # fmt: skip
