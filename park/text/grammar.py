"""How a language speaks of groups of people: what the rules for stereotypes are made from."""

import re
from collections.abc import Mapping
from functools import cached_property

from pydantic import Field

from park.records.base import Record

Patterns = tuple[str, ...]
DEEP = 4
"""How often a list may refer to one that refers to another."""


def any_of(words: str) -> str:
    """Return a pattern for any of some words, with spaces for their underscores."""
    return f"(?:{'|'.join(words.split()) or '(?!)'})".replace("_", " ")


def expanded(text: str, words: Mapping[str, str]) -> str:
    """Return a pattern in which `{name}` is replaced by what has that name."""
    return re.sub(r"\{([a-z]+)\}", lambda match: words.get(match[1], match[0]), text)


class Grammar(Record):
    """How a language speaks of groups: words between spaces, `_` for a space inside one.

    A word is a pattern. `{name}` stands for any word of the list with that name: one of `words`, or
    another key of the grammar.
    """

    words: dict[str, str] = Field(default_factory=dict)
    """Lists that others refer to."""
    people: Patterns
    """Nationalities, origins, migrants and "those people"."""
    other: Patterns
    """Genders, ages, religions, classes: groups that the speaker may belong to."""
    every: str
    """What stands before a group of which each member is meant."""
    part: str
    """What stands before a group of which some members are meant."""
    bad: str
    """Adjectives and nouns for a bad character, or for the lack of an ability."""
    good: str
    """Adjectives and nouns for a good character, or for an ability."""
    deeds: str
    """Predicates that ascribe a bad character or the lack of an ability by themselves."""
    always: str
    """What says that there is no exception."""
    inborn: str
    """What says that a character is in the blood."""
    stop: str
    """Words after which a predicate is no longer said of the group, or is denied."""
    hedge: str
    """Words that limit what a clause says."""
    denial: str
    """Words of a sentence that denies or reports what it says."""
    duty: str
    """Words that say what ought to be or has been, not what is."""
    scope: str
    """Words that say where something is a custom."""
    turn: str
    """Words between one clause and the next."""
    copula: str = ""
    """What stands before an adjective; '' where nothing needs to."""
    adverb: str = ""
    """Words between a group and a copula or deed."""
    never: str = ""
    """What turns a good quality that follows into a bad one."""
    not_after: str = ""
    """A pattern for what turns the quality before it into its opposite."""
    again: str = ""
    """Words that stand for the group in a clause that follows."""
    fixed: str = ""
    """Turns of phrase before a group's name that need no predicate."""
    article: str = ""
    """What may stand between those and the group's name."""
    ending: str = ""
    """A pattern for what qualities may end in."""
    alike: str = ""
    """What says behind a copula that each member is meant."""
    none: str = ""
    """What stands before a group of which not a single member is meant."""
    able: str = ""
    """Predicates that ascribe an ability."""
    anybody: Patterns = ()
    """Names behind `every` that may be of a group."""
    personal: str = ""
    """Qualities that only people have, and so show that they are."""
    emphasis: str = ""
    """What says at the end that each member was meant."""
    before: str = ""
    """What may stand before the subject of a clause."""
    space: str = " "
    """What separates words; '' where nothing does."""

    def any_of(self, key: str) -> str:
        """Return a pattern for any of a key's words or patterns; it never matches without any."""
        value = getattr(self, key)
        text = value if isinstance(value, str) else " ".join(v.replace(" ", "_") for v in value)
        return any_of(expanded(text, self.lists))

    @cached_property
    def lists(self) -> dict[str, str]:
        """Return patterns for the lists that others refer to, with underscores for spaces."""
        lists = {**self.words, "bad": self.bad, "good": self.good}
        found: dict[str, str] = {}
        for _ in range(DEEP):
            found = {
                name: f"(?:{'|'.join(expanded(words, found).split())})"
                for name, words in lists.items()
            }
        return found
