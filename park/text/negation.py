"""Counts of negations, so that a statement and its denial are told apart."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from park.text.language import lexicon
from park.text.sentences import normalized


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
    return 0 if pattern is None else sum(1 for _ in pattern.finditer(_spoken(text)))


def negates(language: str, agents: Path | None = None) -> bool:
    """Whether there is a list for a language."""
    return _pattern(language.split("-")[0], agents) is not None


@cache
def _pattern(language: str, agents: Path | None) -> re.Pattern[str] | None:
    known = lexicon(language, agents)
    if known is None or known.negations is None:
        return None
    return re.compile(_letters(known.negations.pattern))


INVISIBLE = re.compile("[\u0640\u064b-\u0655\u0670\u00ad\u200b-\u200f\u2060\ufeff\u0307]")
"""Marks that need not be written, and the dot that lower-casing leaves on a Turkish İ."""
SAME = str.maketrans("يىكةأإآٱ’ı", "ییکهاااا'i")


def _letters(text: str) -> str:
    """Normalise case and letters, in texts as in patterns."""
    plain = INVISIBLE.sub("", normalized("NFKC", normalized("NFKC", text).casefold()))
    return plain.translate(SAME)


def _spoken(text: str) -> str:
    """Return a text's words, each between two spaces, so that neighbours are found alike."""
    said = "".join(
        character if character == "'" or unicodedata.category(character)[0] not in "PZC" else " "
        for character in _letters(text)
    )
    return f"  {'  '.join(said.split())}  "
