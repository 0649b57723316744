"""Language data of the checks: phrases, slurs and patterns, one file per language.

Files are at `agents/languages/<tag>.yaml`; a `languages` folder in the user's own `agents` adds
files or overrides those with the same name.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from park.assets import builtin
from park.errors import InputError
from park.records.base import Record, Text
from park.text.grammar import Grammar, Patterns, any_of, expanded
from park.text.words import letters
from park.yamlfile import load_yaml, quickly, read_text

Signal = Literal[
    "refusal", "role", "farewell", "agreement", "introduced", "converted", "assent", "dissent"
]


class Phrases(Record):
    """Telltale phrases; signals rather than meanings."""

    refusal: Patterns = ()
    """A speaker claims to be a machine or refuses to play the role.

    People also talk about AI, apologise and cannot do things: only self-descriptions and refusals
    typical of machines are meant.
    """
    role: Patterns = ()
    """An opinion mentions the dialogue, its speakers or the survey."""
    farewell: Patterns = ()
    """Saying goodbye, as opposed to mentioning a goodbye."""
    agreement: Patterns = ()
    """Assent without content; applied to short turns only."""
    introduced: Patterns = ()
    """Words before one's own name in an introduction."""
    converted: Patterns = ()
    """A speaker changes their mind."""
    assent: Patterns = ()
    """A speaker agrees with the statement, not merely with the other speaker's idea."""
    dissent: Patterns = ()


class Dangling(Record):
    """Openings of opinions that refer back."""

    points: Patterns
    """Openings that need a preceding sentence."""
    stands: Patterns = ()
    """Exceptions that stand alone: "It is right to …"."""


class Negations(Record):
    """What turns a statement into its denial; separated by spaces, `_` for a space inside one."""

    words: str
    """Words of negation, and verbs of dissent. `[^_]` stands for a letter."""
    whole: bool = True
    """Whether to match whole words only."""

    @property
    def pattern(self) -> str:
        """A pattern for any of them in a text with two spaces between its words."""
        words = any_of(self.words.replace("_", "__"))
        return f" {words} " if self.whole else words


class Contentless(Record):
    """Words of which a sentence says nothing of its own; separated by spaces, `_` for a space."""

    words: str
    """Words of agreeing, of having and uttering opinions, and words that say nothing alone."""
    weighing: Patterns = ()
    """Phrases that give both sides their due, with one space between words."""

    @property
    def pattern(self) -> str:
        """A pattern for any of them in a text with two spaces between its words."""
        return f" {any_of(self.words.replace('_', '__'))} "


class Others(Record):
    """Words by which an opinion is about others; separated by spaces, `_` for a space inside one.

    `{peoples}` stands for any of `peoples`, and in `us` for the names on other role cards, too.
    """

    us: str
    """Words by which speakers count themselves among a people: `we_{peoples}`."""
    peoples: str
    """Names of foreign peoples."""
    lead: str
    """Words that may stand before those that a sentence is about."""
    doers: str
    """Foreigners, peoples and places that a sentence may be about."""
    own: str
    """Words and endings of the first person."""
    judging: str
    """Words that judge, compare or demand, by which a sentence on others is an opinion."""
    whole: bool = True
    """Whether to match whole words only."""

    def pattern(self, key: str, names: str = "") -> str:
        """Return the pattern of a key in a text with two spaces between its words.

        Args:
            key: `us`, `lead`, `doers`, `own` or `judging`.
            names: a pattern for more peoples.
        """
        peoples = f"(?:{any_of(self.peoples)}|{names or '(?!)'})".replace(" ", "_")
        words = expanded(getattr(self, key), {"peoples": peoples})
        return any_of(words.replace("_", "__"))


class Fragment(Record):
    """What makes a text no sentence; words separated by spaces, `_` for a space inside one."""

    ends: str
    """Words that end no sentence."""
    opens: str
    """Words that begin one only in its middle; in small letters where the script has capitals."""
    alone: Patterns = ()
    """Texts that lack a main clause or a predicate, without their final mark."""
    whole: bool = True
    """Whether `ends` and `opens` are whole words."""


class Sweeping(Record):
    """Signs of sweeping judgements of people; words separated by spaces, `_` for a space."""

    people: str
    every: str
    """Words that allow no exception."""
    bad: str
    """Words for a bad character."""
    limited: str
    """Words by which a sentence limits, denies, reports or questions its content, or says what
    ought
    to be."""
    whole: bool = True
    """Whether to match whole words only."""
    marks: str = ""
    """Characters that also limit a sentence."""

    def pattern(self, sign: Literal["people", "every", "bad", "limited"]) -> str:
        """Return the pattern of a sign."""
        words = any_of(getattr(self, sign))
        found = rf"\b{words}\b" if self.whole else words
        marks = self.marks if sign == "limited" else ""
        return "|".join([found, *map(re.escape, marks)])


class Custom(Record):
    """Signs of names of feasts, customs, laws and sayings; words separated by spaces."""

    saying: str
    """Words near a quotation that make it a saying: *proverb*, *we_say*; `_` for a space."""
    heads: str = ""
    """Capitalised words that end such names: *Day*, *Act*."""
    plain: str = ""
    """The same in lower case: *festival*."""
    kinds: str = ""
    """Words that capitalised ones before them make a name: *custom*, *dish*."""
    during: str = ""
    """Words before names of feasts alone: *during*."""
    little: str = ""
    """Words of such names that say nothing by themselves."""
    common: str = ""
    """Names that are known everywhere, separated by `;`."""


class Personal(Record):
    """Words around personal data: separated by spaces, `_` for a space, or lists of patterns."""

    at: str = ""
    """Spellings of `@`."""
    dot: str = ""
    com: str = ""
    """Spellings of `com` in another script."""
    networks: str = ""
    """Names of social networks in the language's script."""
    account: str = ""
    called: str = ""
    """Words allowed between a network and an account name."""
    documents: str = ""
    """Documents and plates with alphanumeric numbers."""
    born: str = ""
    """Words before a date of birth."""
    digits: Patterns = ()
    """Numbers in words."""
    units: str = ""
    """Units after a number."""
    streets: Patterns = ()
    """Street addresses with a house number. `{capital}` matches a name, `{nounit}` the end of a
    number
    without a unit."""
    numbers: str = ""
    """Words for personal numbers."""
    links: str = ""
    """Words between those and the number."""
    particles: str = ""
    """The same, attached to the word."""


class Lexicon(Record):
    """Data of one language; a missing section skips its check."""

    name: Text
    """The language's English name."""
    letters: str = ""
    """Letters of its script, as in a character class; not checked if empty."""
    little_words: str = ""
    """Frequent function words, absent from related languages, that make up a quarter of speech."""
    phrases: Phrases = Phrases()
    dangling: Dangling | None = None
    fragment: Fragment | None = None
    others: Others | None = None
    contentless: Contentless | None = None
    nonsense: Patterns = ()
    """What no person would say, in lower case and with straight apostrophes."""
    negations: Negations | None = None
    sweeping: Sweeping | None = None
    custom: Custom | None = None
    stereotypes: Grammar | None = None
    personal: Personal | None = None
    slurs: tuple[Text, ...] = ()
    """Slurs, in any case and encoding. A trailing `*` also matches anything that follows: plurals,
    cases,
    particles. Words with a harmless meaning in any of the languages are left out on purpose."""


def lexicon(language: str, agents: Path | None = None) -> Lexicon | None:
    """Return a language's data; None without a file.

    Args:
        language: a BCP 47 tag, of which only the first part counts.
        agents: the user's folder of role cards.

    Raises:
        InputError: the file is invalid (names file, line and key).
    """
    return _loaded(language.split("-")[0], agents)


def lexicons(agents: Path | None = None) -> dict[str, Lexicon]:
    """Return all languages' data, by tag."""
    return {tag: found for tag in _files(agents) if (found := _loaded(tag, agents))}


def file_of(language: str, agents: Path | None = None) -> Path | None:
    """Return a language's file, if any."""
    return _files(agents).get(language.split("-")[0])


@cache
def _files(agents: Path | None) -> dict[str, Path]:
    folders = [builtin("agents"), *([agents] if agents else [])]
    found = {p.stem: p for each in folders for p in (each / "languages").glob("*.yaml")}
    return dict(sorted(found.items()))


@cache
def _loaded(tag: str, agents: Path | None) -> Lexicon | None:
    path = _files(agents).get(tag)
    if path is None:
        return None
    found = _quickly(path) or load_yaml(path, Lexicon)
    # Bundled files are tested, so compiling their patterns would waste time.
    shipped = _files(None).get(tag)
    if shipped is None or (path != shipped and read_text(path) != read_text(shipped)):
        for key, pattern in _patterns(found):
            _check(path, key, pattern)
    return found


def _quickly(path: Path) -> Lexicon | None:
    """Read a file with the fast loader; None if invalid, as the slow one has better errors."""
    try:
        return Lexicon.model_validate(quickly(path))
    except ValidationError:
        return None


SINGLE = ("not_after", "ending")
"""Keys with a single pattern."""
PLAIN = ("marks", "space")
"""Keys with plain characters."""
SPELLED = ("contentless", "negations", "others")
"""Sections whose patterns are matched in the spelling of `park.text.words`."""
KNOWN = {"capital": "[A-Z]", "nounit": ""}
"""Placeholders allowed in street patterns; their values only matter when matching."""


def _patterns(found: Lexicon) -> Iterator[tuple[str, str]]:
    """Yield all keys and patterns of a language."""
    if found.letters:
        yield "letters", f"[{found.letters}]"
    for section in (
        "phrases",
        "dangling",
        "fragment",
        "others",
        "contentless",
        "negations",
        "sweeping",
        "personal",
        "stereotypes",
    ):
        record = getattr(found, section)
        known = record.lists if isinstance(record, Grammar) else KNOWN
        if isinstance(record, Others):
            known = {"peoples": "(?:)"}
        for name, value in record or ():
            for pattern in _each(name, value):
                plain = letters(pattern) if section in SPELLED else pattern
                yield f"{section}.{name}", expanded(plain, known)


def _each(name: str, value: object) -> Iterable[str]:
    """Return a key's patterns."""
    if isinstance(value, dict):
        return (word for words in value.values() for word in words.split())
    if isinstance(value, str):
        return () if name in PLAIN else (value,) if name in SINGLE else value.split()
    return value if isinstance(value, tuple) else ()


def _check(path: Path, key: str, pattern: str) -> None:
    missing = re.search(r"\{([a-z]+)\}", pattern)
    if missing:
        raise InputError(f"{path}: {key}: there are no words named {missing[1]!r}")
    try:
        # Conditions may refer to groups of the surrounding pattern.
        re.compile(f"(?P<part>)(?P<every>)(?:{pattern})")
    except (re.error, RecursionError, OverflowError) as error:
        raise InputError(f"{path}: {key}: {pattern!r} is no pattern: {error}") from None
