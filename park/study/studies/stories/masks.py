"""Masks: identity words, names of countries and demonyms are hidden before anything is measured."""

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from park.records import Culture
from park.surveys.countries import FILE

DEMONYMS = Path(__file__).with_name("demonyms.csv")
"""Words for the people of countries and world regions, and other names of these. `words` are hidden
in any case; `exact`, which are common words in small letters, only as written."""
HIDDEN = "_"
"""In the place of what is masked."""
SHORTEST = 3
ENDING = r"(?:s|es|'s|’s)?"
ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.I)
INNER_NAME = re.compile(r"(?<=[^.!?:;“”\"\n]\s)(?!I['’])[A-ZÀ-ÖØ-Þ][\w’'-]+")
"""A capitalised word that does not begin a sentence."""


def masked(text: str, cultures: Mapping[str, Culture], *, names: bool = False) -> str:
    """Return a text without words that name an identity.

    Args:
        text: a story.
        cultures: role cards of the identities, whose words are hidden beside the names and
            demonyms of all countries.
        names: whether to hide all capitalised words within sentences, too: persons and places.
    """
    words, exact = _demonyms()
    every = tuple(sorted({*words_of(cultures.values()), *_countries(), *words}))
    hidden = _pattern(every, exact).sub(HIDDEN, text)
    return INNER_NAME.sub(HIDDEN, hidden) if names else hidden


def words_of(cultures: Iterable[Culture]) -> set[str]:
    """Return the words that name identities: homes, peoples, languages, their own names."""
    found: set[str] = set()
    for card in cultures:
        named = (card.home, card.people, card.language_name, *card.self_names)
        found |= {ARTICLE.sub("", each).strip() for each in named}
    return {each for each in found if len(each) >= SHORTEST}


@cache
def _countries() -> frozenset[str]:
    with FILE.open(encoding="utf-8", newline="") as file:
        names = {row["name"] for row in csv.DictReader(file)}
    return frozenset(each for each in names if len(each) > SHORTEST)


@cache
def _demonyms() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of the table that are hidden in any case, and those as written alone."""
    with DEMONYMS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    words, exact = (
        tuple(word for row in rows for word in row[column].split(";") if word)
        for column in ("words", "exact")
    )
    return words, exact


@cache
def _pattern(words: tuple[str, ...], exact: tuple[str, ...]) -> re.Pattern[str]:
    either = rf"(?i:{_any(words)})|{_any(exact)}"
    return re.compile(rf"(?<!\w)(?:{either}){ENDING}(?!\w)")


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
