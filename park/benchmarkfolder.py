"""Reads and writes the folder of a benchmark: card, items, answers."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from park.errors import InputError, LedgerError, nearest
from park.records import Answers, Option
from park.records.benchmark import BenchmarkCard, BenchmarkItem
from park.surveys.survey import Survey
from park.yamlfile import explain, load_yaml

CARD, ITEMS, ANSWERS, README = "benchmark.yaml", "items.parquet", "answers.parquet", "README.md"
FILES = (CARD, ITEMS, ANSWERS, README)
COMMUNITY = "ZZZ"
"""In place of the country of a community that is no country's; ISO 3166 leaves it to users."""
EVERYBODY = "all"
"""The group of all respondents."""


@dataclass(frozen=True)
class Answered:
    """How a group answered an item."""

    answers: Answers
    group: str = EVERYBODY
    """`all`, or such as `gender=woman` or `age=18-29`."""
    simulated: bool = False


@dataclass(frozen=True)
class Benchmark:
    """A benchmark as its folder holds it."""

    card: BenchmarkCard
    items: Mapping[str, BenchmarkItem]
    answered: Sequence[Answered]

    @cached_property
    def survey(self) -> Survey:
        """The items with everybody's answers."""
        everybody = (each.answers for each in self.answered if each.group == EVERYBODY)
        return Survey.of(self.items.values(), everybody)

    @property
    def simulated(self) -> bool:
        """Whether any answer is a model's."""
        return any(each.simulated for each in self.answered)

    def remarks(self) -> list[str]:
        """Return what readers must know of it."""
        found = []
        if "respondents" in self.card.simulated:
            found.append(f"{self.card.name}: the respondents are simulated; no people answered")
        if "revisions" in self.card.simulated:
            found.append(f"{self.card.name}: revisions are simulated; no people revised the items")
        if lacking := self.card.lacking():
            found.append(f"{self.card.name}: its card does not state: {', '.join(lacking)}")
        return found


def load_card(folder: Path) -> BenchmarkCard:
    """Read a benchmark's card.

    Raises:
        InputError: there is none, or it is invalid (names file, line and key).
    """
    if not (folder / CARD).is_file():
        raise InputError(f"{folder / CARD}: no such file; park benchmark new {folder} writes it")
    return load_yaml(folder / CARD, BenchmarkCard)


def check_card(folder: Path, card: BenchmarkCard) -> None:
    """Raise InputError for the first statement that a card lacks."""
    for name in card.lacking():
        what = BenchmarkCard.model_fields[name].description
        raise InputError(f"{folder / CARD}: {name}: must be stated ({what})")


def load_benchmark(folder: Path) -> Benchmark:
    """Read a benchmark.

    Raises:
        InputError: a file is missing or invalid; names it, the row and the column.
    """
    card = load_card(folder)
    rows = read_rows(folder / ITEMS, ITEM_COLUMNS)
    items = [_item(row, f"{folder / ITEMS}: row {place}", card) for place, row in enumerate(rows)]
    by_id = {item.id: item for item in items}
    if len(by_id) < len(items):
        twice = next(item.id for item in items if sum(item.id == e.id for e in items) > 1)
        raise InputError(f"{folder / ITEMS}: id: {twice!r} appears twice")
    if not items:
        raise InputError(f"{folder / ITEMS}: there are no items")
    answered = _answered(folder / ANSWERS, by_id)
    found = Benchmark(card, by_id, answered)
    if found.simulated != ("respondents" in card.simulated):
        says = "simulated" if found.simulated else "people's"
        raise InputError(
            f"{folder / CARD}: simulated: {list(card.simulated)}, but the answers are {says}; "
            f"again: park benchmark build {folder}"
        )
    return found


def write_benchmark(folder: Path, benchmark: Benchmark) -> None:
    """Write items and answers; equal records give equal bytes.

    Raises:
        InputError: pyarrow is not installed.
        LedgerError: the folder cannot be written.
    """
    items = [_item_row(item) for item in benchmark.items.values()]
    answers = [row for each in benchmark.answered for row in _answer_rows(each)]
    arrow = _arrow()
    _replace(folder / ITEMS, arrow, items, _item_schema(arrow))
    _replace(folder / ANSWERS, arrow, answers, _answer_schema(arrow))


ITEM_COLUMNS = (
    "id", "kind", "topic", "keyword", "country", "statement", "options", "ordered", "aside",
    "answer", "source", "twin",
)  # fmt: skip
ANSWER_COLUMNS = (
    "item", "country", "group", "code", "count", "valid", "missing", "simulated",
)  # fmt: skip


def read_rows(path: Path, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of a Parquet file.

    Raises:
        InputError: it cannot be read, or lacks a column.
    """
    arrow = _arrow()
    if not path.is_file():
        raise InputError(f"{path}: no such file; first: park benchmark build {path.parent}")
    try:
        table = arrow.parquet.read_table(path)
    except (OSError, arrow.ArrowException) as error:
        raise InputError(f"{path}: is no Parquet file ({str(error)[:100]})") from None
    for name in columns:
        if name not in table.column_names:
            hint = nearest(name, table.column_names)
            raise InputError(f"{path}: the column {name!r} is missing{hint}")
    rows: list[dict[str, Any]] = table.select(list(columns)).to_pylist()
    return rows


def _arrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise InputError("benchmarks need: pip install 'culturepark[export]'") from None
    return pyarrow


def _item(row: dict[str, Any], where: str, card: BenchmarkCard) -> BenchmarkItem:
    given = {**row, "source": row["source"] or card.name}
    for name in ("topic", "keyword", "country", "twin"):
        given[name] = row[name] or ""
    given["aside"] = row["aside"] or ()
    try:
        return BenchmarkItem.model_validate(given)
    except ValidationError as error:
        raise InputError(f"{where}: {explain(error, BenchmarkItem)[1]}") from None


def _answered(path: Path, items: Mapping[str, BenchmarkItem]) -> list[Answered]:
    rows: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for place, row in enumerate(read_rows(path, ANSWER_COLUMNS)):
        _check_answer(row, f"{path}: row {place}", items)
        country = row["country"] or COMMUNITY
        rows.setdefault((row["item"], country, row["group"]), []).append(row)
    found = []
    for (item, country, group), same in rows.items():
        codes = [row["code"] for row in same]
        if len(set(codes)) < len(codes):
            raise InputError(f"{path}: code: {item} in {country} ({group}) has one code twice")
        known = {name: same[0][name] for name in ("valid", "missing")}
        counts = {row["code"]: row["count"] for row in same}
        try:
            answers = Answers(item=item, country=country, counts=counts, **known)
        except ValidationError as error:
            raise InputError(f"{path}: {item}: {explain(error, Answers)[1]}") from None
        found.append(Answered(answers, group, bool(same[0]["simulated"])))
    return found


def _check_answer(row: dict[str, Any], where: str, items: Mapping[str, BenchmarkItem]) -> None:
    if row["item"] not in items:
        raise InputError(f"{where}: item: {row['item']!r}{nearest(str(row['item']), items)}")
    codes = [option.code for option in items[row["item"]].options]
    if row["code"] not in codes:
        raise InputError(
            f"{where}: code: {row['code']} is not on the scale of {row['item']} "
            f"({min(codes)} to {max(codes)})"
        )


def _item_row(item: BenchmarkItem) -> dict[str, Any]:
    row = item.model_dump(mode="json")
    return {name: row[name] for name in ITEM_COLUMNS}


def _answer_rows(each: Answered) -> Iterable[dict[str, Any]]:
    answers = each.answers
    for code, count in sorted(answers.counts.items()):
        yield {
            "item": answers.item,
            "country": "" if answers.country == COMMUNITY else answers.country,
            "group": each.group,
            "code": code,
            "count": float(count),
            "valid": answers.valid,
            "missing": answers.missing,
            "simulated": each.simulated,
        }


def _item_schema(arrow: Any) -> Any:
    option = arrow.struct([("code", arrow.int64()), ("label", arrow.string())])
    kinds = {
        "options": arrow.list_(option),
        "ordered": arrow.bool_(),
        "aside": arrow.list_(arrow.int64()),
        "answer": arrow.int64(),
    }
    return arrow.schema([(name, kinds.get(name, arrow.string())) for name in ITEM_COLUMNS])


def _answer_schema(arrow: Any) -> Any:
    kinds = {
        **dict.fromkeys(("code", "valid", "missing"), arrow.int64()),
        "count": arrow.float64(),
        "simulated": arrow.bool_(),
    }
    return arrow.schema([(name, kinds.get(name, arrow.string())) for name in ANSWER_COLUMNS])


def _replace(path: Path, arrow: Any, rows: list[dict[str, Any]], schema: Any) -> None:
    partial = path.with_name(f"{path.name}.partial")
    try:
        arrow.parquet.write_table(arrow.Table.from_pylist(rows, schema=schema), partial)
        os.replace(partial, path)
    except OSError as error:
        raise LedgerError(f"{path}: cannot be written ({error.strerror})") from None


def options_of(labels: Iterable[str]) -> tuple[Option, ...]:
    """Return options with the codes 1, 2 and so on."""
    return tuple(Option(code=code, label=label) for code, label in enumerate(labels, start=1))
