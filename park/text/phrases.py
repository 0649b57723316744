"""Telltale phrases in turns and opinions, from `agents/languages`."""

import re
from functools import cache, lru_cache
from pathlib import Path

from park.text.language import Signal, lexicon, lexicons
from park.text.sentences import normalized


@cache
def pattern(signal: Signal, language: str, agents: Path | None = None) -> re.Pattern[str]:
    """Compile a list of signals for a language, including English ones.

    Args:
        signal: the list's name.
        language: a BCP 47 tag; English alone is used if it has no list.
        agents: the user's folder of role cards.
    """
    known = (lexicon("en", agents), lexicon(language, agents))
    words = [word for each in known if each for word in getattr(each.phrases, signal)]
    return re.compile("|".join(map(plain, dict.fromkeys(words))) or "(?!)", re.IGNORECASE)


@cache
def introductions(agents: Path | None = None) -> str:
    """Return a pattern for the words before one's own name, in any language."""
    words = [word for each in lexicons(agents).values() for word in each.phrases.introduced]
    return rf"\b(?:{'|'.join(words) or '(?!)'})"


VOWEL_SIGNS = re.compile(r"[\u064b-\u0652\u0670]")
"""Arabic vowel signs, which are optional in writing."""
SAME = str.maketrans({"’": "'", "ي": "ی", "ك": "ک"})
"""Variants of apostrophes, and of letters that differ between Arabic and Persian keyboards."""


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Normalise spelling for comparison with signals."""
    return VOWEL_SIGNS.sub("", normalized("NFC", text).translate(SAME))


def found(signal: Signal, text: str, language: str, agents: Path | None = None) -> str | None:
    """Return the first signal in a text, if any, however its letters are encoded."""
    match = pattern(signal, language, agents).search(plain(text))
    return match.group() if match else None


def says(signal: Signal, text: str, language: str, agents: Path | None = None) -> bool:
    """Whether a text contains a signal."""
    return found(signal, text, language, agents) is not None
