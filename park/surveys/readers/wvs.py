"""The respondent-level file of the World Values Survey, wave 7, in its public layout."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from park.errors import InputError
from park.records import Item, Record, Text
from park.surveys.bundled import bundled
from park.surveys.countries import check_code
from park.surveys.csvfile import read_header, read_rows, value_labels
from park.surveys.options import as_integer, find_code, is_no_answer
from park.surveys.reader import SurveyReader
from park.surveys.respondents import Respondents
from park.surveys.survey import Survey
from park.surveys.weights import weight_column, weight_in

COUNTRY = "B_COUNTRY_ALPHA"
WEIGHT = "W_WEIGHT"
BLANK = frozenset({"", ".", "na", "nan"})
"""Spellings of missing values."""
TRAITS: Mapping[str, tuple[str, Mapping[str, range]]] = {
    "gender": ("Q260", {"men": range(1, 2), "women": range(2, 3)}),
    "age": (
        "Q262",
        {"under 36": range(10, 36), "36 to 55": range(36, 56), "over 55": range(56, 120)},
    ),
    "education": ("Q275", {"lower": range(3), "middle": range(3, 5), "higher": range(5, 9)}),
}
"""Columns of traits, with the codes of each value; those of education are levels of ISCED 2011:
lower secondary at most, upper and post-secondary, tertiary."""


class WvsOptions(Record):
    """Options of the reader."""

    weight: Text | None = None
    """Column of weights, or none for counts without weights; by default W_WEIGHT if there is
    one."""


class Wvs(SurveyReader):
    """See `read_wvs`."""

    name = "wvs"
    help = "the World Values Survey's own file with one row per respondent"
    Options = WvsOptions

    def load(self, argument: str, base: Path) -> Survey:
        """Read the file."""
        return read_wvs(self.file(argument, base), self.options.weight)


def read_wvs(path: Path, weight: str | None = None) -> Survey:
    """Count the answers in a file with one row per respondent, each by its weight.

    Columns: `B_COUNTRY_ALPHA`, any of the bundled items, `Q27`, `Q28`, ..., the weight, and
    respondents' gender (Q260), age (Q262) and education (Q275). Negative codes, blank cells, codes
    that the file declares missing or labels as no answer are missing answers.

    Args:
        path: the file.
        weight: the column of weights; None for `W_WEIGHT` if there is one, `none` for no weights.

    Raises:
        InputError: a column is missing, that of weights holds none, a cell is not an option of its
            item, a weight is negative or no number, or all weights of a country are 0.
    """
    header = read_header(path, [COUNTRY])
    items = [item for item in bundled().items.values() if item.id in header]
    if not items:
        known = list(bundled().items)
        raise InputError(
            f"{path}:1: no column of a known item; known: {known[0]}, {known[1]}, ... {known[-1]}"
        )
    taken = {COUNTRY, *(column for column, _ in TRAITS.values()), *(item.id for item in items)}
    column = weight_column(path, header, weight, WEIGHT, reader="wvs", taken=taken)
    people = _people(path, items, column)
    return Survey.of(
        items,
        (each.answers(item, country) for country, each in people.items() for item in items),
        respondents=people,
    )


def _people(path: Path, items: Sequence[Item], weight: str | None) -> dict[str, Respondents]:
    people: dict[str, Respondents] = {}
    read, ids = _Cells(path, items), [item.id for item in items]
    values = {trait: tuple(codes) for trait, (_, codes) in TRAITS.items()}
    columns = [COUNTRY, weight or "", *(column for column, _ in TRAITS.values()), *ids]
    for line, (country, heavy, *cells) in read_rows(path, columns):
        where = f"{path}:{line}"
        if country not in people:
            check_code(country, f"{where}: {COUNTRY}")
            people[country] = Respondents(ids, values, weighted=weight is not None)
        people[country].add(
            read.codes(cells[len(TRAITS) :], where),
            weight_in(heavy, f"{where}: {weight}") if weight else 1.0,
            list(_traits(cells[: len(TRAITS)])),
        )
    for country, each in people.items():
        if not each.weight:
            raise InputError(f"{path}: {weight}: all weights of {country} are 0")
    return people


class _Cells:
    """Turns cells into codes; each distinct cell is parsed only once, as cells repeat a lot."""

    def __init__(self, path: Path, items: Sequence[Item]) -> None:
        labels = value_labels(path)
        self._items = items
        self._none = [
            {code for code, label in labels.get(item.id, {}).items() if is_no_answer(label)}
            for item in items
        ]
        self._seen: list[dict[str, int | None]] = [{} for _ in items]

    def codes(self, cells: Sequence[str], where: str) -> list[int | None]:
        found = []
        for item, none, seen, cell in zip(self._items, self._none, self._seen, cells, strict=True):
            if cell not in seen:
                missing = cell.casefold() in BLANK or cell in none
                seen[cell] = None if missing else find_code(item, cell, f"{where}: {item.id}")
            found.append(seen[cell])
        return found


def _traits(cells: Sequence[str]) -> Iterator[str | None]:
    for cell, trait in zip(cells, TRAITS, strict=True):
        yield _trait(trait, cell)


@lru_cache(maxsize=1_000)
def _trait(name: str, cell: str) -> str | None:
    code = as_integer(cell)
    _, values = TRAITS[name]
    return next((value for value, codes in values.items() if code in codes), None)
