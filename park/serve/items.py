"""A table of texts to annotate, and the same table with what people said."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from park.errors import InputError, nearest
from park.ledger.keys import key_of
from park.records.annotation import Annotation
from park.reviews.tables import harmless
from park.surveys.textfile import opened

ITEM, TEXT = "item", "text"
FILLED = ("annotator", "sensitive?", "comment")
"""Columns that people fill."""


@dataclass(frozen=True)
class Items:
    """Texts in the order of their table."""

    digest: str
    columns: tuple[str, ...]
    """The table's, without those that people fill."""
    rows: Mapping[str, tuple[str, ...]]
    """Cells by item."""

    @property
    def names(self) -> list[str]:
        """The items in order."""
        return list(self.rows)

    def text(self, name: str) -> str:
        """Return an item's text."""
        return self.rows[name][self.columns.index(TEXT)]

    def next(self, done: Iterable[str]) -> str | None:
        """Return the first item that is not done; None if all are."""
        there = set(done)
        return next((name for name in self.rows if name not in there), None)


def read_items(path: Path) -> Items:
    """Read a table as `park study salience --out` writes it: item, text and any other columns.

    Raises:
        InputError: it is no table, lacks a column or a text, or an item appears twice.
    """
    with opened(path) as reader:
        header = [name.strip() for name in next(reader, [])]
        for needed in (ITEM, TEXT):
            if needed not in header:
                hint = nearest(needed, header)
                raise InputError(f"{path}:1: the column {needed!r} is missing{hint}")
        kept = [place for place, name in enumerate(header) if name not in FILLED]
        found: dict[str, tuple[str, ...]] = {}
        for cells in reader:
            if cells:
                where = f"{path}:{reader.line_num}"
                name, row = _row(cells, header, kept, where)
                if name in found:
                    raise InputError(f"{where}: item: {name!r} is there already")
                found[name] = row
    if not found:
        raise InputError(f"{path}: there are no rows below the header")
    columns = tuple(header[place] for place in kept)
    return Items(key_of("items", columns, [list(row) for row in found.values()]), columns, found)


def _row(
    cells: list[str], header: list[str], kept: list[int], where: str
) -> tuple[str, tuple[str, ...]]:
    if len(cells) != len(header):
        raise InputError(f"{where}: {len(cells)} cells where the header has {len(header)}")
    for needed in (ITEM, TEXT):
        if not cells[header.index(needed)].strip():
            raise InputError(f"{where}: {needed}: must not be empty")
    return cells[header.index(ITEM)].strip(), tuple(cells[place].strip() for place in kept)


def table(items: Items, given: Iterable[Annotation]) -> bytes:
    """Return the table as csv, a row for each annotated item and person."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*items.columns, *FILLED])
    for each in given:
        if each.item in items.rows:
            filled = (each.person, each.said, harmless(each.note))
            writer.writerow([*map(harmless, items.rows[each.item]), *filled])
    return text.getvalue().encode()
