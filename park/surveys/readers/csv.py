"""CSV files of your own answers: item, country, option, count."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from park.errors import InputError, nearest
from park.records import Answers, Item, Option
from park.surveys.bundled import bundled
from park.surveys.options import as_integer, find_code, scale_options
from park.surveys.reader import SurveyReader
from park.surveys.readers._csv_rows import Row, aside, no_answers, one, read
from park.surveys.survey import Survey


class Csv(SurveyReader):
    """See `read_table`."""

    name = "csv"
    help = "your own answers"

    def load(self, argument: str, base: Path) -> Survey:
        """Read the CSV file at the given path."""
        return read_table(self.file(argument, base))


def read_table(path: Path) -> Survey:
    """Read a csv with the columns item, country, option, count.

    Optional columns: statement, topic, label, twin, missing, aside. An item with the id of a
    bundled item, and without statement and label, is the bundled item.

    Raises:
        InputError: a column is missing or a cell is invalid.
    """
    groups = read(path)
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
                skipped[f"answers {row.option[:40]!r}, which are no opinion"] += row.number
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
    counts: dict[str, dict[int | None, float]] = {}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        option = row.option.casefold()
        code = None if option in none else _code(item, row)
        key = (row.country, option if code is None else str(code))
        if key in seen:
            raise InputError(f"{row.where}: option: {row.option!r} appears twice for {row.country}")
        seen.add(key)
        counted = counts.setdefault(row.country, {})
        counted[code] = counted.get(code, 0.0) + row.number
    return [_record(item, country, counted) for country, counted in counts.items()]


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
