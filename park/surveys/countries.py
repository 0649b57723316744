"""Converts country names in surveys to ISO 3166-1 alpha-3 codes."""

import csv
import re
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from park.errors import InputError

FILE = Path(__file__).parent / "data" / "countries.csv"
CODE = re.compile(r"[A-Z]{3}")


@cache
def _codes() -> dict[str, str]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["name"].casefold(): row["code"] for row in csv.DictReader(file)}


def iso3(name: str) -> str | None:
    """Return the code of a country by its English name, if known."""
    return _codes().get(name.strip().casefold())


def check_code(code: str, where: str) -> str:
    """Return the code if it has the form of an alpha-3 code.

    Raises:
        InputError: it does not; the message starts with `where`.
    """
    if CODE.fullmatch(code):
        return code
    meant = code.upper() if code.upper() in _codes().values() else None
    close = get_close_matches(code.casefold(), _codes(), n=1)
    if meant is None and close:
        meant = _codes()[close[0]]
    hint = f"; did you mean {meant!r}?" if meant else ""
    raise InputError(f"{where}: {code!r} is no ISO 3166 alpha-3 country code{hint}")


def name_of(code: str) -> str:
    """Return a country's English name by its code; the code itself if unknown."""
    return _names().get(code, code)


@cache
def _names() -> dict[str, str]:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # The first name of a code is its usual one.
    return {row["code"]: row["name"] for row in reversed(rows)}


def country_names() -> dict[str, str]:
    """Return the English names of all countries by alpha-3 code, sorted by name."""
    with FILE.open(encoding="utf-8", newline="") as file:
        first: dict[str, str] = {}
        for row in csv.DictReader(file):
            first.setdefault(row["code"], row["name"])
    return dict(sorted(first.items(), key=lambda each: each[1]))
