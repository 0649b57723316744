"""Phrases that betray a turn or an opinion, as `agents/languages` lists them."""

import re
from functools import cache, lru_cache
from pathlib import Path

from park.text.language import Signal, lexicon, lexicons
from park.text.sentences import normalized


@cache
def pattern(signal: Signal, language: str, agents: Path | None = None) -> re.Pattern[str]:
    """Compile a list of signals for a language; English ones always count, too.

    Args:
        signal: which list.
        language: a BCP 47 tag; without a list of its own, English alone is used.
        agents: the user's own folder of role cards.
    """
    known = (lexicon("en", agents), lexicon(language, agents))
    words = [word for each in known if each for word in getattr(each.phrases, signal)]
    return re.compile("|".join(map(plain, dict.fromkeys(words))) or "(?!)", re.IGNORECASE)


@cache
def introductions(agents: Path | None = None) -> str:
    """Return a pattern for what stands before one's own name, in any language."""
    words = [word for each in lexicons(agents).values() for word in each.phrases.introduced]
    return rf"\b(?:{'|'.join(words) or '(?!)'})"


VOWEL_SIGNS = re.compile(r"[\u064b-\u0652\u0670]")
"""Arabic vowel signs, which are written or left out at will."""
SAME = str.maketrans({"’": "'", "ي": "ی", "ك": "ک"})
"""Apostrophes and letters that keyboards of Arabic and Persian tell apart, but readers do not."""


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return a text in the one spelling that signals are compared in."""
    return VOWEL_SIGNS.sub("", normalized("NFC", text).translate(SAME))


def found(signal: Signal, text: str, language: str, agents: Path | None = None) -> str | None:
    """Return the first signal in a text, however its letters are encoded; None if none is there."""
    match = pattern(signal, language, agents).search(plain(text))
    return match.group() if match else None


def says(signal: Signal, text: str, language: str, agents: Path | None = None) -> bool:
    """Whether a text holds a signal."""
    return found(signal, text, language, agents) is not None
