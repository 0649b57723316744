"""Streams separated text in Unicode or Windows-1252: commas, semicolons, tabs or pipes.

A file whose name ends in `.gz` is unpacked on the way.
"""

import codecs
import csv
import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

from park.errors import InputError

CHUNK = 1 << 16
WESTERN = "cp1252"
"""Read where a file is not Unicode; it holds all letters of latin-1."""
OTHER = re.compile(rb"[\xc0-\xff]{3}|[\x80-\xff]{4}")
"""What Western European text hardly has, but all text of other alphabets: accented letters side by
side."""
BINARY = {
    b"PK\x03\x04": "a workbook or an archive; a workbook's name ends in .xlsx",
    b"\xd0\xcf\x11\xe0": "an Excel file of before 2007; save it as .xlsx or as csv",
    b"$FL2": "an SPSS file; its name must end in .sav",
    b"$FL3": "an SPSS file; its name must end in .zsav",
    b"<stata_dta>": "a Stata file; its name must end in .dta",
    b"\x1f\x8b": "compressed; its name must end in .gz",
    b"%PDF": "a PDF",
    b"PAR1\x15": "a Parquet file; save it as csv",
    bytes(12) + b"\xc2\xea\x81\x60": "a SAS file; save it as csv, or for SPSS or Stata",
    b"HEADER RECORD***": "a SAS transport file; save it as csv, or for SPSS or Stata",
}
"""Files that are not text, by their first bytes."""
TABS = frozenset({".tsv", ".tab"})
MARKS = (",", ";", "\t", "|")
"""What may separate cells."""
NAMED = re.compile(r"\"?sep=([,;|:^~\t])\"?\s*", re.IGNORECASE)
"""A first line for Excel, such as `sep=;`, which says what separates the cells."""


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open a file as a csv reader, which yields its rows from the header on and has `line_num`.

    Raises:
        InputError: the file cannot be read, is no text, or its csv is broken.
    """
    reader = None
    encoding = "utf-8"
    try:
        encoding = _encoding(path, path.stat().st_mtime_ns)
        with TextIOWrapper(_bytes(path), encoding=encoding, newline="") as file:
            before, mark = _head(file, _suffix(path))
            file.seek(0)
            reader = csv.reader(file, delimiter=mark, strict=True)
            for _ in range(before):
                next(reader, None)
            yield reader
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except UnicodeError:
        raise InputError(f"{path}: broken {encoding.upper()} text; save it as UTF-8") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise InputError(f"{path}: not a whole gzip file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    except csv.Error as error:
        line = reader.line_num if reader else 1
        if "field limit" in str(error):
            limit = f"{csv.field_size_limit():,}"
            raise InputError(
                f"{path}:{line}: a cell of more than {limit} characters; is a quote left open?"
            ) from None
        hint = "; is a quote left open?" * ("end of data" in str(error))
        raise InputError(f"{path}:{line}: broken csv: {error}{hint}") from None


def _bytes(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path) if path.suffix.casefold() == ".gz" else path.open("rb"))


def _suffix(path: Path) -> str:
    """Return the ending of a file's name, without that of its packing."""
    return Path(path.stem).suffix if path.suffix.casefold() == ".gz" else path.suffix


def _head(file: TextIO, suffix: str) -> tuple[int, str]:
    """Return the number of lines before the header, and what separates the cells."""
    named: re.Match[str] | None = None
    for number, line in enumerate(iter(file.readline, "")):
        if number == 0 and (named := NAMED.fullmatch(line)):
            continue
        if line.strip("".join(MARKS) + " \r\n"):
            return number, named[1] if named else _delimiter(line, suffix)
    return int(named is not None), MARKS[0]


def _delimiter(header: str, suffix: str) -> str:
    """Return what separates the cells: the most frequent mark of the header."""
    if suffix.casefold() in TABS:
        return "\t"
    # Spreadsheets in many locales save CSV with semicolons.
    return max(MARKS, key=header.count)


@lru_cache(maxsize=16)
def _encoding(path: Path, changed: int) -> str:
    """Return a file's encoding; InputError if it is none that is read."""
    with _bytes(path) as file:
        start = file.read(16)
    for mark, what in BINARY.items():
        if start.startswith(mark):
            raise InputError(f"{path}: no csv but {what}")
    # The mark of UTF-32 begins like that of UTF-16.
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with _bytes(path) as file:
        while True:
            block = file.read(CHUNK)
            if b"\0" in block:
                at = line + block[: block.index(b"\0")].count(b"\n")
                raise InputError(f"{path}:{at}: no text (a zero byte); save it as UTF-8")
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError:
                return _western(path)
            if not block:
                return "utf-8-sig"
            line += block.count(b"\n")


def _western(path: Path) -> str:
    """Return cp1252 if a file that is not UTF-8 looks like it; InputError names the first line."""
    with _bytes(path) as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode(WESTERN)
                broken = OTHER.search(line) is not None
            except UnicodeDecodeError:
                broken = True
            if broken:
                raise InputError(
                    f"{path}:{number}: not UTF-8 text, and by its letters not latin-1 or "
                    "Windows-1252 either; save it as UTF-8"
                )
    return WESTERN
