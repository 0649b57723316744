"""Makes facts of BLEnD, questions about everyday life answered by people of a country.

Myung et al. 2024, "BLEnD: A Benchmark for LLMs on Everyday Knowledge in Diverse Cultures and
Languages". The annotations are CC BY-SA 4.0 and are not bundled.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from park.errors import InputError
from park.facts.english import english
from park.records.fact import LONGEST, Fact, Topic
from park.yamlfile import read_text

NOTICE = "From BLEnD (Myung et al. 2024), CC BY-SA 4.0; what is made of it has the same licence."
FEW = 2
"""Minimum people who gave an answer."""
MOST = 3
"""Maximum answers in a fact."""
FORM = re.compile(
    r"\s*\((?:please )?(?:provide|answer|write|e\.g)[^()]*(?:\([^()]*\)[^()]*)*\)", re.I
)
"""Instructions on the form of an answer."""
WORDS: dict[Topic, str] = {
    "school": "schools?|students?|pupils?|exams?|university|universities|education|teachers?|"
    "classes|academ(?:y|ies)|college",
    "work": "work|job|jobs|compan(?:y|ies)|office|employees?|occupations?|salary|retire|career",
    "feast": "holidays?|festivals?|celebrat\\w+|new year|christmas|ceremon(?:y|ies)|birthdays?",
    "family": "family|families|parents?|weddings?|marr\\w+|children|kids?|mothers?|fathers?|"
    "funerals?|households?|babies|baby|grandparents?",
    "meal": "foods?|eat|eaten|snacks?|dish|dishes|drinks?|meals?|breakfast|lunch|dinner|fruits?|"
    "desserts?|cook\\w*|restaurants?|vegetables?|bread|rice|soup|tea|coffee",
}  # fmt: skip
"""Words of questions that tell the topic, checked in this order."""


class Given(BaseModel):
    """An answer and how many people gave it."""

    en_answers: list[str]
    count: int


class Asked(BaseModel):
    """A question with people's answers."""

    en_question: str
    annotations: list[Given]
    idks: dict[str, int] = {}


@dataclass
class Made:
    """Facts made of annotations."""

    facts: list[Fact] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """Number of questions left out, by reason."""

    def as_yaml(self) -> str:
        """Return a file of facts."""
        rows = [fact.model_dump(mode="json") for fact in self.facts]
        text = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=10**6)
        return f"# {NOTICE}\n{text}"


def facts_of(path: Path, country: str) -> Made:
    """Make facts of a country's annotations.

    Args:
        path: a file such as `South_Korea_data.json`.
        country: its name, for the sources.

    Raises:
        InputError: the file is no such annotations.
    """
    made, said = Made(), set()
    for name, question in read_questions(path).items():
        text, reason = _sentence(question)
        topic = _topic(question.en_question)
        if not reason:
            reason = "" if topic else "of no topic"
        if not reason and text.casefold() in said:
            reason = "asked twice"
        if reason or topic is None:
            made.left_out[reason] += 1
            continue
        said.add(text.casefold())
        source = f"BLEnD, {country}, question {name}"
        made.facts.append(Fact(topic=topic, text=text, source=source))
    if not made.facts:
        raise InputError(f"{path}: no question has an answer that {FEW} people gave")
    return made


def read_questions(path: Path) -> dict[str, Asked]:
    """Return a country's questions by id; InputError if the file is no such annotations."""
    try:
        return TypeAdapter(dict[str, Asked]).validate_python(json.loads(read_text(path)))
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{path}: broken JSON: {str(error)[:100]}") from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "(the file)"
        raise InputError(f"{path}: {key}: {first['msg']}; BLEnD's annotations expected") from None


def _sentence(question: Asked) -> tuple[str, str]:
    """Return the sentence made of a question, or why there is none."""
    total = sum(each.count for each in question.annotations)
    if sum(question.idks.values()) >= total:
        return "", "not known or not applicable"
    parts = list(_answers(question, total))
    if not parts:
        return "", "no shared answer"
    asked = " ".join(FORM.sub("", question.en_question).split())
    text = f'Asked "{asked}", people there answered {_listed(parts)}.'
    if len(text) > LONGEST:
        return "", "too long"
    return (text, "") if english(text) else ("", "not in English")


def _answers(question: Asked, total: int) -> Iterator[str]:
    ranked = sorted(question.annotations, key=lambda each: -each.count)
    for answer in ranked[:MOST]:
        if answer.count >= FEW and answer.en_answers:
            said = " ".join(answer.en_answers[0].split())
            yield f"{said} ({answer.count} of {total} answers, {answer.count / total:.0%})"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} or {parts[-1]}"


def _topic(question: str) -> Topic | None:
    """Return the topic that a question's words tell, if any."""
    asked = question.casefold()
    return next((t for t, words in WORDS.items() if re.search(rf"\b(?:{words})\b", asked)), None)
