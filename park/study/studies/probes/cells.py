"""Reads tables of cells, from csv or from the first sheet of an Excel workbook."""

import csv
from importlib import import_module
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from park.errors import InputError

Cell = str | int | float | None
BOOKS = (".xlsx", ".xlsm")


def read_cells(path: Path) -> list[list[Cell]]:
    """Return a table's rows; an empty cell is None.

    Raises:
        InputError: the file is missing, unreadable or empty.
    """
    try:
        rows = _book(path) if path.suffix.lower() in BOOKS else _text(path)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    kept = [row for row in rows if any(cell is not None for cell in row)]
    if len(kept) < 2:
        raise InputError(f"{path}: there are no rows below the header")
    return kept


def turned(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Return a table with rows and columns exchanged."""
    widest = max(len(row) for row in rows)
    padded = [[*row, *[None] * (widest - len(row))] for row in rows]
    return [list(column) for column in zip(*padded, strict=True)]


def _text(path: Path) -> list[list[Cell]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [[cell.strip() or None for cell in row] for row in csv.reader(file)]
    except UnicodeDecodeError:
        raise InputError(f"{path}: neither UTF-8 text nor an .xlsx workbook") from None
    except csv.Error as error:
        raise InputError(f"{path}: broken csv: {error}") from None


def _book(path: Path) -> list[list[Cell]]:
    try:
        openpyxl = import_module("openpyxl")
        exceptions = import_module("openpyxl.utils.exceptions")
    except ImportError:
        raise InputError(
            f"{path}: workbooks need openpyxl: pip install 'culturepark[files]', or save it as csv"
        ) from None
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        return [[_plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    except (BadZipFile, exceptions.InvalidFileException, KeyError, IndexError, ValueError):
        raise InputError(f"{path}: this is no Excel workbook with a sheet of cells") from None


def _plain(cell: Any) -> Cell:
    if isinstance(cell, str):
        return cell.strip() or None
    return cell if isinstance(cell, int | float) and not isinstance(cell, bool) else None
