"""Two-choice dilemmas in our own words, and in those of a file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from park.align.moral_machine import NAMES
from park.errors import InputError, nearest
from park.ledger.keys import rng_of
from park.prompts import Prompts
from park.records import Culture, Record, Text
from park.records.base import Language
from park.records.scores import Question
from park.surveys.csvfile import read_header, read_rows
from park.yamlfile import load_yaml

COLUMNS = ("Prompt", "phenomenon_category", "preferred_on_right")
OPTION = re.compile(r"^(?P<lead>[^\n:：]*[:：]\s*)(?P<group>\S.*)$")
"""A line that names a group: `Option A — Group A: 3 men`."""
MOST = 4
"""The most of a kind in a group."""
SIDES = ("preferred", "other")


class Dilemma(Record):
    """A choice between a preferred side and another."""

    id: Text
    dimension: str
    texts: tuple[str, str]
    """Its text with the preferred side as A, and as B."""


class Wording(Record):
    """Words of dilemmas in a language."""

    language: Language
    question: Text
    situations: tuple[Text, ...] = Field(min_length=1)
    pairs: dict[str, Annotated[tuple[tuple[Text, Text, Text, Text], ...], Field(min_length=1)]]
    """By dimension: the preferred one, several of them, the other one, several of them."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for name in NAMES:
            if name not in self.pairs:
                raise ValueError(f"pairs: {name} is missing")
        for name in self.pairs:
            if name not in NAMES:
                raise ValueError(f"pairs: {name!r}{nearest(name, NAMES)}")
        return self


@cache
def wording() -> Wording:
    """Return the bundled words, which are English."""
    return load_yaml(Path(__file__).with_name("dilemmas.yaml"), Wording)


def generated(each: int, seed: int, prompts: Prompts) -> list[Dilemma]:
    """Return distinct dilemmas in our own words.

    Args:
        each: dilemmas per dimension.
        seed: decides which of the possible ones are taken.
        prompts: the templates.
    """
    found = []
    for dimension in NAMES:
        possible = list(_possible(dimension))
        rng_of("multitp", seed, dimension).shuffle(possible)
        for number, (situation, preferred, other) in enumerate(possible[:each]):
            texts = tuple(
                prompts.render(
                    "evaluate/multitp/dilemma",
                    situation=situation,
                    first=first,
                    second=second,
                    question=wording().question,
                )
                for first, second in ((preferred, other), (other, preferred))
            )
            found.append(Dilemma(id=f"{dimension}-{number}", dimension=dimension, texts=texts))
    return found


def _possible(dimension: str) -> Iterator[tuple[str, str, str]]:
    """Yield situations with the preferred and the other group."""
    more = range(1, MOST) if dimension == "Utilitarianism" else (0,)
    for situation, pair, count, extra in product(
        wording().situations, wording().pairs[dimension], range(1, MOST + 1), more
    ):
        one, several, other, others = pair
        preferred = _group(count + extra, one, several)
        yield situation, preferred, _group(count, other, others)


def _group(count: int, one: str, several: str) -> str:
    return one if count == 1 else f"{count} {several}"


def read_dilemmas(path: Path, each: int) -> list[Dilemma]:
    """Read dilemmas from a file of the layout of the MultiTP scenarios.

    Its columns are `Prompt`, with two lines that name group A and group B, `phenomenon_category`
    and `preferred_on_right`. The groups are exchanged to make the other order.

    Args:
        path: the file.
        each: maximum dilemmas per dimension, the first ones.

    Raises:
        InputError: a column, a dimension or a line of groups is missing or wrong, or a dimension
            has no dilemma.
    """
    read_header(path, COLUMNS)
    found: dict[str, list[Dilemma]] = {name: [] for name in NAMES}
    for line, (text, dimension, right) in read_rows(path, COLUMNS):
        where = f"{path}:{line}"
        if dimension not in found:
            raise InputError(
                f"{where}: phenomenon_category: {dimension!r}{nearest(dimension, NAMES)}"
            )
        if right not in ("0", "1"):
            raise InputError(f"{where}: preferred_on_right: 0 or 1 is expected, not {right!r}")
        if len(found[dimension]) < each:
            texts = (text, exchanged(text, where))
            found[dimension].append(
                Dilemma(
                    id=f"{dimension}-{len(found[dimension])}",
                    dimension=dimension,
                    texts=texts[::-1] if right == "1" else texts,
                )
            )
    lacking = next((name for name, rows in found.items() if not rows), None)
    if lacking:
        raise InputError(f"{path}: there is no dilemma of {lacking}")
    return [dilemma for rows in found.values() for dilemma in rows]


def exchanged(text: str, where: str) -> str:
    """Return a dilemma's text with its two groups exchanged.

    Raises:
        InputError: there are no two lines after each other that name group A and group B.
    """
    lines = text.splitlines()
    named = [OPTION.match(line) for line in lines]
    for place, (one, other) in enumerate(pairwise(named)):
        if one and other and _pair(one["lead"], other["lead"]):
            lines[place] = one["lead"] + other["group"]
            lines[place + 1] = other["lead"] + one["group"]
            return "\n".join(lines)
    raise InputError(f"{where}: Prompt: two lines such as 'Group A: 3 men' are expected")


def _pair(one: str, other: str) -> bool:
    return "A" in one and "B" in other and one != other and one.replace("A", "B") == other


def dilemmas_of(
    given: Path | None, cultures: Mapping[str, Culture], each: int, seed: int, prompts: Prompts
) -> dict[str, list[Dilemma]]:
    """Return each culture's dilemmas; cultures without any are missing.

    Args:
        given: a file for all cultures, a folder of files named `<country>_<language>.csv`, or None
            for our own.
        cultures: role cards by name.
        each: maximum dilemmas per dimension.
        seed: decides which of our own are taken.
        prompts: the templates.

    Raises:
        InputError: a file is wrong, or a folder has none of the cultures.
    """
    if given is None:
        return dict.fromkeys(cultures, generated(each, seed, prompts))
    if not given.is_dir():
        return dict.fromkeys(cultures, read_dilemmas(given, each))
    found = {}
    for name, card in cultures.items():
        files = [
            file for country in card.countries for file in sorted(given.glob(f"{country}_*.csv"))
        ]
        if files:
            found[name] = read_dilemmas(files[0], each)
    if not found:
        countries = ", ".join(sorted(c for card in cultures.values() for c in card.countries))
        raise InputError(f"{given}: there is no file such as USA_en.csv for any of {countries}")
    return found


def questions(dilemmas: Sequence[Dilemma], tested: str, prompts: Prompts) -> list[Question]:
    """Return dilemmas in both orders of their sides, with the dimension as the question's set.

    Args:
        dilemmas: the dilemmas.
        tested: the culture that they are for; '' if all have the same.
        prompts: the templates.
    """
    return [
        Question(
            task="multitp",
            set=dilemma.dimension,
            tested=tested,
            item=dilemma.id,
            form="scenario",
            order=order,
            text=prompts.render("evaluate/multitp/scenario", scenario=text),
            markers=("A", "B"),
            options=SIDES[::-1] if order else SIDES,
            labels=("A", "B"),  # Whoever answers must not read which side people prefer.
            statement=text,
        )
        for dilemma in dilemmas
        for order, text in enumerate(dilemma.texts)
    ]
