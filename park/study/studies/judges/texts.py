"""The study's options, and the texts to rate."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pydantic import Field, field_validator

from park.config import ModelConfig
from park.errors import InputError, nearest
from park.guard.labels import check_mapping, labels_of
from park.ledger.keys import rng_of
from park.ratings.mapping import load_mapping
from park.ratings.read import read_ratings, read_texts
from park.ratings.rows import rows
from park.records import Record
from park.records.base import Country, Name
from park.statistics.interval import Numbers
from park.study.study import Lab
from park.surveys.countries import country_names

LEAST = 2
"""Countries without which a panel has no second axis."""


class JudgesOptions(Record):
    """Settings of the study."""

    file: str = ""
    """Texts, or with a mapping people's ratings of texts; on the command line the argument after
    the study's name."""
    mapping: str = ""
    """Name or YAML file of what the columns of people's ratings mean; '' for a table of texts."""
    column: str = "text"
    """The column of texts, of a table without a mapping."""
    judges: dict[Name, ModelConfig] = Field(default={})
    """Models by name, each a name or a mapping; the configuration's judge if empty."""
    countries: tuple[Country, ...] = ()
    """As whose people they rate; those of the ratings, or of the role cards, if empty."""
    items: int = Field(default=0, ge=0)
    """Texts to rate, drawn at random; 0 for all."""
    out: str = ""
    """Folder for the ratings, of which `park guard train` makes a guard."""

    @field_validator("judges", mode="before")
    @classmethod
    def _a_name_or_a_mapping(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {k: {"model": v} if isinstance(v, str) else v for k, v in value.items()}


class Pile(NamedTuple):
    """Texts to rate."""

    items: list[str]
    texts: list[str]
    countries: tuple[str, ...]
    people: Numbers | None = None
    """Shares of people who find a text harmful, (texts, countries); None without people."""


def pile_of(options: JudgesOptions, lab: Lab) -> Pile:
    """Return the texts to rate.

    Raises:
        InputError: an option is missing, or a file is unsuitable.
    """
    if not options.file:
        raise InputError("judges needs a file: park study judges FILE")
    _check_countries(options.countries)
    path = lab.setup.base / options.file
    pile = _rated(path, options, lab) if options.mapping else _texts(path, options, lab)
    if len(pile.countries) < LEAST:
        raise InputError(
            f"judges: {LEAST} countries are needed; name them in study.options.judges.countries"
        )
    return _some(pile, options.items)


def _check_countries(codes: Sequence[str]) -> None:
    names = country_names()
    for code in codes:
        if code not in names:
            raise InputError(
                f"study.options.judges.countries: no country {code!r}{nearest(code, names)}"
            )


def _texts(path: Path, options: JudgesOptions, lab: Lab) -> Pile:
    cards = lab.setup.cultures.values()
    known = options.countries or tuple(dict.fromkeys(card.countries[0] for card in cards))
    given = [(str(line), cells[0]) for line, cells in rows(path, [options.column])]
    kept = [(line, text) for line, text in given if text.strip()]
    if not kept:
        raise InputError(f"{path}: {options.column}: every text is empty")
    return Pile([line for line, _ in kept], [text for _, text in kept], known)


def _rated(path: Path, options: JudgesOptions, lab: Lab) -> Pile:
    mapping = load_mapping(options.mapping, lab.setup.base)
    check_mapping(mapping, "judges", options.mapping)
    texts = dict(read_texts(path, mapping))
    labels = labels_of(read_ratings(path, mapping), texts, mapping, lab.setup.config.seed)
    known = options.countries or labels.countries
    people = np.full((len(labels.texts), len(known)), np.nan)
    for place, code in enumerate(known):
        if code in labels.countries:
            people[:, place] = labels.rates[:, labels.countries.index(code)]
    return Pile(list(labels.items), list(labels.texts), tuple(known), people)


def _some(pile: Pile, items: int) -> Pile:
    """Return a random choice of the texts; all if 0 or more than there are."""
    if not items or items >= len(pile.items):
        return pile
    kept = sorted(rng_of("judges", "items").sample(range(len(pile.items)), items))
    return pile._replace(
        items=[pile.items[n] for n in kept],
        texts=[pile.texts[n] for n in kept],
        people=None if pile.people is None else pile.people[kept],
    )
