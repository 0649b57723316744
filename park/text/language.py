"""What the checks know of a language: its phrases, slurs and patterns, one file for each.

`agents/languages/<tag>.yaml` holds a language; a folder `languages` in the user's own `agents`
adds files, or replaces those of the same name.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import ValidationError

from park.assets import builtin
from park.errors import InputError
from park.records.base import Record, Text
from park.text.grammar import Grammar, Patterns, any_of, expanded
from park.yamlfile import load_yaml, read_text

Signal = Literal[
    "refusal", "role", "farewell", "agreement", "introduced", "converted", "assent", "dissent"
]


class Phrases(Record):
    """Turns of phrase that give something away; lists of signals, not of meanings."""

    refusal: Patterns = ()
    """A speaker says that it is a machine, or that it will not play.

    People talk of artificial intelligence, are sorry and cannot do things, too: only who says it
    of oneself, or refuses a request as machines do, is meant.
    """
    role: Patterns = ()
    """An opinion speaks of the dialogue, its speakers or the survey, and not for itself."""
    farewell: Patterns = ()
    """Leave-taking; not the word for it in a story."""
    agreement: Patterns = ()
    """Assent without content; only short turns are judged by it."""
    introduced: Patterns = ()
    """What stands before one's own name when one gives it."""
    converted: Patterns = ()
    """A speaker gives up a view."""
    assent: Patterns = ()
    """A speaker agrees with the statement; an idea or a view may be the other speaker's."""
    dissent: Patterns = ()


class Dangling(Record):
    """How an opinion begins that points at something said before it."""

    points: Patterns
    """Beginnings that need a sentence before them."""
    stands: Patterns = ()
    """Beginnings among them that stand on their own: "It is right to …"."""


class Sweeping(Record):
    """Signs of a judgement of people without exception; words between spaces, `_` for a space."""

    people: str
    every: str
    """What allows no exception."""
    bad: str
    """A bad character."""
    limited: str
    """Words with which a sentence limits, denies, reports or asks what it says, or says what ought
    to be."""
    whole: bool = True
    """Whether the words are looked for as whole words; else anywhere."""
    marks: str = ""
    """Characters that limit a sentence, too."""

    def pattern(self, sign: Literal["people", "every", "bad", "limited"]) -> str:
        """Return a pattern for one of the signs."""
        words = any_of(getattr(self, sign))
        found = rf"\b{words}\b" if self.whole else words
        marks = self.marks if sign == "limited" else ""
        return "|".join([found, *map(re.escape, marks)])


class Personal(Record):
    """Words around personal data; words between spaces, `_` for a space, or lists of patterns."""

    at: str = ""
    """How `@` is spelled out."""
    dot: str = ""
    com: str = ""
    """How `com` is written in another script."""
    networks: str = ""
    """Social networks, beside their names in Latin script."""
    account: str = ""
    called: str = ""
    """What may stand between a network and the name of an account."""
    documents: str = ""
    """Documents and plates whose numbers have letters."""
    born: str = ""
    """What stands before a date of birth."""
    digits: Patterns = ()
    """Numbers in words."""
    units: str = ""
    """What stands behind a number that counts something."""
    streets: Patterns = ()
    """Addresses with the number of a house. `{capital}` is a name, `{nounit}` what ends a number
    that counts nothing."""
    numbers: str = ""
    """What a number is called that is somebody's."""
    links: str = ""
    """Words between that and the number."""
    particles: str = ""
    """The same where they are attached to the word."""


class Lexicon(Record):
    """All that the checks know of one language. A section that is missing skips its check."""

    name: Text
    """The language's English name."""
    letters: str = ""
    """The letters of its script, as in a character class; not looked at where it is empty."""
    little_words: str = ""
    """Frequent words that its neighbours do not have, which make a fourth of ordinary speech."""
    phrases: Phrases = Phrases()
    dangling: Dangling | None = None
    sweeping: Sweeping | None = None
    stereotypes: Grammar | None = None
    personal: Personal | None = None
    slurs: tuple[Text, ...] = ()
    """Words that insult people for what they are, in any spelling of case and encoding. A `*` at
    the end also finds the word with anything behind it: plurals, cases, particles. Words that mean
    something harmless as well, in any of the languages, are left out on purpose."""


def lexicon(language: str, agents: Path | None = None) -> Lexicon | None:
    """Return what is known of a language; None if there is no file for it.

    Args:
        language: a BCP 47 tag, of which the first part counts.
        agents: the user's own folder of role cards.

    Raises:
        InputError: its file has a mistake (file, line and key are named).
    """
    return _loaded(language.split("-")[0], agents)


def lexicons(agents: Path | None = None) -> dict[str, Lexicon]:
    """Return what is known of all languages, by tag."""
    return {tag: found for tag in _files(agents) if (found := _loaded(tag, agents))}


def file_of(language: str, agents: Path | None = None) -> Path | None:
    """Return the file of a language; None if there is none."""
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
    # The files that ship with the package are tested; compiling them again would only take time.
    shipped = _files(None).get(tag)
    if shipped is None or (path != shipped and read_text(path) != read_text(shipped)):
        for key, pattern in _patterns(found):
            _check(path, key, pattern)
    return found


class _Twice(yaml.YAMLError):
    """A key stands twice."""


def _quickly(path: Path) -> Lexicon | None:
    """Read a file with the fast loader; None if it has a mistake, which the slow one explains."""
    try:
        data = yaml.load(read_text(path), _fast_loader())
        return Lexicon.model_validate(data)
    except (yaml.YAMLError, ValidationError, ValueError, TypeError):
        return None


@cache
def _fast_loader() -> type[yaml.SafeLoader]:
    fast: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(fast):  # type: ignore[misc,valid-type]
        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, str]:
            keys = [key.value for key, _ in node.value]
            if len(set(keys)) < len(keys):
                raise _Twice
            found: dict[str, str] = super().construct_mapping(node, deep)
            return found

    return Loader


SINGLE = ("not_after", "ending")
"""Keys that hold a pattern, not words."""
PLAIN = ("marks", "space")
"""Keys that hold characters."""
KNOWN = {"capital": "[A-Z]", "nounit": ""}
"""What the patterns of streets may refer to; what it stands for is no matter of theirs."""


def _patterns(found: Lexicon) -> Iterator[tuple[str, str]]:
    """Yield every pattern of a language with its key."""
    if found.letters:
        yield "letters", f"[{found.letters}]"
    for section in ("phrases", "dangling", "sweeping", "personal", "stereotypes"):
        record = getattr(found, section)
        known = record.lists if isinstance(record, Grammar) else KNOWN
        for name, value in record or ():
            for pattern in _each(name, value):
                yield f"{section}.{name}", expanded(pattern, known)


def _each(name: str, value: object) -> Iterable[str]:
    """Return the patterns that a key holds: a list of them, words, lists of words, or one."""
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
        # A condition may ask for the groups that a grammar's patterns are put behind.
        re.compile(f"(?P<part>)(?P<every>)(?:{pattern})")
    except (re.error, RecursionError, OverflowError) as error:
        raise InputError(f"{path}: {key}: {pattern!r} is no pattern: {error}") from None
