"""Reads the questions of MENAValues, or of a file of the same form, with people's answers.

A row is a question, with the columns `Full Question`, `Min`, `MAX`, `Scale`, `Category` and one for
each country, whose cells are `(mean or mode, {option: percent})`; `code` numbers the questions,
`Tier` groups them. Rows and columns may be exchanged, as in the released workbook.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from park.errors import InputError, nearest
from park.study.studies.probes.cells import Cell, read_cells, turned
from park.surveys.countries import iso3

NEEDED = ("Full Question", "Min", "MAX", "Scale")
OTHER = ("code", "Source", "Sub Question", "Category", "Sub Category", "Tier")
SCALES = {"y": True, "s": True, "n": False}
"""Whether options form a scale, by the column `Scale`; `s` once stands for a mean, too."""
PAIR = re.compile(r"'(-?\d+(?:\.\d+)?)': '(\d+(?:\.\d+)?)%'")
CELL = re.compile(r"\((-?\d+(?:\.\d+)?|No [^,]*), \{(.*)\}\)")


@dataclass(frozen=True)
class People:
    """How a country's people answered a question."""

    centre: float
    """The mean code of a scale, the most frequent code otherwise."""
    shares: Mapping[int, float]
    """Shares by code, summing to 1; codes outside the question's range are left out."""


@dataclass(frozen=True)
class Question:
    """A question of the benchmark."""

    code: str
    text: str
    low: int
    high: int
    ordinal: bool
    category: str = ""
    tier: str = ""
    people: Mapping[str, People] = field(default_factory=dict)
    """By the country's name in the file."""

    @property
    def width(self) -> int:
        """The steps between the lowest and the highest code."""
        return self.high - self.low

    @property
    def codes(self) -> range:
        """All codes."""
        return range(self.low, self.high + 1)


@dataclass(frozen=True)
class Benchmark:
    """A benchmark's questions, by code, and its countries in the order of the file."""

    questions: Mapping[str, Question]
    countries: tuple[str, ...]


def read_benchmark(path: Path) -> Benchmark:
    """Read a benchmark.

    Raises:
        InputError: a column is missing, or a cell is malformed; names row and column.
    """
    rows = read_cells(path)
    if NEEDED[0] not in rows[0] and any(row and row[0] == NEEDED[0] for row in rows):
        rows = turned(rows)
    header = [str(cell) if cell is not None else "" for cell in rows[0]]
    missing = next((name for name in NEEDED if name not in header), None)
    if missing:
        raise InputError(f"{path}: the column {missing!r} is missing{nearest(missing, header)}")
    countries = tuple(
        name
        for place, name in enumerate(header)
        if name and name not in (*NEEDED, *OTHER) and _is_country(name, rows[1:], place)
    )
    questions: dict[str, Question] = {}
    for number, cells in enumerate(rows[1:], start=1):
        row = dict(zip(header, cells, strict=False))
        code = whole(row.get("code")) or str(number)
        if code in questions:
            raise InputError(f"{path}: question {code} appears twice")
        questions[code] = _question(row, code, countries, f"{path}: question {code}")
    return Benchmark(questions, countries)


def whole(cell: Cell) -> str:
    """Return a code as text, without the decimals that spreadsheets add."""
    text = "" if cell is None else str(cell)
    return text.removesuffix(".0")


def _is_country(name: str, rows: list[list[Cell]], place: int) -> bool:
    """Whether a column has the name of a country, or answers of one whose name is unknown."""
    cells = (str(row[place]) for row in rows if place < len(row) and row[place] is not None)
    return iso3(name) is not None or any(CELL.fullmatch(cell) for cell in cells)


def _question(
    row: Mapping[str, Cell], code: str, countries: tuple[str, ...], where: str
) -> Question:
    low, high = (_bound(row[column], f"{where}: {column}") for column in ("Min", "MAX"))
    if high <= low:
        raise InputError(f"{where}: MAX: {high} is not above Min {low}")
    scale = str(row["Scale"])
    if scale not in SCALES:
        raise InputError(f"{where}: Scale: must be y or n, not {scale!r}")
    people = {
        name: found
        for name in countries
        if (found := _people(row.get(name), low, high, f"{where}: {name}"))
    }
    return Question(
        code=code,
        text=str(row["Full Question"] or ""),
        low=low,
        high=high,
        ordinal=SCALES[scale],
        category=str(row.get("Category") or "").lower(),
        tier=str(row.get("Tier") or "").lower(),
        people=people,
    )


def _bound(cell: Cell, where: str) -> int:
    text = whole(cell)
    if not re.fullmatch(r"\d{1,3}", text):
        raise InputError(f"{where}: must be a whole number, not {text!r}")
    return int(text)


def _people(cell: Cell, low: int, high: int, where: str) -> People | None:
    """Return a cell's answers; None if the country was not asked."""
    if cell is None:
        return None
    found = CELL.fullmatch(str(cell))
    if not found or PAIR.sub("", found[2]).strip(", "):
        raise InputError(
            f"{where}: must have the form (number, {{'1': '60.00%', ...}}), not {str(cell)[:40]!r}"
        )
    if found[1].startswith("No"):
        return None
    percent = {int(float(code)): float(share) for code, share in PAIR.findall(found[2])}
    centre, most = float(found[1]), max(percent.values(), default=0)
    if most > 100:
        raise InputError(f"{where}: a share is 0 to 100%, not {most:g}%")
    # Some cells of the benchmark count codes outside the range; their mean may be outside, too.
    if not min([low, *percent]) <= centre <= max([high, *percent]):
        raise InputError(f"{where}: {found[1]} is outside {low} to {high}")
    inside = {code: share for code, share in percent.items() if low <= code <= high}
    total = sum(inside.values())
    shares = {code: share / total for code, share in sorted(inside.items())} if total else {}
    return People(centre, shares)
