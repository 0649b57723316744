"""CSV files of your own answers: item, country, option, count."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from math import fsum
from pathlib import Path

from park.errors import InputError, nearest
from park.records import Answers, Item, Option, Record, Text
from park.surveys.bundled import bundled
from park.surveys.options import as_integer, find_code, scale_options
from park.surveys.reader import SurveyReader
from park.surveys.readers._csv_rows import Row, aside, no_answers, one, read
from park.surveys.survey import Survey
from park.surveys.weights import kish


class CsvOptions(Record):
    """Options of the reader."""

    weight: Text | None = None
    """Column of weights, or none for counts without weights; by default `weight` if there is
    one."""


class Csv(SurveyReader):
    """See `read_table`."""

    name = "csv"
    help = "your own answers"
    Options = CsvOptions

    def load(self, argument: str, base: Path) -> Survey:
        """Read the file at the given path."""
        return read_table(self.file(argument, base), self.options.weight)


def read_table(path: Path, weight: str | None = None) -> Survey:
    """Read a table with the columns item, country, option, count.

    Optional columns: statement, topic, label, twin, missing, aside, weight. An item with the id of
    a bundled item, and without statement and label, is the bundled item. With weights, an option
    may have several rows, such as one for each respondent; each counts by its weight.

    Args:
        path: the file.
        weight: the column of weights; None for `weight` if there is one, `none` for no weights.

    Raises:
        InputError: a column is missing or a cell is invalid, or all weights of an item and country
            are 0.
    """
    groups = read(path, weight)
    items: list[Item] = []
    answers: list[Answers] = []
    skipped: dict[str, float] = defaultdict(float)
    for rows in groups.values():
        none = no_answers(rows)
        item = _bundled_item(rows) or _own_item(rows, none)
        items.append(item)
        answers.extend(_answers(item, rows, none))
        for row in rows:
            if row.number and row.option.casefold() in none:
                what = repr(row.option[:40]) if row.option else "declared missing"
                skipped[f"answers {what}, which are no opinion"] += row.number
    _check_twins(groups)
    return Survey.of(items, answers, {k: round(n) if n % 1 == 0 else n for k, n in skipped.items()})


def _bundled_item(rows: Sequence[Row]) -> Item | None:
    known = bundled().items.get(rows[0].item)
    if known is None or any(row.statement or row.label for row in rows):
        return None
    for row in rows:
        for name in ("twin", "aside"):
            if getattr(row, name):
                raise InputError(
                    f"{row.where}: {name}: goes with items of your own, not with {known.id}"
                )
    return known


def _own_item(rows: Sequence[Row], none: Collection[str]) -> Item:
    statement = one(rows, "statement")
    valid = [row for row in rows if row.option.casefold() not in none]
    numbered = bool(valid) and all(as_integer(row.option) is not None for row in valid)
    options = _numbered_options(valid) if numbered else _worded_options(valid)
    off = aside(valid)
    if len(options) - len(off) < 2:
        raise InputError(f"{rows[0].where}: item {rows[0].item!r} has fewer than two options")
    return Item(
        id=rows[0].item,
        source="csv",
        topic=one(rows, "topic"),
        statement=statement or rows[0].item,
        options=options,
        ordered=numbered,
        aside=off,
        twin=one(rows, "twin"),
    )


def _check_twins(groups: Mapping[str, Sequence[Row]]) -> None:
    known = [*groups, *bundled().items]
    for row in (row for rows in groups.values() for row in rows if row.twin):
        if row.twin not in known or row.twin == row.item:
            hint = nearest(row.twin, [name for name in known if name != row.item])
            raise InputError(f"{row.where}: twin: {row.twin!r} is no other item{hint}")


def _numbered_options(rows: Sequence[Row]) -> tuple[Option, ...]:
    of: dict[int, list[Row]] = {}
    for row in rows:
        of.setdefault(as_integer(row.option) or 0, []).append(row)
    named = {code: label for code, same in of.items() if (label := one(same, "label"))}
    return scale_options(of, named)


def _worded_options(rows: Sequence[Row]) -> tuple[Option, ...]:
    for row in rows:
        if row.label:
            raise InputError(f"{row.where}: label: goes with options that are whole numbers")
    # Compared without case, shown as first written.
    words = {row.option.casefold(): row.option for row in reversed(rows)}
    order = dict.fromkeys(row.option.casefold() for row in rows)
    return tuple(Option(code=n, label=words[word]) for n, word in enumerate(order, start=1))


def _answers(item: Item, rows: Sequence[Row], none: Collection[str]) -> list[Answers]:
    found: dict[str, list[tuple[int | None, Row]]] = {}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        option = row.option.casefold()
        code = None if option in none else _code(item, row)
        key = (row.country, option if code is None else str(code))
        # Several codes may be declared missing.
        if key in seen and row.weight is None and option:
            raise InputError(f"{row.where}: option: {row.option!r} appears twice for {row.country}")
        seen.add(key)
        found.setdefault(row.country, []).append((code, row))
    return [_record(item, country, each) for country, each in found.items()]


def _code(item: Item, row: Row) -> int:
    if item.source == "csv":
        # The codes of worded options are ours: a number in the file is a label, not a code.
        code = as_integer(row.option) if item.ordered else None
        named = (o.code for o in item.options if o.label.casefold() == row.option.casefold())
        return next(named) if code is None else code
    where = f"{row.where}: option"
    code = find_code(item, row.option, where)
    if code is None:
        raise InputError(f"{where}: {row.option!r} is no option of item {item.id}")
    return code


def _record(item: Item, country: str, given: Sequence[tuple[int | None, Row]]) -> Answers:
    valid = [(code, row) for code, row in given if code is not None]
    missing = [row.number for code, row in given if code is None]
    counts: dict[int, list[float]] = {}
    for code, row in valid:
        counts.setdefault(code, []).append(row.weighed)
    whole = all(row.number.is_integer() for _, row in given)
    return Answers(
        item=item.id,
        country=country,
        counts={code: fsum(each) for code, each in sorted(counts.items())},
        valid=round(sum(row.number for _, row in valid)) if whole else None,
        missing=round(sum(missing)) if whole and missing else None,
        effective=_effective([row for _, row in valid]),
    )


def _effective(rows: Sequence[Row]) -> float | None:
    """Return the effective number of weighted answers; None without weights."""
    pairs = [(row.weight, row.number) for row in rows if row.weight is not None]
    if not pairs:
        return None
    if any(number for _, number in pairs) and not any(w and number for w, number in pairs):
        row = rows[0]
        raise InputError(f"{row.where}: all weights of item {row.item}, {row.country} are 0")
    return kish(pairs)
