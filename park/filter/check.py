"""What an opinion has to pass by rules alone: one check a file in `checks`, found by name."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from park.filter.text import UNSPACED
from park.records import Country, Language
from park.registry import Part, Registry
from park.text import phrases
from park.text.sentences import normalized

FOUND_LENGTH = 80
"""Characters of what was found that are told."""
Found = tuple[str, str] | None
"""A reason and what was found; None if nothing is wrong."""


@dataclass(frozen=True)
class Rules:
    """What an opinion is checked against."""

    language: Language
    """What the opinion should be written in."""
    region: Country
    """The country whose telephone numbers and addresses are expected."""
    shortest: int
    """Words an opinion must have; two letters of a script without spaces count as a word."""
    longest: int
    """Words an opinion may have."""
    slurs: frozenset[str]
    """What `load_slurs` returned."""
    groups: tuple[str, ...] = ()
    """Names of the culture's own people."""
    names: tuple[str, ...] = ()
    """Names of the dialogue's two speakers."""


class Check(Part, ABC):
    """Something that is wrong with an opinion, whatever the dialogue.

    class Shouting(Check):
        name = "shouting"
        help = "is written in capitals"
        reasons = ("shouting",)

        def fault(self, text, rules):
            return ("shouting", text) if text.isupper() else None
    """

    reasons: ClassVar[tuple[str, ...]]
    """The words that it rejects with, as the funnel counts them."""

    def __init__(self, options: Any = None) -> None:
        """Set up a check with its options, `Options()` if None."""
        self.options = options if options is not None else self.Options()

    @abstractmethod
    def fault(self, text: str, rules: Rules) -> Found:
        """Return what is wrong with a text, None if nothing is.

        Args:
            text: the opinion, in Unicode's form NFC.
            rules: its language, region and people, and the configured bounds.
        """


CHECKS: Registry[Check] = Registry("checks", "park.filter.checks", "park.filter.check:Check")


def checks_of(options: Mapping[str, Mapping[str, Any]] | None = None) -> tuple[Check, ...]:
    """Return all checks in their order, with the configured options.

    Args:
        options: by the check's name, as in `filter: {options: {…}}`.

    Raises:
        InputError: there is no such check or option, or a package outside is broken.
    """
    given = options or {}
    for name in given:
        CHECKS.get(name, "filter.options")
    return tuple(
        kind(CHECKS.options(name, dict(given.get(name, {})), "filter.options"))
        for name, kind in CHECKS.all().items()
    )


@cache
def plain_checks() -> tuple[Check, ...]:
    """Return all checks with their usual options."""
    return checks_of()


def reasons() -> tuple[str, ...]:
    """Return why checks reject, in their order."""
    return tuple(reason for kind in CHECKS.all().values() for reason in kind.reasons)


def fault(text: str, rules: Rules, checks: tuple[Check, ...] | None = None) -> Found:
    """Return the first thing that is wrong with an opinion; None if nothing is.

    Args:
        text: the opinion.
        rules: what it is checked against.
        checks: what `checks_of` returned; all with their usual options if None.

    Returns:
        The reason, such as `too_short` or `stereotype`, and what was found.
    """
    text = normalized("NFC", text)
    for check in plain_checks() if checks is None else checks:
        wrong = check.fault(text, rules)
        if wrong is not None:
            return wrong[0], wrong[1][:FOUND_LENGTH]
    return None


UNSPACED_LETTER = re.compile(f"[{UNSPACED}]")


def words(text: str) -> float:
    """Return the number of words; two letters of a script without spaces count as one."""
    spaced, letters = UNSPACED_LETTER.subn(" ", text)
    return letters / 2 + sum(any(map(str.isalnum, token)) for token in spaced.split())


def found_in(pattern: re.Pattern[str], text: str) -> str | None:
    """Return what a pattern finds in a text, read without accents and typographic quotes."""
    match = pattern.search(phrases.plain(text))
    return match.group() if match else None
