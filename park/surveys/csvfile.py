"""Streams tables of any kind that is read, with errors that name file, line and column.

Separated text, plain or gzipped, workbooks of Excel, and files of SPSS and Stata.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from park.errors import InputError, nearest
from park.surveys import statfile, textfile, workbook


def read_header(path: Path, needed: Sequence[str] = ()) -> list[str]:
    """Return a table's column names, without titles that some exports append after a colon.

    Raises:
        InputError: the file cannot be read, is empty, or lacks a needed column.
    """
    header = _header(path)
    if not any(header):
        raise InputError(f"{path}: the file is empty")
    missing = next((name for name in needed if name not in header), None)
    if missing:
        raise InputError(f"{path}:1: the column {missing!r} is missing{nearest(missing, header)}")
    twice = next((name for name in header if name and header.count(name) > 1), None)
    if twice:
        raise InputError(f"{path}:1: the column {twice!r} appears twice")
    return header


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row's line number and its cells in the given columns; '' for missing columns.

    Raises:
        InputError: the table is broken, a row is too short or too long, or there are no rows.
    """
    empty = True
    for line, cells in _rows(path, columns):
        empty = False
        yield line, cells
    if empty:
        raise InputError(f"{path}: there are no rows below the header")


def value_labels(path: Path) -> Mapping[str, Mapping[str, str]]:
    """Return the labels of codes by column; {} for a kind of file that has none.

    Raises:
        InputError: the file cannot be read.
    """
    return statfile.labels_of(path).values if _is(path, statfile.SUFFIXES) else {}


def declares_missing(path: Path) -> bool:
    """Whether a kind of file can declare codes missing, so that their cells are empty."""
    return _is(path, statfile.SUFFIXES)


def number(cell: str, where: str, low: float = -math.inf, high: float = math.inf) -> float:
    """Return a cell's finite number; InputError if it has none between two bounds."""
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and low <= value <= high):
        within = "" if math.isinf(low) else f" from {low:g} to {high:g}"
        raise InputError(f"{where}: a number{within} is expected, not {cell!r}")
    return value


def _is(path: Path, suffixes: frozenset[str]) -> bool:
    return path.suffix.casefold() in suffixes


def _header(path: Path) -> list[str]:
    if _is(path, statfile.SUFFIXES):
        return list(statfile.labels_of(path).columns)
    if _is(path, workbook.SUFFIXES):
        return next((_names(cells) for _, cells in workbook.rows_of(path)), [])
    with textfile.opened(path) as reader:
        return _names(next(reader, []))


def _rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    if _is(path, statfile.SUFFIXES):
        return _of_columns(path, columns)
    return _of_workbook(path, columns) if _is(path, workbook.SUFFIXES) else _of_text(path, columns)


def _of_columns(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    there = [name for name in columns if name in statfile.labels_of(path).columns]
    for number, cells in enumerate(statfile.rows_of(path, there), start=1):
        known = dict(zip(there, cells, strict=True))
        yield number, [known.get(name, "") for name in columns]


def _of_workbook(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    places: list[int | None] | None = None
    for number, cells in workbook.rows_of(path):
        if places is None:
            places = _places(_names(cells), columns)
        else:
            # Empty cells at a row's end are not stored.
            yield number, ["" if i is None or i >= len(cells) else cells[i] for i in places]


def _of_text(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    with textfile.opened(path) as reader:
        header = _names(next(reader, []))
        places = _places(header, columns)
        for row in reader:
            if not row:
                continue
            if len(row) != len(header):
                raise InputError(
                    f"{path}:{reader.line_num}: {len(row)} cells where the header has {len(header)}"
                )
            yield reader.line_num, ["" if i is None else row[i].strip() for i in places]


def _places(header: Sequence[str], columns: Sequence[str]) -> list[int | None]:
    return [header.index(name) if name in header else None for name in columns]


def _names(cells: Sequence[str]) -> list[str]:
    return [cell.split(":")[0].strip() for cell in cells]
