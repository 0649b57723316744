"""Reads the first sheet of an Excel workbook."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from park.errors import InputError

SUFFIXES = frozenset({".xlsx", ".xlsm"})


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of each row of the first sheet that is not empty.

    Whole numbers have no decimal point; formulas are their stored results.

    Raises:
        InputError: the file cannot be read, or the extra `files` is not installed.
    """
    with _opened(path) as book:
        if not book.worksheets:
            raise InputError(f"{path}: no sheet with cells; save the table as the first sheet")
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = [_text(value) for value in row]
            if any(cells):
                yield number, cells


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value).strip()


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise InputError(f"{path}: needs: pip install 'culturepark[files]'") from None
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except (BadZipFile, KeyError, ValueError, EOFError, SyntaxError) as error:
        raise InputError(f"{path}: no readable workbook ({_line(error)})") from None
    except AttributeError:
        # openpyxl fails on a sheet of charts that holds none, whatever the others hold.
        raise InputError(
            f"{path}: no readable workbook (a chart sheet without a chart?); save the table as csv"
        ) from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or _line(error)})") from None
    try:
        yield book
    finally:
        book.close()


def _line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
