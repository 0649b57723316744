"""Sentences, and texts folded for comparison."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Literal

from park.records import Language

DENSE = {"zh": 3, "ja": 3, "ko": 2}
"""How much more a character holds in some languages than in an alphabet."""

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
"""Letters of scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, kana, Han."""

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


MARKS = 30
"""Combining marks on one character that are kept in a long text (UAX #15, stream-safe text)."""
SHORT = 1000
"""Characters up to which a text is normalised as it is."""


def normalized(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Return a text in a normal form of Unicode, in time that grows with its length.

    `unicodedata` sorts the marks of a character by insertion, so that a text of nothing else takes
    time that grows with the square of its length.
    """
    return unicodedata.normalize(form, few_marks(text))


def few_marks(text: str) -> str:
    """Return a text in which, if it is long, no character has more than `MARKS` marks."""
    if len(text) <= SHORT or text.isascii():
        return text
    return _marks().sub(lambda run: run.group()[:MARKS], text)


@cache
def _marks() -> re.Pattern[str]:
    """Compile a pattern for what is sorted when a text is normalised; no plane beyond 1 has any."""
    characters = (chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000)
    marks = [c for c in characters if unicodedata.combining(unicodedata.normalize("NFKD", c)[0])]
    low, high = ("".join(c for c in marks if (c > "\uffff") is beyond) for beyond in (False, True))
    # `re` looks up a class in a table, unless it holds characters beyond the first plane.
    mark = rf"(?:[{low}]|(?=[^\0-\uffff])[{high}])"
    return re.compile(f"{mark}{{{MARKS + 1},}}")
