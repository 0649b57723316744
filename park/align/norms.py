"""Norms of a culture, mined by rule from people's answers to train items.

A norm is what most people of a culture answer to an item, where that is away from the mean of all
other countries (after CNCA, arXiv 2511.13359). On a scale of four or more options, its two halves
are compared; otherwise single options are.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from pydantic import Field, ValidationError

from park.align.people import people
from park.errors import InputError, nearest
from park.models.embedders import Embedder, Vectors
from park.prompts import Prompts
from park.records import Item, Record
from park.records.base import Name, Text
from park.surveys.survey import Survey
from park.yamlfile import read_text

HALVES = 4
"""From so many options on, the halves of a scale are compared instead of single options."""


class Norm(Record):
    """What most people of a culture hold, with the evidence."""

    culture: Name
    """Whose norm it is."""
    topic: str = ""
    statement: Text
    """The statement or question of the item."""
    answer: Text
    """The option, or the options of one half of the scale."""
    items: tuple[Text, ...] = Field(min_length=1)
    """Ids of the items that it is mined from."""
    share: float = Field(ge=0, le=1)
    """Share of the culture's people who answer so."""
    elsewhere: float = Field(ge=0, le=1)
    """The same in the mean of the other countries."""
    source: str = ""
    """The survey of the items; '' if it is not known."""
    words: dict[str, Text] = Field(default_factory=dict)
    """A model's sentence for an answer, by answer of the item; none for the template's words."""


class Rule(Record):
    """When an answer counts as a norm."""

    share: float = Field(default=0.5, gt=0, lt=1)
    """Least share of people."""
    away: float = Field(default=0.1, ge=0, lt=1)
    """Least difference from the other countries' mean share, upwards."""


class Peopled(Protocol):
    """A role card, or a country without one."""

    @property
    def name(self) -> str:
        """Whose norms they are."""

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries of its people."""


@dataclass(frozen=True)
class Side:
    """One answer, or the answers of one half of a scale."""

    answer: str
    places: tuple[int, ...]
    """Places of its options in the item."""


def mine(
    survey: Survey, items: Iterable[Item], culture: Peopled, rule: Rule | None = None
) -> list[Norm]:
    """Return a culture's norms, those furthest from other countries first.

    Args:
        survey: people's answers.
        items: the train items; the culture's answers to others are not read.
        culture: the role card or country, with its countries.
        rule: when an answer counts as a norm.
    """
    rule = rule or Rule()
    others = [name for name in survey.countries if name not in culture.countries]
    found = []
    for item in items:
        own, theirs = (
            people(survey, [item], names).get(item.id) for names in (culture.countries, others)
        )
        if own is None or theirs is None:
            continue
        for side in sides(item):
            share, elsewhere = (float(each[list(side.places)].sum()) for each in (own, theirs))
            if share >= rule.share and share - elsewhere >= rule.away:
                found.append(_norm(item, culture.name, side, share, elsewhere))
    return sorted(found, key=lambda norm: (norm.elsewhere - norm.share, norm.items))


def sides(item: Item) -> list[Side]:
    """Return the answers to compare: the halves of a long scale without its middle, or options."""
    count = len(item.options)
    labels = [option.label for option in item.options]
    if not item.graded or count < HALVES:
        return [Side(label, (place,)) for place, label in enumerate(labels)]
    half = count // 2
    return [
        _half(labels, tuple(range(half)), labels[0], labels[-1]),
        _half(labels, tuple(range(count - half, count)), labels[-1], labels[0]),
    ]


def _half(labels: Sequence[str], places: tuple[int, ...], end: str, other: str) -> Side:
    if len(places) > 2:
        return Side(f"nearer to {end} than to {other}", places)
    return Side(" or ".join(labels[place] for place in places), places)


def shuffled(
    norms: Sequence[Norm], items: Mapping[str, Item], rng: np.random.Generator
) -> list[Norm]:
    """Return the norms with answers drawn at random among the others that their items allow.

    A norm whose item has one label for all answers is left out.
    """
    drawn = []
    for norm in norms:
        answers = [side.answer for side in sides(items[norm.items[0]])]
        others = [each for each in answers if each != norm.answer]
        if others:
            answer = others[int(rng.integers(len(others)))]
            drawn.append(norm.model_copy(update={"answer": answer}))
    return drawn


def phrase(
    norm: Norm, home: str, prompts: Prompts, form: Literal["answers", "topic"] = "answers"
) -> str:
    """Return a norm in words.

    Args:
        norm: the norm.
        home: the country as used in a sentence.
        prompts: the templates.
        form: `answers` names the question, the answer and both shares, or has the norm's own words
            with the shares; `topic` names the topic alone.
    """
    if form == "topic":
        return prompts.render(
            "evaluate/norms/topic", home=home, topic=norm.topic, answer=norm.answer
        )
    shares = {"share": round(100 * norm.share), "elsewhere": round(100 * norm.elsewhere)}
    if said := norm.words.get(norm.answer):
        return prompts.render("evaluate/norms/worded", home=home, said=said, **shares)
    return prompts.render(
        "evaluate/norms/norm", home=home, statement=norm.statement, answer=norm.answer, **shares
    )


class Shelf:
    """Norms that can be found by what they are about."""

    def __init__(self, norms: Sequence[Norm], embedder: Embedder) -> None:
        """Take norms; nothing is embedded before the first search."""
        self.norms = tuple(norms)
        self.embedder = f"{embedder.name} {embedder.endpoint}"
        """Which model finds them."""
        self._embedder = embedder
        self._vectors: Vectors | None = None

    def near(self, texts: Sequence[str], most: int) -> list[list[Norm]]:
        """Return, for each text, the norms with the nearest statements, nearest first.

        Raises:
            InputError: the embedder cannot be loaded.
            ModelError: it failed.
        """
        if not self.norms:
            return [[] for _ in texts]
        if self._vectors is None:
            self._vectors = self._embedder.embed([_about(norm) for norm in self.norms])
        cosines = self._embedder.embed(list(texts)) @ self._vectors.T
        ranks = np.argsort(-cosines, axis=1, kind="stable")[:, :most]
        return [[self.norms[place] for place in row] for row in ranks]


def content_of(norm: Norm) -> dict[str, Any]:
    """Return what a norm says; the words are left out where there are none, as in older runs."""
    return norm.model_dump(exclude={"source"} if norm.words else {"source", "words"})


def _about(norm: Norm) -> str:
    return f"{norm.topic}: {norm.statement}" if norm.topic else norm.statement


def write_norms(path: Path, norms: Iterable[Norm]) -> None:
    """Write norms as JSON Lines; InputError if the file cannot be written."""
    lines = [norm.model_dump_json() for norm in norms]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None


def read_norms(path: Path, train: Mapping[str, Item], cultures: Collection[str]) -> list[Norm]:
    """Read norms from JSON Lines.

    Args:
        path: the file.
        train: the train items, by id; a norm of any other item would tell a held-out answer or
            comes from another survey.
        cultures: names of role cards, and countries.

    Raises:
        InputError: a line is no norm, its evidence is no train item or one of another survey, or
            there is no such culture; names the line.
    """
    found = []
    for number, line in _lines(path):
        where = f"{path}:{number}"
        norm = _read(line, where, train)
        if norm.culture not in cultures:
            raise InputError(f"{where}: culture: {norm.culture!r}{nearest(norm.culture, cultures)}")
        found.append(norm)
    return found


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    lines = list(enumerate(read_text(path).splitlines(), start=1))
    filled = [(number, line) for number, line in lines if line.strip()]
    if not filled:
        raise InputError(f"{path}: there are no norms")
    yield from filled


def _read(line: str, where: str, train: Mapping[str, Item]) -> Norm:
    try:
        norm = Norm.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        raise InputError(f"{where}: broken JSON: {error.msg}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "(the line)"
        raise InputError(f"{where}: {key}: {first['msg']}") from None
    for item in norm.items:
        if item not in train:
            raise InputError(
                f"{where}: items: {item!r} is no train item of this survey{nearest(item, train)}"
            )
        if norm.source and norm.source != train[item].source:
            raise InputError(
                f"{where}: source: {item!r} is an item of {norm.source!r} in this file, and of "
                f"{train[item].source!r} in the run"
            )
    return norm


def _norm(item: Item, culture: str, side: Side, share: float, elsewhere: float) -> Norm:
    return Norm(
        culture=culture,
        topic=item.topic,
        statement=item.statement,
        source=item.source,
        answer=side.answer,
        items=(item.id,),
        share=min(share, 1.0),
        elsewhere=min(elsewhere, 1.0),
    )
