"""A model's answers to a benchmark's questions: as records, as csv and as tables."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from park.errors import InputError, nearest
from park.statistics.interval import Numbers
from park.study.studies.probes.benchmark import Benchmark, Question
from park.surveys.csvfile import read_header, read_rows

Framing = Literal["neutral", "persona", "observer"]
FRAMINGS: tuple[Framing, ...] = get_args(Framing)
Reasoning = Literal["direct", "reasoned"]
COLUMNS = ("code", "country", "framing", "language", "reasoning", "answer", "status", "shares")
NEEDED = ("code", "country", "framing", "answer")
OWN = {"country", "answer"}
"""What no file of scores has a column for."""
ENGLISH = "en"


@dataclass(frozen=True)
class Condition:
    """How a question was put."""

    framing: Framing
    language: str = ENGLISH
    reasoning: Reasoning = "direct"

    @property
    def fields(self) -> dict[str, str]:
        """The same as fields of a figure."""
        return {
            "framing": self.framing, "language": self.language, "reasoning": self.reasoning
        }  # fmt: skip


@dataclass(frozen=True)
class Given:
    """An answer."""

    code: str
    country: str
    """As in the benchmark; '' for the neutral framing, which names none."""
    condition: Condition
    answer: int | None
    """The code; None if it names none."""
    status: str = "answered"
    """`answered`, `refused` or `unparsed`."""
    shares: Mapping[int, float] | None = None
    """The model's probabilities of the codes, summing to 1; None where they are unknown."""


@dataclass(frozen=True)
class Sheet:
    """Answers as tables of questions × countries."""

    questions: tuple[Question, ...]
    countries: tuple[str, ...]
    given: Mapping[tuple[Condition, str, str], Given]
    """By condition, code and country."""

    @classmethod
    def of(cls, benchmark: Benchmark, given: Sequence[Given]) -> "Sheet":
        """Arrange answers; without any country named, all countries of the benchmark count."""
        asked = {each.code for each in given}
        named = {each.country for each in given} - {""}
        return cls(
            tuple(q for code, q in benchmark.questions.items() if code in asked),
            tuple(name for name in benchmark.countries if name in named or not named),
            {(each.condition, each.code, each.country): each for each in given},
        )

    @property
    def conditions(self) -> list[Condition]:
        """The conditions, in the order of framings."""
        found = {condition for condition, _, _ in self.given}
        return sorted(
            found, key=lambda c: (c.language != ENGLISH, c.language, c.reasoning,
                                  FRAMINGS.index(c.framing)),
        )  # fmt: skip

    def at(self, condition: Condition, question: Question, country: str) -> Given | None:
        """Return an answer; the neutral one counts for every country."""
        place = "" if condition.framing == "neutral" else country
        return self.given.get((condition, question.code, place))

    def answers(self, condition: Condition) -> Numbers:
        """Return codes, shape (questions, countries); nan where none was given."""
        table = np.full((len(self.questions), len(self.countries)), np.nan)
        for row, question in enumerate(self.questions):
            for column, country in enumerate(self.countries):
                found = self.at(condition, question, country)
                if found is not None and found.answer is not None:
                    table[row, column] = found.answer
        return table


def write_answers(path: Path, given: Iterable[Given]) -> None:
    """Write answers as csv; InputError if the file cannot be written."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for each in given:
                shares = json.dumps(each.shares) if each.shares is not None else ""
                row = [each.code, each.country, *each.condition.fields.values()]
                writer.writerow([*row, each.answer, each.status, shares])
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None


def is_answers(path: Path) -> bool:
    """Whether a csv file has columns of answers instead of scores."""
    return path.suffix.lower() == ".csv" and not OWN.isdisjoint(read_header(path))


def read_answers(path: Path, benchmark: Benchmark) -> list[Given]:
    """Read answers.

    Args:
        path: csv with `code`, `country`, `framing` and `answer`, and maybe `language`, `reasoning`,
            `status` and `shares` (JSON by code); an empty answer is an abstention.
        benchmark: the questions.

    Raises:
        InputError: a cell is invalid, or a question is answered twice; names the line.
    """
    read_header(path, NEEDED)
    found: dict[tuple[Condition, str, str], Given] = {}
    for line, cells in read_rows(path, COLUMNS):
        each = _read(cells, benchmark, f"{path}:{line}")
        key = each.condition, each.code, each.country
        if key in found:
            how = ", ".join(filter(None, (each.country, *each.condition.fields.values())))
            raise InputError(
                f"{path}:{line}: code: {each.code!r} is answered in a line above, too ({how})"
            )
        found[key] = each
    return list(found.values())


def _read(cells: Sequence[str], benchmark: Benchmark, where: str) -> Given:
    code, country, framing, language, reasoning, answer, status, shares = cells
    question = benchmark.questions.get(code)
    if question is None:
        raise InputError(f"{where}: code: the benchmark has no question {code!r}")
    if framing not in FRAMINGS:
        raise InputError(f"{where}: framing: {framing!r}{nearest(framing, FRAMINGS)}")
    if reasoning not in ("", *get_args(Reasoning)):
        raise InputError(f"{where}: reasoning: must be direct or reasoned, not {reasoning!r}")
    if framing == "neutral":
        country = ""
    elif country not in benchmark.countries:
        raise InputError(f"{where}: country: {country!r}{nearest(country, benchmark.countries)}")
    known = {str(each): each for each in question.codes}
    if answer and answer.removesuffix(".0") not in known:
        raise InputError(
            f"{where}: answer: {answer!r} is outside {question.low} to {question.high}"
        )
    condition = Condition(framing, language or ENGLISH, reasoning or "direct")  # type: ignore[arg-type]
    return Given(
        code,
        country,
        condition,
        known[answer.removesuffix(".0")] if answer else None,
        status or ("answered" if answer else "unparsed"),
        _shares(shares, question, where) if shares else None,
    )


def _shares(text: str, question: Question, where: str) -> dict[int, float]:
    try:
        found: Any = json.loads(text)
        shares = {int(code): float(share) for code, share in found.items()}
    except (ValueError, AttributeError, TypeError):
        raise InputError(f"{where}: shares: no JSON of shares by code") from None
    if not {*shares} <= {*question.codes} or not abs(sum(shares.values()) - 1) < 0.01:
        raise InputError(f"{where}: shares: codes outside the question, or no sum of 1")
    return shares
