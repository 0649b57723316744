"""The respondent-level CSV of the World Values Survey, wave 7, in its public layout."""

from collections import Counter
from pathlib import Path

from park.errors import InputError
from park.records import Answers, Item
from park.surveys.bundled import bundled
from park.surveys.countries import check_code
from park.surveys.csvfile import read_header, read_rows
from park.surveys.options import find_code
from park.surveys.reader import SurveyReader
from park.surveys.respondents import Respondents
from park.surveys.survey import Survey

COUNTRY = "B_COUNTRY_ALPHA"
BLANK = frozenset({"", ".", "na", "nan"})
"""Spellings of missing values."""

Tally = list[Counter[int | None]]
"""Numbers of respondents by code for each item; None counts missing answers."""


class Wvs(SurveyReader):
    """See `read_wvs`."""

    name = "wvs"
    help = "the World Values Survey's own file with one row per respondent"

    def load(self, argument: str, base: Path) -> Survey:
        """Read the file."""
        return read_wvs(self.file(argument, base))


def read_wvs(path: Path) -> Survey:
    """Count the unweighted answers in a file with one row per respondent.

    Columns: `B_COUNTRY_ALPHA` and any of the bundled items, `Q27`, `Q28`, ... Negative codes and
    blank cells are missing answers.

    Raises:
        InputError: a column is missing or a cell is not an option of its item.
    """
    header = read_header(path, [COUNTRY])
    items = [item for item in bundled().items.values() if item.id in header]
    if not items:
        known = list(bundled().items)
        raise InputError(
            f"{path}:1: no column of a known item; known: {known[0]}, {known[1]}, ... {known[-1]}"
        )
    tallies, people = _count(path, items)
    return Survey.of(
        items,
        (
            _answers(item, country, counter)
            for country, tally in tallies.items()
            for item, counter in zip(items, tally, strict=True)
        ),
        respondents=people,
    )


def _count(path: Path, items: list[Item]) -> tuple[dict[str, Tally], dict[str, Respondents]]:
    tallies: dict[str, Tally] = {}
    people: dict[str, Respondents] = {}
    # Parse each distinct cell only once, as cells repeat a lot.
    seen: list[dict[str, int | None]] = [{} for _ in items]
    for line, (country, *cells) in read_rows(path, [COUNTRY, *(item.id for item in items)]):
        if country not in tallies:
            check_code(country, f"{path}:{line}: {COUNTRY}")
            tallies[country] = [Counter() for _ in items]
            people[country] = Respondents([item.id for item in items])
        for item, cell, counter, codes in zip(items, cells, tallies[country], seen, strict=True):
            if cell not in codes:
                codes[cell] = _code(item, cell, f"{path}:{line}: {item.id}")
            counter[codes[cell]] += 1
        people[country].add([codes[cell] for cell, codes in zip(cells, seen, strict=True)])
    return tallies, people


def _code(item: Item, cell: str, where: str) -> int | None:
    return None if cell.casefold() in BLANK else find_code(item, cell, where)


def _answers(item: Item, country: str, counter: Counter[int | None]) -> Answers:
    counts = {option.code: counter[option.code] for option in item.options}
    return Answers(
        item=item.id,
        country=country,
        counts={code: float(count) for code, count in counts.items()},
        valid=sum(counts.values()),
        missing=counter[None],
    )
