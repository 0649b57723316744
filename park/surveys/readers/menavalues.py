"""The MENAValues benchmark: 16 countries, with shares only."""

import re
from collections import Counter
from pathlib import Path

from park.errors import InputError
from park.records import Answers, Item
from park.surveys.bundled import SOURCE, bundled
from park.surveys.countries import iso3
from park.surveys.csvfile import read_header, read_rows
from park.surveys.reader import SurveyReader
from park.surveys.readers._menavalues_text import is_scale, options_in, statement_in
from park.surveys.readers._menavalues_twins import THREE_POINTS, TWINS, in_order, three_points
from park.surveys.survey import Survey

COLUMNS = ("code", "Source", "Sub Question", "Min", "MAX", "Scale", "Category", "Full Question")
OTHER_COLUMNS = frozenset({*COLUMNS, "Sub Category"})
PAIR = r"'(-?\d+(?:\.\d+)?)': '(\d+(?:\.\d+)?)%'"
Shares = dict[int, float]
"""Percentages by code."""
UNLABELLED = "items with answers that have no label"
OUTSIDE = "codes outside the range of an item, which are no opinion"
CELL = re.compile(rf"\((?:-?\d+(?:\.\d+)?|No [^,]*), \{{((?:{PAIR}(?:, )?)*)\}}\)")


class MenaValues(SurveyReader):
    """See `read_menavalues`."""

    name = "menavalues"
    help = "the MENAValues benchmark, 16 countries of the Middle East and North Africa"

    def load(self, argument: str, base: Path) -> Survey:
        """Read the file."""
        return read_menavalues(self.file(argument, base))


def read_menavalues(path: Path) -> Survey:
    """Read `menavalues_long.csv`, with cells `(mean or mode, {option: percent})`.

    Codes outside `Min`..`MAX` are missing answers. Items that are also bundled become the bundled
    items. Items that are repeated on another scale are twins.

    Raises:
        InputError: a column is missing or a cell is malformed.
    """
    header = read_header(path, COLUMNS)
    names = [name for name in header if name and name not in OTHER_COLUMNS]
    countries = {name: code for name in names if (code := iso3(name))}
    skipped = Counter(name for name in names if name not in countries)
    items: list[Item] = []
    answers: list[Answers] = []
    for line, cells in read_rows(path, [*COLUMNS, *countries]):
        row = dict(zip([*COLUMNS, *countries], cells, strict=True))
        where = f"{path}:{line}"
        shares = {
            code: in_order(_id(row), _shares(row[name], f"{where}: {name}"))
            for name, code in countries.items()
        }
        item = _item(row, shares, where)
        if item is None:
            skipped[UNLABELLED] += 1
            continue
        items.append(item)
        codes = {option.code for option in item.options}
        skipped[OUTSIDE] += len({code for each in shares.values() for code in each} - codes)
        answers.extend(_answers(item, country, asked) for country, asked in shares.items() if asked)
    _check_distinct(path, items)
    return Survey.of(items, answers, +skipped)


def _item(row: dict[str, str], shares: dict[str, Shares], where: str) -> Item | None:
    """Return the item; None if people gave an answer that is not among its options."""
    id_, question = _id(row), row["Full Question"]
    low, high = (_bound(row, column, where) for column in ("Min", "MAX"))
    known = bundled().items.get(id_)
    if known and [option.code for option in known.options] == list(range(low, high + 1)):
        return known
    if row["Scale"] not in ("y", "n", "s"):
        raise InputError(f"{where}: Scale: must be y or n, not {row['Scale']!r}")
    ordered = is_scale(id_, row["Scale"], question)
    options = three_points() if id_ in THREE_POINTS else options_in(question, low, high, ordered)
    given = {code for each in shares.values() for code in each if low <= code <= high}
    if len(options) < 2 or not given <= {option.code for option in options}:
        return None
    return Item(
        id=id_,
        source=SOURCE if row["Source"] == "WVS 7" else row["Source"],
        topic=row["Category"].lower(),
        statement=statement_in(question),
        options=options,
        ordered=ordered,
        twin=TWINS.get(id_, ""),
    )


def _id(row: dict[str, str]) -> str:
    numbered = re.match(r"[A-Z]+_?\d\w*(?=:)", row["Sub Question"])
    return numbered[0] if numbered else f"MV{row['code']}"


def _bound(row: dict[str, str], column: str, where: str) -> int:
    if not re.fullmatch(r"\d{1,3}", row[column]):
        raise InputError(f"{where}: {column}: must be a whole number, not {row[column]!r}")
    return int(row[column])


def _shares(cell: str, where: str) -> Shares:
    whole = CELL.fullmatch(cell)
    if cell and not whole:
        raise InputError(
            f"{where}: must have the form (number, {{'1': '60.00%', ...}}), not {cell[:40]!r}"
        )
    return {int(float(code)): float(share) for code, share in re.findall(PAIR, cell)}


def _answers(item: Item, country: str, shares: Shares) -> Answers:
    codes = {option.code for option in item.options}
    counts = {code: share for code, share in sorted(shares.items()) if code in codes}
    return Answers(item=item.id, country=country, counts=counts)


def _check_distinct(path: Path, items: list[Item]) -> None:
    twice = next((id_ for id_, n in Counter(item.id for item in items).items() if n > 1), None)
    if twice:
        raise InputError(f"{path}: item {twice!r} appears twice")
