"""Knowledge items from BLEnD, questions about everyday life answered by people of countries.

Myung et al. 2024. The right option is a country's most common answer, the others are the most
common answers of other countries that nobody gave there. The annotations are CC BY-SA 4.0, and the
user's copy is read.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from park.benchmarkfolder import Answered, options_of
from park.errors import InputError
from park.facts.blend import FORM, Asked, Given, read_questions
from park.ledger.keys import rng_of
from park.records import Answers
from park.records.benchmark import BenchmarkItem
from park.surveys.countries import iso3

SUFFIX = "_data.json"
FEWEST = 2
"""People who gave the right answer."""
OPTIONS = 4
SOURCE = "BLEnD"
NAMES = {"UK": "GBR", "US": "USA", "South_Korea": "KOR", "North_Korea": "PRK", "Iran": "IRN"}


Country = Mapping[str, Asked]


@dataclass
class Made:
    """Items made of annotations."""

    items: list[BenchmarkItem] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """Questions of countries left out, by reason."""


def read_blend(folder: Path) -> Made:
    """Make knowledge items of a folder of annotations such as `South_Korea_data.json`.

    Raises:
        InputError: there are fewer than two countries, or a file is invalid.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: a folder of BLEnD's annotations is expected")
    countries = {}
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        name = path.name.removesuffix(SUFFIX)
        code = NAMES.get(name) or iso3(name.replace("_", " "))
        if code is not None:
            countries[code] = read_questions(path)
    if len(countries) < 2:
        raise InputError(f"{folder}: two countries' *{SUFFIX} files are needed, as one's answers "
                         "are the other's wrong options")  # fmt: skip
    made = Made()
    for code, questions in countries.items():
        for name, question in questions.items():
            _add(made, countries, code, name, question)
    if not made.items:
        raise InputError(f"{folder}: no question has one most common answer")
    return made


def _add(
    made: Made, countries: Mapping[str, Country], code: str, name: str, question: Asked
) -> None:
    right, count, reason = _right(question)
    if not reason:
        given = _said(question)
        wrong = _wrong(countries, code, name, given)
        reason = "" if len(wrong) == OPTIONS - 1 else "too few answers of other countries"
    if reason:
        made.left_out[reason] += 1
        return
    labels = [right, *wrong]
    rng_of("blend", code, name).shuffle(labels)
    options = options_of(labels)
    key = next(option.code for option in options if option.label == right)
    item = BenchmarkItem(
        id=f"{name}@{code}", source=SOURCE, topic=name.rsplit("-", 1)[0], options=options,
        statement=" ".join(FORM.sub("", question.en_question).split()), ordered=False,
        kind="knowledge", country=code, answer=key,
    )  # fmt: skip
    total = sum(each.count for each in question.annotations)
    missing = total - count + sum(question.idks.values())
    answers = Answers(item=item.id, country=code, counts={key: count}, valid=count, missing=missing)
    made.items.append(item)
    made.answered.append(Answered(answers))


def _right(question: Asked) -> tuple[str, int, str]:
    """Return the most common answer and its count, or why there is none."""
    ranked = sorted(question.annotations, key=lambda each: -each.count)
    if not ranked or sum(question.idks.values()) >= sum(each.count for each in ranked):
        return "", 0, "not known or not applicable"
    first = ranked[0]
    if first.count < FEWEST or (len(ranked) > 1 and ranked[1].count == first.count):
        return "", 0, "no single most common answer"
    label = _label(first)
    return (label, first.count, "") if label else ("", 0, "not in English")


def _wrong(countries: Mapping[str, Country], code: str, name: str, given: set[str]) -> list[str]:
    """Return other countries' most common answers that nobody gave here, in an order by key."""
    found: dict[str, str] = {}
    for other in sorted(countries):
        question = countries[other].get(name) if other != code else None
        if question is None:
            continue
        for answer in _most_common(question):
            label = _label(answer)
            if label and not {each.casefold().strip() for each in answer.en_answers} & given:
                found.setdefault(label.casefold(), label)
    labels = list(found.values())
    rng_of("blend", "wrong", code, name).shuffle(labels)
    return labels[: OPTIONS - 1]


def _said(question: Asked) -> set[str]:
    return {each.casefold().strip() for row in question.annotations for each in row.en_answers}


def _most_common(question: Asked) -> list[Given]:
    """Return the most common answers, if people know any; several if as many gave them."""
    total = sum(each.count for each in question.annotations)
    if not total or sum(question.idks.values()) >= total:
        return []
    most = max(each.count for each in question.annotations)
    return [each for each in question.annotations if each.count == most]


def _label(answer: Given) -> str:
    return " ".join(answer.en_answers[0].split()) if answer.en_answers else ""
