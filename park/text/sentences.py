"""Sentences, and texts folded for comparison."""

import re
from functools import lru_cache

from park.records import Language

DENSE = {"zh": 3, "ja": 3, "ko": 2}
"""How much more a character holds in some languages than in an alphabet."""

SENTENCE_END = re.compile(r"[.!?…।。！？؟](?:[\"'”’»」』)）\]]*)(?=\s|$)|[。！？।][”’」』）]*")


def whole_sentences(text: str) -> str:
    """Return a cut-off text up to its last whole sentence, '' if it has none."""
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    return text[: ends[-1]].rstrip() if ends else ""


@lru_cache(maxsize=8192)
def sentences(text: str) -> tuple[str, ...]:
    """Split a text into sentences, folded for comparison."""
    return tuple(part for part in map(fold, SENTENCE_END.split(text)) if part)


@lru_cache(maxsize=8192)
def long_sentences(text: str, shortest: int) -> tuple[str, ...]:
    """Return the folded sentences that have so many characters at least."""
    return tuple(part for part in sentences(text) if len(part) >= shortest)


PUNCTUATION = re.compile(r"[\s.,;:!?…\"'“”„‘’«»()\[\]。，、！？；：「」؟،؛।*_-]+")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return a text in lower case without punctuation."""
    return PUNCTUATION.sub(" ", text.casefold()).strip()


def characters(count: int, language: Language) -> int:
    """Return how many characters of a language hold as much as so many of an alphabet."""
    return count // DENSE.get(language.split("-")[0], 1)
