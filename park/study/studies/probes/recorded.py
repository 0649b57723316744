"""Recomputes released cells of NVAS, FCS, CLCS and SPD from the answers that they imply.

The files hold scores, not answers. Every score has the form 100 (1 - |a - b| / (highest - lowest)):
for NVAS a is the model's answer and b people's mean or mode, for the others both are answers. So a
cell is right only if some answer on the question's scale gives exactly its value; that answer is
recovered.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import Any, Literal

from park.errors import InputError
from park.study.studies.probes.benchmark import Benchmark, Question, whole
from park.study.studies.probes.cells import Cell, read_cells

Kind = Literal["nvas", "fcs", "clcs", "spd", "kl"]
KINDS: Mapping[str, Kind] = {
    "nvas": "nvas", "novas": "nvas", "fcs": "fcs", "clcs": "clcs", "spd": "spd", "kl": "kl",
}  # fmt: skip
"""What a file holds, by the word in its name."""
GUESSES: tuple[Kind, ...] = ("nvas", "fcs")
"""What scores alone tell apart; FCS, CLCS and SPD take the same values. The first is preferred."""
EXACT = 1e-9
"""What is left of equality in floating point, in points of 100."""
MOST_DECIMALS = 6
"""Scores of more decimals are not rounded."""
AROUND = re.compile(r"^(?:SPD|CLCS|FCS|NO?VAS|KL)_|_[^_]*_extracted_number$")
"""What some released files put around a country's name."""
AVERAGE = "average"
NONE_GIVES = "no answer on the scale gives it"
COLUMNS_OF_NOTES = ("source",)


@dataclass(frozen=True)
class Released:
    """A released cell."""

    code: str
    country: str
    """As in the benchmark; the file's own word if that has no such country."""
    value: float | None
    """None if it is no number."""


@dataclass
class Table:
    """A file of released cells."""

    kind: Kind
    cells: list[Released] = field(default_factory=list)
    averages: dict[str, float] = field(default_factory=dict)
    """The file's own row of averages, by country."""
    tolerance: float = EXACT
    renamed: dict[str, str] = field(default_factory=dict)
    """Countries by the file's own spelling, where it differs."""
    guessed: bool = False
    """Whether nothing but its scores tells what the file holds."""


@dataclass(frozen=True)
class Match:
    """A cell with the answers that give its value."""

    cell: Released
    question: Question | None
    answers: tuple[int, ...] = ()
    """Codes for NVAS, distances of two answers otherwise; two if people's mean lies between."""
    value: float = float("nan")
    """The score recomputed."""
    reason: str = ""
    """Why no answer gives it; '' for a match."""
    comparable: bool = False
    """Whether it has been compared with all answers, none of which gives it."""


def read_recorded(path: Path, benchmark: Benchmark, kind: str = "") -> Table:
    """Read a file of scores: a row for each question, a column for each country.

    Args:
        path: an .xlsx or csv file with the column `Code`.
        benchmark: the questions, with the names of the countries.
        kind: what it holds; by default its name or its columns tell, else its scores: those of two
            answers compared are read as FCS if they give more cells than NVAS does.

    Raises:
        InputError: the file has no such form, or two scores for a question and a country.
    """
    rows = read_cells(path)
    header = ["" if cell is None else str(cell) for cell in rows[0]]
    if header[0].casefold() != "code":
        raise InputError(f"{path}: the first column must be 'Code', not {header[0]!r}")
    known = _kind(kind or path.stem) or _kind(" ".join(header))
    table = Table(known or "nvas", guessed=known is None)
    places = {place: name for place, name in enumerate(header) if place and _counts(name)}
    names = _countries(places, benchmark, table)
    decimals, seen = 0, set[tuple[str, str]]()
    for row in rows[1:]:
        code = whole(row[0])
        for place, country in names.items():
            cell = row[place] if place < len(row) else None
            if cell is None:
                continue
            value = _number(cell)
            if code.casefold() == AVERAGE:
                table.averages |= {} if value is None else {country: value}
                continue
            if (code, country) in seen and code in benchmark.questions:
                raise InputError(f"{path}: question {code} has two scores for {country}")
            seen.add((code, country))
            decimals = max(decimals, _decimals(value))
            table.cells.append(Released(code, country, value))
    if not table.cells:
        raise InputError(f"{path}: there is no cell with a score")
    _settle(table, decimals, benchmark)
    return table


def matches(table: Table, benchmark: Benchmark) -> Iterator[Match]:
    """Yield every cell with the answers that give it, or the reason why none does."""
    for cell in table.cells:
        question = benchmark.questions.get(cell.code)
        yield _match(cell, question, table)


def confirmed(found: list[Match], one: list[Match], other: list[Match]) -> tuple[int, list[Match]]:
    """Hold scores of two answers against the answers that two files of NVAS imply.

    Args:
        found: cells of FCS, matched or not.
        one: cells of NVAS under one framing.
        other: the same under the other.

    Returns:
        How many cells have both answers, and all cells, where those whose answers are another
        distance apart are no longer matched.
    """
    sides = [
        {(e.cell.code, e.cell.country): e.answers for e in each if e.answers}
        for each in (one, other)
    ]
    checked, held = 0, []
    for each in found:
        key = each.cell.code, each.cell.country
        if not each.reason and all(key in side for side in sides):
            checked += 1
            gaps = {abs(a - b) for a in sides[0][key] for b in sides[1][key]}
            if not gaps & {*each.answers}:
                reason = "the answers that NVAS implies are another distance apart"
                each = replace(each, answers=(), value=float("nan"), reason=reason)
        held.append(each)
    return checked, held


def averages_found(table: Table, found: list[Match]) -> tuple[int, int]:
    """Return how many of the file's averages its own cells give, and how many there are."""
    by_country: dict[str, list[float]] = {}
    for each in found:
        if each.cell.value is not None:
            by_country.setdefault(each.cell.country, []).append(each.cell.value)
    right = 0
    for country, average in table.averages.items():
        values = by_country.get(country, [])
        digits = len(repr(average).partition(".")[2])
        allowed = 0.5 * 10.0**-digits + 1e-7 if digits <= 6 else 1e-7
        right += bool(values) and abs(sum(values) / len(values) - average) <= allowed
    return right, len(table.averages)


def _match(cell: Released, question: Question | None, table: Table) -> Match:
    if cell.value is None:
        return Match(cell, question, reason="the cell is no number")
    if question is None:
        return Match(cell, None, reason="the benchmark has no such question")
    if table.kind == "kl":
        return Match(cell, question, reason="the model's option probabilities are not in the file")
    if table.kind == "nvas":
        people = question.people.get(cell.country)
        if people is None:
            return Match(cell, question, reason="the benchmark has no answers of this country")
        given = {code: abs(code - people.centre) for code in question.codes}
    else:
        given = {gap: float(gap) for gap in range(question.width + 1)}
    scores = {each: 100 * (1 - gap / question.width) for each, gap in given.items()}
    fitting = [e for e, score in scores.items() if abs(score - cell.value) <= table.tolerance]
    if not fitting:
        return Match(cell, question, reason=_reason(cell.value, scores), comparable=True)
    return Match(cell, question, tuple(fitting), scores[fitting[0]])


def _reason(value: float, scores: Mapping[int, float]) -> str:
    if not 0 <= value <= 100:
        return "the score is outside 0 to 100"
    near = min(scores.values(), key=lambda score: abs(score - value))
    return f"{NONE_GIVES}; the nearest score is {near:.6g}"


def _settle(table: Table, decimals: int, benchmark: Benchmark) -> None:
    """Set how exact the scores are, and what they are if nothing else tells.

    Scores of few decimals, or none, are exact where some answer gives each exactly, else rounded.
    """
    kinds = GUESSES if table.guessed else (table.kind,)
    rounded = (0.5 * 10.0**-decimals + EXACT,) if decimals <= MOST_DECIMALS else ()
    for tolerance in (EXACT, *rounded):
        table.tolerance = tolerance
        found = {kind: [*matches(replace(table, kind=kind), benchmark)] for kind in kinds}
        table.kind = max(kinds, key=lambda kind: sum(not each.reason for each in found[kind]))
        if all(not each.reason or not each.comparable for each in found[table.kind]):
            return


def _kind(text: str) -> Kind | None:
    words = re.split(r"[^a-z]+", text.casefold())
    return next((KINDS[word] for word in words if word in KINDS), None)


def _counts(name: str) -> bool:
    return bool(name) and name.casefold() not in COLUMNS_OF_NOTES


def _countries(places: Mapping[int, str], benchmark: Benchmark, table: Table) -> dict[int, str]:
    """Return the benchmark's names of columns; one that is close to a single free name is it."""
    bare = {place: AROUND.sub("", AROUND.sub("", name)) for place, name in places.items()}
    known = {name.casefold(): name for name in benchmark.countries}
    free = [name for low, name in known.items() if low not in {b.casefold() for b in bare.values()}]
    found = {}
    for place, name in bare.items():
        meant = known.get(name.casefold())
        if meant is None and table.kind != "clcs":
            close = get_close_matches(name, free, n=2, cutoff=0.7)
            meant = close[0] if len(close) == 1 else None
            if meant:
                table.renamed[name] = meant
        found[place] = meant or name
    return found


def _decimals(value: float | None) -> int:
    whole_or_none = value is None or value == int(value)
    return 0 if whole_or_none else len(repr(value).partition(".")[2])


def _number(cell: Cell) -> float | None:
    try:
        value = float(cell if cell is not None else "")
    except ValueError:
        return None
    return value if isfinite(value) else None


def unmatched(found: list[Match]) -> list[dict[str, Any]]:
    """Return the cells without a match, with their reasons."""
    return [
        {"code": e.cell.code, "country": e.cell.country, "value": e.cell.value, "reason": e.reason}
        for e in found
        if e.reason
    ]
