"""Reads files of SPSS and Stata, with their value labels and missing codes."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from park.errors import InputError

SUFFIXES = frozenset({".sav", ".zsav", ".dta"})
BLOCK = 20_000
"""Rows read at once."""


class Labels(NamedTuple):
    """What a file says of its columns."""

    columns: tuple[str, ...]
    values: Mapping[str, Mapping[str, str]]
    """Value labels by column and code, the code as a cell shows it."""


def labels_of(path: Path) -> Labels:
    """Return a file's column names and value labels.

    Raises:
        InputError: the file cannot be read, or the extra `files` is not installed.
    """
    try:
        return _labels(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None


def rows_of(path: Path, columns: Sequence[str]) -> Iterator[list[str]]:
    """Yield each row's cells in columns of the file; '' for what is missing.

    Missing are cells without a value and the file's user-missing codes. Whole numbers have no
    decimal point.

    Raises:
        InputError: the file cannot be read.
    """
    start = 0
    while True:
        # The block size is also the limit: files tell their number of rows, but not always.
        found, _ = _read(
            path,
            usecols=list(dict.fromkeys(columns)),
            row_offset=start,
            row_limit=BLOCK,
            disable_datetime_conversion=True,
        )
        block = [found[name] for name in columns]
        size = max(map(len, block), default=0)
        for row in zip(*block, strict=True):
            yield [_text(value) for value in row]
        if size < BLOCK:
            return
        start += size


@lru_cache(maxsize=16)
def _labels(path: Path, changed: int) -> Labels:
    _, meta = _read(path, metadataonly=True)
    values = {
        name: {_text(code): str(label).strip() for code, label in named.items()}
        for name, named in meta.variable_value_labels.items()
    }
    return Labels(tuple(meta.column_names), values)


def _read(path: Path, **how: Any) -> tuple[dict[str, list[Any]], Any]:
    try:
        import pyreadstat
    except ImportError:
        raise InputError(f"{path}: needs: pip install 'culturepark[files]'") from None
    reader = pyreadstat.read_dta if path.suffix.casefold() == ".dta" else pyreadstat.read_sav
    kind = "Stata" if path.suffix.casefold() == ".dta" else "SPSS"
    try:
        found, meta = reader(str(path), output_format="dict", **how)
    except (
        pyreadstat.ReadstatError,
        pyreadstat.PyreadstatError,
        UnicodeError,
        ValueError,
    ) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise InputError(f"{path}: no readable {kind} file ({reason})") from None
    return found, meta


def _text(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
