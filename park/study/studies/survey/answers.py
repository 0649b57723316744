"""Answers of people, or of models in their place, to a questionnaire."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from park.errors import InputError, nearest
from park.ledger.run import read_run
from park.ledger.sheets import sheets
from park.surveys.careless import median_time, seconds_of, signs
from park.surveys.csvfile import read_header, read_rows
from park.surveys.instrument import Instrument


@dataclass(frozen=True)
class Sheet:
    """What one respondent answered."""

    name: str
    group: str
    answers: dict[str, int]
    """Answers by question; without those that were not given."""
    seconds: float | None = None
    faults: tuple[str, ...] = field(default=())
    """Signs of careless answers."""


def read_sheets(path: Path, instrument: Instrument) -> list[Sheet]:
    """Read answers from a CSV file with the columns `respondent`, `group` and one per question.

    A column `seconds` may hold the time taken. Empty cells are questions not answered.

    Raises:
        InputError: the file is unsuitable; names line, column and value.
    """
    ids = [question.id for question in instrument.questions]
    header = read_header(path, ("respondent", "group", *ids))
    known = {"respondent", "group", "language", "seconds", *ids}
    for name in header:
        if name and name not in known:
            raise InputError(f"{path}:1: {name!r} is no question{nearest(name, ids)}")
    found: dict[str, Sheet] = {}
    columns = ["respondent", "group", "seconds", *ids]
    for line, (name, group, seconds, *cells) in read_rows(path, columns):
        where = f"{path}:{line}"
        if not name or not group:
            raise InputError(f"{where}: {'group' if name else 'respondent'}: must not be empty")
        if name in found:
            raise InputError(f"{where}: respondent: {name!r} stands in a line above, too")
        answers = {
            question.id: _answer(cell, *instrument.range_of(question), f"{where}: {question.id}")
            for question, cell in zip(instrument.questions, cells, strict=True)
            if cell
        }
        found[name] = Sheet(name, group, answers, seconds_of(seconds, where))
    return list(found.values())


def read_run_sheets(folder: Path, instrument: Instrument) -> list[Sheet]:
    """Read the answers that people gave in the page of a run.

    Raises:
        InputError: there is no run, or nobody answered this questionnaire there.
    """
    with read_run(folder) as ledger:
        found = sheets(ledger, instrument.digest)
    if not found:
        raise InputError(
            f"{folder}: nobody has answered this questionnaire in its page (park serve --survey)"
        )
    return [Sheet(e.respondent, e.group, dict(e.answers), e.seconds) for e in found]


def _answer(text: str, low: int, high: int, where: str) -> int:
    try:
        number = int(text)
    except ValueError:
        raise InputError(f"{where}: {text!r} is no whole number") from None
    if not low <= number <= high:
        near = low if number < low else high
        raise InputError(f"{where}: {number} is not from {low} to {high}; the nearest is {near}")
    return number


def write_sheets(path: Path, instrument: Instrument, sheets: Iterable[Sheet]) -> None:
    """Write answers as `read_sheets` reads them."""
    ids = [question.id for question in instrument.questions]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["respondent", "group", *ids])
        for sheet in sheets:
            answers = [sheet.answers.get(each, "") for each in ids]
            table.writerow([sheet.name, sheet.group, *answers])


def judged(sheets: list[Sheet], instrument: Instrument) -> list[Sheet]:
    """Return the answers with their signs of carelessness.

    `attention`: a wrong answer to an attention check; `straight`: one answer to all scales, of
    which there are five or more; `fast`: under a third of the median time; `unfinished`: fewer than
    half of the questions answered.
    """
    median = median_time(sheet.seconds for sheet in sheets)
    return [replace(each, faults=tuple(_faults(each, instrument, median))) for each in sheets]


def _faults(sheet: Sheet, instrument: Instrument, median: float | None) -> Iterator[str]:
    checks, scales = instrument.of_kind("attention"), instrument.of_kind("scale")
    return signs(
        attentive=all(sheet.answers.get(each.id) == each.expects for each in checks),
        scales=[sheet.answers[each.id] for each in scales if each.id in sheet.answers],
        seconds=sheet.seconds,
        median=median,
        answered=len(sheet.answers),
        asked=len(instrument.questions),
    )
