"""How a language refers to groups of people, for the stereotype rules."""

import re
from collections.abc import Mapping
from functools import cached_property

from pydantic import Field

from park.records.base import Record

Patterns = tuple[str, ...]
DEEP = 4
"""Maximum nesting of references between lists."""


def any_of(words: str) -> str:
    """Return a pattern for any of the words, with underscores as spaces."""
    return f"(?:{'|'.join(words.split()) or '(?!)'})".replace("_", " ")


def expanded(text: str, words: Mapping[str, str]) -> str:
    """Substitute `{name}` in a pattern."""
    return re.sub(r"\{([a-z]+)\}", lambda match: words.get(match[1], match[0]), text)


class Grammar(Record):
    """A language's words about groups, separated by spaces, with `_` for a space inside one.

    Each word is a pattern. `{name}` stands for any word of the list with that name in `words`, or
    of
    another key of the grammar.
    """

    words: dict[str, str] = Field(default_factory=dict)
    """Lists for reference by others."""
    people: Patterns
    """Nationalities, origins, migrants and "those people"."""
    other: Patterns
    """Genders, ages, religions, classes: groups that the speaker may belong to."""
    every: str
    """Quantifiers of all members of a group."""
    part: str
    """Quantifiers of some members of a group."""
    bad: str
    """Adjectives and nouns for a bad character or lack of ability."""
    good: str
    """Adjectives and nouns for a good character or ability."""
    deeds: str
    """Predicates that alone ascribe a bad character or lack of ability."""
    always: str
    """Expressions that rule out exceptions."""
    inborn: str
    """Expressions for innate character."""
    stop: str
    """Words after which a predicate no longer applies to the group, or is negated."""
    hedge: str
    """Words that limit a clause."""
    denial: str
    """Words of denial or reported speech."""
    duty: str
    """Words for what ought to be or used to be."""
    scope: str
    """Words that locate a custom."""
    turn: str
    """Words between clauses."""
    copula: str = ""
    """Copulas before an adjective; '' if none is needed."""
    adverb: str = ""
    """Words allowed between a group and a copula or deed."""
    never: str = ""
    """Words that negate the good quality after them."""
    not_after: str = ""
    """A pattern that negates the quality before it."""
    again: str = ""
    """Words that refer back to the group in a later clause."""
    fixed: str = ""
    """Phrases before a group's name that need no predicate."""
    article: str = ""
    """Words allowed between those and the group's name."""
    ending: str = ""
    """A pattern for endings of qualities."""
    alike: str = ""
    """Words after a copula that refer to every member."""
    none: str = ""
    """Quantifiers of no member of a group."""
    able: str = ""
    """Predicates that ascribe an ability."""
    anybody: Patterns = ()
    """Words after `every` that may name a group."""
    personal: str = ""
    """Qualities of people only, which identify a group as people."""
    emphasis: str = ""
    """Final words that refer to every member."""
    before: str = ""
    """Words allowed before a clause's subject."""
    space: str = " "
    """Word separator; '' if there is none."""

    def any_of(self, key: str) -> str:
        """Return a pattern for any of a key's words or patterns; without any it never matches."""
        value = getattr(self, key)
        text = value if isinstance(value, str) else " ".join(v.replace(" ", "_") for v in value)
        return any_of(expanded(text, self.lists))

    @cached_property
    def lists(self) -> dict[str, str]:
        """Patterns of the referable lists, with underscores for spaces."""
        lists = {**self.words, "bad": self.bad, "good": self.good}
        found: dict[str, str] = {}
        for _ in range(DEEP):
            found = {
                name: f"(?:{'|'.join(expanded(words, found).split())})"
                for name, words in lists.items()
            }
        return found
