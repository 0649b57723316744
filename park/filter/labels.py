"""Reads labelled opinions of one's own, to calibrate a judge on."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from park.errors import InputError, nearest
from park.records import Item, Kind
from park.records.review import KINDS
from park.surveys.csvfile import read_header, read_rows
from park.text.sentences import fold
from park.yamlfile import read_text

COLUMNS = ("item", "stance", "text", "label")
LEAST = 10
"""Minimum labelled opinions to be kept, and to be rejected."""


class Label(NamedTuple):
    """An opinion and its correct label."""

    item: str
    stance: int
    """Code of the speaker's option."""
    text: str
    label: Kind


def read_labels(
    path: Path, items: Mapping[str, Item], heldout: Mapping[str, Item]
) -> tuple[Label, ...]:
    """Read a csv or JSON Lines file with the columns item, stance, text and label.

    A stance is an option's code or label. Other columns are ignored.

    Raises:
        InputError: a column is missing, an item, stance or label is unknown, an item is held out,
            an opinion is there twice, or there are too few; names the file and the line.
    """
    found: dict[tuple[str, int, str], tuple[int, Label]] = {}
    for line, row in _rows(path):
        where = f"{path}:{line}"
        each = _label(where, row, items, heldout)
        first, _ = found.setdefault((each.item, each.stance, fold(each.text)), (line, each))
        if first != line:
            raise InputError(f"{where}: text: this opinion is in line {first} already")
    labels = tuple(each for _, each in found.values())
    fine = sum(each.label == "fine" for each in labels)
    if fine < LEAST or len(labels) - fine < LEAST:
        raise InputError(
            f"{path}: {fine} opinions are labelled fine and {len(labels) - fine} are not; "
            f"calibrating takes at least {LEAST} of each"
        )
    return labels


def _label(
    where: str, row: Mapping[str, str], items: Mapping[str, Item], heldout: Mapping[str, Item]
) -> Label:
    name, label, text = row["item"].strip(), row["label"].strip(), row["text"].strip()
    item = items.get(name)
    if item is None:
        raise InputError(f"{where}: item: the source has no item {name!r}{nearest(name, items)}")
    if name in heldout:
        raise InputError(
            f"{where}: item: {name} is held out for evaluation (seeds.holdout); label opinions on "
            "other items"
        )
    kind = next((each for each in KINDS if each == label), None)
    if kind is None:
        raise InputError(f"{where}: label: there is no kind {label!r}{nearest(label, KINDS)}")
    if not text:
        raise InputError(f"{where}: text: is empty")
    return Label(name, _stance(where, row["stance"].strip(), item), text, kind)


def _stance(where: str, given: str, item: Item) -> int:
    known = {label: option.code for option in item.options
             for label in (str(option.code), option.label.casefold())}  # fmt: skip
    if given.casefold() not in known:
        labels = [option.label for option in item.options]
        raise InputError(
            f"{where}: stance: {item.id} has no option {given!r}{nearest(given, labels)}"
        )
    return known[given.casefold()]


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield rows with their line numbers."""
    if path.suffix.lower() == ".csv":
        read_header(path, COLUMNS)
        for line, cells in read_rows(path, COLUMNS):
            yield line, dict(zip(COLUMNS, cells, strict=True))
        return
    for line, text in enumerate(read_text(path).split("\n"), 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (json.JSONDecodeError, RecursionError):
            raise InputError(f"{path}:{line}: broken JSON; a line must be an object") from None
        if not isinstance(row, dict):
            raise InputError(f"{path}:{line}: a line must be an object")
        for name in COLUMNS:
            if not isinstance(row.get(name), str | int) or isinstance(row.get(name), bool):
                raise InputError(f"{path}:{line}: {name}: is missing or no text")
        yield line, {name: str(row[name]) for name in COLUMNS}
