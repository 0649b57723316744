"""Streams CSV files, plain or gzipped, with errors that name file, line and column."""

import csv
import gzip
import math
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from park.errors import InputError, nearest


def read_header(path: Path, needed: Sequence[str] = ()) -> list[str]:
    """Return a CSV file's column names, without titles that some exports append after a colon.

    Raises:
        InputError: the file cannot be read, is empty, or lacks a needed column.
    """
    with _opened(path) as reader:
        header = _names(next(reader, []))
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
        InputError: the CSV is broken, a row is too short or too long, or there are no rows.
    """
    empty = True
    with _opened(path) as reader:
        header = _names(next(reader, []))
        places = [header.index(name) if name in header else None for name in columns]
        for row in reader:
            if not row:
                continue
            if len(row) != len(header):
                raise InputError(
                    f"{path}:{reader.line_num}: {len(row)} cells where the header has {len(header)}"
                )
            empty = False
            yield reader.line_num, ["" if i is None else row[i].strip() for i in places]
    if empty:
        raise InputError(f"{path}: there are no rows below the header")


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


def _text(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _names(cells: list[str]) -> list[str]:
    return [cell.split(":")[0].strip() for cell in cells]


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    reader = None
    try:
        with _text(path) as file:
            first = file.readline()
            file.seek(0)
            # Spreadsheets in many locales save CSV with semicolons.
            delimiter = ";" if first.count(";") > first.count(",") else ","
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            yield reader
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except UnicodeDecodeError:
        line = reader.line_num if reader else 0
        raise InputError(f"{path}: not UTF-8 text (somewhere below line {line})") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise InputError(f"{path}: not a whole gzip file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    except csv.Error as error:
        line = reader.line_num if reader else 1
        raise InputError(f"{path}:{line}: broken csv: {error}") from None
