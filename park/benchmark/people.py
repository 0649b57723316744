"""Single people's answers to a benchmark's questionnaire, from a table."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import Field

from park.errors import InputError, nearest
from park.records import Record, Text
from park.records.benchmark import BenchmarkItem
from park.surveys.careless import median_time, seconds_of, signs
from park.surveys.csvfile import read_header, read_rows

ATTENTION, EXPECTED = "attention", 2
"""The attention check, and the right answer to it."""
ABOUT = ("gender", "age", "seconds", ATTENTION)
"""Columns that may be there."""
ASIDE = ("group", "language")
"""Columns of answers given in the page, which are not used."""
BANDS = ((0, 17, "under 18"), (18, 29, "18-29"), (30, 44, "30-44"), (45, 59, "45-59"),
         (60, 120, "60 and over"))  # fmt: skip


class Sheet(Record):
    """What one respondent answered."""

    respondent: Text
    gender: str = ""
    age: str = ""
    """A band of years."""
    seconds: float | None = None
    answers: dict[str, int] = Field(default_factory=dict)
    """Codes by item; without those that were not given."""
    attention: int | None = None
    faults: tuple[str, ...] = ()
    """Signs of careless answers."""
    simulated: bool = False


def read_people(path: Path, items: Mapping[str, BenchmarkItem]) -> list[Sheet]:
    """Read a csv file with a row per respondent, a column `respondent` and one per item.

    Columns `gender`, `age` (years, or a band), `seconds` and `attention` may be there. Empty cells
    are questions not answered.

    Raises:
        InputError: the file is unsuitable; names line, column and the nearest valid thing.
    """
    header = read_header(path, ("respondent",))
    known = ["respondent", *ABOUT, *items]
    for name in header:
        if name and name not in (*known, *ASIDE):
            raise InputError(f"{path}:1: {name!r} is no item{nearest(name, known)}")
    missing = next((name for name in items if name not in header), None)
    if missing:
        raise InputError(f"{path}:1: the column {missing!r} is missing: an item of the benchmark")
    found: dict[str, Sheet] = {}
    for line, cells in read_rows(path, known):
        row = dict(zip(known, cells, strict=True))
        where = f"{path}:{line}"
        if not row["respondent"]:
            raise InputError(f"{where}: respondent: must not be empty")
        if row["respondent"] in found:
            raise InputError(f"{where}: respondent: {row['respondent']!r} stands above, too")
        found[row["respondent"]] = _sheet(row, items, where)
    return list(found.values())


def _sheet(row: Mapping[str, str], items: Mapping[str, BenchmarkItem], where: str) -> Sheet:
    codes = {name: [option.code for option in item.options] for name, item in items.items()}
    return Sheet(
        respondent=row["respondent"],
        gender=row["gender"].casefold(),
        age=_band(row["age"], where),
        seconds=seconds_of(row["seconds"], where),
        attention=_code(row[ATTENTION], range(1, 6), f"{where}: {ATTENTION}"),
        answers={
            name: code
            for name in items
            if (code := _code(row[name], codes[name], f"{where}: {name}")) is not None
        },
    )


def _code(text: str, codes: Sequence[int], where: str) -> int | None:
    if not text:
        return None
    try:
        number = int(text)
    except ValueError:
        raise InputError(f"{where}: {text!r} is no whole number") from None
    if number not in codes:
        near = min(codes, key=lambda code: abs(code - number))
        raise InputError(
            f"{where}: {number} is not on the scale ({min(codes)} to {max(codes)}); the nearest is "
            f"{near}"
        )
    return number


def _band(text: str, where: str) -> str:
    bands = [name for _, _, name in BANDS]
    if not text or text in bands:
        return text
    years = int(text) if text.isdecimal() and text.isascii() else -1
    for low, high, name in BANDS:
        if low <= years <= high:
            return name
    raise InputError(f"{where}: age: {text!r} is neither years nor one of {', '.join(bands)}")


def judged(sheets: Sequence[Sheet], items: Mapping[str, BenchmarkItem]) -> list[Sheet]:
    """Return the answers with signs of carelessness.

    `attention`: a wrong answer to the check; `straight`: one answer to all social-value items, of
    which there are five or more; `fast`: under a third of the median time; `unfinished`: fewer than
    half of the items answered.
    """
    median = median_time(each.seconds for each in sheets)
    values = [name for name, item in items.items() if item.kind == "value"]
    return [
        each.model_copy(update={"faults": tuple(_faults(each, values, len(items), median))})
        for each in sheets
    ]


def counted(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the answers that count: careful ones, and all simulated ones.

    A model that gives one answer to everything shows what it is like; it is no careless person.
    """
    return [each for each in sheets if not each.faults or each.simulated]


def _faults(sheet: Sheet, values: Sequence[str], count: int, median: float | None) -> Iterator[str]:
    return signs(
        attentive=sheet.attention in (None, EXPECTED),
        scales=[sheet.answers[name] for name in values if name in sheet.answers],
        seconds=sheet.seconds,
        median=median,
        answered=len(sheet.answers),
        asked=count,
    )
