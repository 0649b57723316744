"""Counts of negations, so that a statement and its denial are told apart."""

import re
from functools import cache
from pathlib import Path

from park.text.language import lexicon
from park.text.words import letters, spoken


def negations(text: str, language: str, agents: Path | None = None) -> int:
    """Count the words and affixes of a text that negate or dissent; 0 without a list.

    Two texts with equal words and different counts say opposite things, or would in the main. A
    double negation counts twice.

    Args:
        text: an opinion.
        language: its BCP 47 tag.
        agents: the user's folder of role cards.
    """
    pattern = _pattern(language.split("-")[0], agents)
    return 0 if pattern is None else sum(1 for _ in pattern.finditer(spoken(text)))


def negates(language: str, agents: Path | None = None) -> bool:
    """Whether there is a list for a language."""
    return _pattern(language.split("-")[0], agents) is not None


@cache
def _pattern(language: str, agents: Path | None) -> re.Pattern[str] | None:
    known = lexicon(language, agents)
    if known is None or known.negations is None:
        return None
    return re.compile(letters(known.negations.pattern))
