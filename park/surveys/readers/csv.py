"""A csv of one's own: item, country, option, count."""

import math
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from park.errors import InputError, nearest
from park.records import Answers, Item, Option
from park.surveys.bundled import bundled
from park.surveys.countries import check_code
from park.surveys.csvfile import read_header, read_rows
from park.surveys.options import as_integer, find_code, is_no_answer, scale_options
from park.surveys.reader import SurveyReader
from park.surveys.survey import Survey

NEEDED = ("item", "country", "option", "count")
OPTIONAL = ("statement", "topic", "label", "twin")


class Row(NamedTuple):
    """One line of the file."""

    where: str
    item: str
    country: str
    option: str
    number: float
    statement: str
    topic: str
    label: str
    twin: str


class Csv(SurveyReader):
    """See `read_table`."""

    name = "csv"
    help = "your own answers"

    def load(self, argument: str, base: Path) -> Survey:
        """Read the file that the argument names."""
        return read_table(self.file(argument, base))


def read_table(path: Path) -> Survey:
    """Read a csv with the columns item, country, option, count.

    There may be statement, topic, label and twin, too.

    An item without statement and label whose id is that of a bundled item is the bundled item.

    Raises:
        InputError: a column is missing or a cell is wrong.
    """
    read_header(path, NEEDED)
    groups: dict[str, list[Row]] = {}
    for line, cells in read_rows(path, [*NEEDED, *OPTIONAL]):
        row = _row(f"{path}:{line}", cells)
        groups.setdefault(row.item, []).append(row)
    items: list[Item] = []
    answers: list[Answers] = []
    for rows in groups.values():
        item = _bundled_item(rows) or _own_item(rows)
        items.append(item)
        answers.extend(_answers(item, rows))
    _check_twins(groups)
    return Survey.of(items, answers)


def _row(where: str, cells: list[str]) -> Row:
    item, country, option, count, *more = cells
    for name, cell in zip(NEEDED, cells, strict=False):
        if not cell:
            raise InputError(f"{where}: {name}: must not be empty")
    check_code(country, f"{where}: country")
    return Row(where, item, country, option, _number(count, where), *more)


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


def _bundled_item(rows: list[Row]) -> Item | None:
    known = bundled().items.get(rows[0].item)
    if known is None or any(row.statement or row.label for row in rows):
        return None
    if twin := next((row for row in rows if row.twin), None):
        raise InputError(f"{twin.where}: twin: goes with items of your own, not with {known.id}")
    return known


def _own_item(rows: list[Row]) -> Item:
    statement = _one([(row.where, row.statement) for row in rows], "statement")
    codes = [as_integer(row.option) for row in rows if not is_no_answer(row.option)]
    numbered = bool(codes) and all(code is not None for code in codes)
    options = _numbered_options(rows) if numbered else _worded_options(rows)
    if len(options) < 2:
        raise InputError(f"{rows[0].where}: item {rows[0].item!r} has fewer than two options")
    return Item(
        id=rows[0].item,
        source="csv",
        topic=_one([(row.where, row.topic) for row in rows], "topic"),
        statement=statement or rows[0].item,
        options=options,
        ordered=numbered,
        twin=_one([(row.where, row.twin) for row in rows], "twin"),
    )


def _check_twins(groups: dict[str, list[Row]]) -> None:
    known = [*groups, *bundled().items]
    for row in (row for rows in groups.values() for row in rows if row.twin):
        if row.twin not in known or row.twin == row.item:
            hint = nearest(row.twin, [name for name in known if name != row.item])
            raise InputError(f"{row.where}: twin: {row.twin!r} is no other item{hint}")


def _numbered_options(rows: list[Row]) -> tuple[Option, ...]:
    labels: dict[int, list[tuple[str, str]]] = {}
    for row in rows:
        code = as_integer(row.option)
        if code is not None and code >= 0:
            labels.setdefault(code, []).append((row.where, row.label))
    named = {code: _one(found, "label") for code, found in labels.items()}
    named = {code: label for code, label in named.items() if label}
    return scale_options(labels, named) if labels else ()


def _worded_options(rows: list[Row]) -> tuple[Option, ...]:
    for row in rows:
        if row.label:
            raise InputError(f"{row.where}: label: goes with options that are whole numbers")
    # Compared without case, shown as first written.
    words = {row.option.casefold(): row.option for row in reversed(rows)}
    order = dict.fromkeys(row.option.casefold() for row in rows if not is_no_answer(row.option))
    return tuple(Option(code=n, label=words[word]) for n, word in enumerate(order, start=1))


def _one(cells: Iterable[tuple[str, str]], column: str) -> str:
    """Return the one text that stands in a column of an item; '' if there is none."""
    found = ""
    for where, text in cells:
        if found and text and text != found:
            raise InputError(f"{where}: {column}: {text!r}, but {found!r} in a line above")
        found = found or text
    return found


def _answers(item: Item, rows: list[Row]) -> list[Answers]:
    counts: dict[str, dict[int | None, float]] = {}
    seen: set[tuple[str, str]] = set()
    labels = {option.label.casefold(): option.code for option in item.options}
    for row in rows:
        # Numbering of worded options must not be mistaken for what the file says.
        worded = item.source == "csv" and not item.ordered
        code = labels.get(row.option.casefold()) if worded else None
        if code is None:
            code = find_code(item, row.option, f"{row.where}: option")
        key = (row.country, row.option.casefold() if code is None else str(code))
        if key in seen:
            raise InputError(f"{row.where}: option: {row.option!r} stands twice for {row.country}")
        seen.add(key)
        counted = counts.setdefault(row.country, {})
        counted[code] = counted.get(code, 0.0) + row.number
    return [_record(item, country, counted) for country, counted in counts.items()]


def _record(item: Item, country: str, counted: dict[int | None, float]) -> Answers:
    valid = {code: count for code, count in counted.items() if code is not None}
    whole = all(count.is_integer() for count in counted.values())
    missing = counted.get(None)
    return Answers(
        item=item.id,
        country=country,
        counts=dict(sorted(valid.items())),
        valid=round(sum(valid.values())) if whole else None,
        missing=round(missing) if whole and missing is not None else None,
    )
