"""Masks: identity words, names of countries and demonyms are hidden before anything is measured."""

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cache

from park.records import Culture
from park.surveys.countries import FILE

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
        cultures: role cards of the identities, whose words are hidden beside all countries' names.
        names: whether to hide all capitalised words within sentences, too: persons and places.
    """
    hidden = _pattern(tuple(sorted({*words_of(cultures.values()), *_countries()}))).sub(
        HIDDEN, text
    )
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
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))}){ENDING}(?!\w)", re.I)
