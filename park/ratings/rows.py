"""Streams the rows of a CSV or JSON Lines file as cells of text."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from park.errors import InputError, nearest
from park.surveys.csvfile import read_header, read_rows

JSON = (".jsonl", ".ndjson")
SHOWN = 12


def rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row's line number and its cells in the given columns.

    Args:
        path: a CSV file, or one of JSON objects, a line each (`.jsonl`).
        columns: names of columns; in JSON a dotted path leads into objects.

    Raises:
        InputError: the file cannot be read or is broken, or a column is missing.
    """
    if path.suffix.lower() in JSON:
        return _objects(path, columns)
    read_header(path, list(dict.fromkeys(columns)))
    return read_rows(path, columns)


def _objects(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    places = [column.split(".") for column in columns]
    empty = True
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                empty = False
                yield number, _cells(line, places, f"{path}:{number}")
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text (byte {error.start})") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    if empty:
        raise InputError(f"{path}: the file is empty")


def _cells(line: str, places: Sequence[Sequence[str]], where: str) -> list[str]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise InputError(f"{where}: broken JSON") from None
    return [_cell(row, place, where) for place in places]


def _cell(row: Any, place: Sequence[str], where: str) -> str:
    for name in place:
        if not isinstance(row, dict):
            raise InputError(f"{where}: {'.'.join(place)}: there is no object above {name!r}")
        if name not in row:
            raise InputError(f"{where}: the key {'.'.join(place)!r} is missing{nearest(name, row)}")
        row = row[name]
    return "" if row is None else str(row).strip()
