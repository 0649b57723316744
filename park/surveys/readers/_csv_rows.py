"""Rows of a CSV file of your own answers, each checked on its own."""

import math
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from park.errors import InputError
from park.surveys.countries import check_code
from park.surveys.csvfile import declares_missing, read_header, read_rows, value_labels
from park.surveys.options import as_integer, is_no_answer
from park.surveys.weights import weight_column, weight_in

NEEDED = ("item", "country", "option", "count")
OPTIONAL = ("statement", "topic", "label", "twin", "missing", "aside")
MARKS = ("missing", "aside")
"""Columns with yes, no or nothing."""
WEIGHT = "weight"
LONGEST = 2_000
"""Maximum characters of a statement or label, which each prompt holds."""


class Row(NamedTuple):
    """One row of the file."""

    where: str
    item: str
    country: str
    option: str
    number: float
    """Respondents, or a percentage."""
    weight: float | None
    """How many people each of them stands for; None if the file has no weights."""
    statement: str
    topic: str
    label: str
    twin: str
    missing: str
    aside: str

    @property
    def weighed(self) -> float:
        """The number, times the weight if there is one."""
        return self.number if self.weight is None else self.number * self.weight


def read(path: Path, weight: str | None = None) -> dict[str, list[Row]]:
    """Return the rows by item.

    Args:
        path: the file.
        weight: the column of weights; None for `weight` if there is one, `none` for no weights.
            With weights, a row without the column `count` is one respondent.

    Raises:
        InputError: a column is missing or a cell is invalid.
    """
    header = read_header(path)
    column = weight_column(path, header, weight, WEIGHT, reader="csv", taken={*NEEDED, *OPTIONAL})
    read_header(path, NEEDED[:-1] if column else NEEDED)
    counted, labels = NEEDED[-1] in header, value_labels(path)
    filled = [name for name in NEEDED if name != "option" or not declares_missing(path)]
    groups: dict[str, list[Row]] = {}
    for line, (*cells, heavy) in read_rows(path, [*NEEDED, *OPTIONAL, column or ""]):
        where = f"{path}:{line}"
        if not counted:
            cells[len(NEEDED) - 1] = "1"
        heaviness = weight_in(heavy, f"{where}: {column}") if column else None
        row = _row(where, _labelled(cells, labels), heaviness, filled)
        groups.setdefault(row.item, []).append(row)
    return groups


def one(rows: Sequence[Row], column: str) -> str:
    """Return the text that the rows share in a column; '' if none has any.

    Raises:
        InputError: the rows disagree.
    """
    found = ""
    for row in rows:
        text = getattr(row, column)
        if found and text and text != found:
            raise InputError(f"{row.where}: {column}: {text!r}, but {found!r} in a line above")
        found = found or text
    return found


def no_answers(rows: Sequence[Row]) -> set[str]:
    """Return an item's options, case-folded, that count as no opinion.

    The column `missing` decides; where it is empty, negative codes and the labels of `NO_ANSWERS`.
    An empty option stands for the codes that the file declares missing.
    """
    return {
        option
        for option, same in by_option(rows).items()
        if not option or _missing(option, one(same, "missing"))
    }


def aside(rows: Sequence[Row]) -> tuple[int, ...]:
    """Return the codes of an item's options that are off the scale (column `aside`)."""
    marked = [same for same in by_option(rows).values() if one(same, "aside") == "yes"]
    codes = [as_integer(same[0].option) for same in marked]
    for (row, *_), code in zip(marked, codes, strict=True):
        if code is None:
            raise InputError(f"{row.where}: aside: goes with options that are whole numbers")
    return tuple(sorted(code for code in codes if code is not None))


def by_option(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return an item's rows by case-folded option."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.option.casefold(), []).append(row)
    return found


def _missing(option: str, said: str) -> bool:
    code = as_integer(option)
    return said == "yes" if said else is_no_answer(option) or (code is not None and code < 0)


def _labelled(cells: list[str], labels: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return cells with the file's own labels of codes: of items, countries and options."""
    if not labels:
        return cells
    row = dict(zip([*NEEDED, *OPTIONAL], cells, strict=True))
    for name in ("item", "country"):
        row[name] = labels.get(name, {}).get(row[name], row[name])
    label = labels.get("option", {}).get(row["option"], "")
    row["label"] = row["label"] or label
    if is_no_answer(label):
        row["missing"] = row["missing"] or "yes"
    return list(row.values())


def _row(where: str, cells: list[str], weight: float | None, filled: Collection[str]) -> Row:
    item, country, option, count, *more = cells
    for name, cell in zip(NEEDED, cells, strict=False):
        if not cell and name in filled:
            raise InputError(f"{where}: {name}: must not be empty")
    check_code(country, f"{where}: country")
    row = Row(where, item, country, option, _number(count, where), weight, *more)
    for name in ("statement", "label"):
        if (size := len(getattr(row, name))) > LONGEST:
            raise InputError(f"{where}: {name}: {size:,} characters; at most {LONGEST:,} may be")
    for name in MARKS:
        if (mark := getattr(row, name)) not in ("yes", "no", ""):
            raise InputError(f"{where}: {name}: must be yes, no or empty, not {mark!r}")
    return row


def _number(text: str, where: str) -> float:
    try:
        count = float(text)
    except ValueError:
        raise InputError(f"{where}: count: {text!r} is not a number") from None
    if not math.isfinite(count):
        raise InputError(f"{where}: count: {text!r} is not a finite number")
    if count < 0:
        raise InputError(f"{where}: count: {text} is negative")
    return count
