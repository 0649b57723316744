"""Sentence splitting and text folding."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Literal

from park.records import Language

DENSE = {"zh": 3, "ja": 3, "ko": 2}
"""Information per character, relative to an alphabet."""

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
"""Letters of scripts without spaces between words: Thai, Lao, Burmese, Khmer, kana, Han."""

SENTENCE_END = re.compile(r"[.!?…।。！？؟](?:[\"'”’»」』)）\]]*)(?=\s|$)|[。！？।][”’」』）]*")


def whole_sentences(text: str) -> str:
    """Cut a truncated text after its last complete sentence; '' if there is none."""
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    return text[: ends[-1]].rstrip() if ends else ""


@lru_cache(maxsize=8192)
def sentences(text: str) -> tuple[str, ...]:
    """Split a text into folded sentences."""
    return tuple(part for part in map(fold, SENTENCE_END.split(text)) if part)


@lru_cache(maxsize=8192)
def long_sentences(text: str, shortest: int) -> tuple[str, ...]:
    """Return the folded sentences with at least `shortest` characters."""
    return tuple(part for part in sentences(text) if len(part) >= shortest)


PUNCTUATION = re.compile(r"[\s.,;:!?…\"'“”„‘’«»()\[\]。，、！？；：「」؟،؛।*_-]+")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower-case a text and remove punctuation."""
    return PUNCTUATION.sub(" ", text.casefold()).strip()


def characters(count: int, language: Language) -> int:
    """Convert a length in alphabetic characters to a language's characters."""
    return count // DENSE.get(language.split("-")[0], 1)


MARKS = 30
"""Maximum combining marks per character in long texts (UAX #15, stream-safe text)."""
SHORT = 1000
"""Maximum length of texts normalised without removing marks."""


def normalized(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Normalise a text's Unicode in linear time.

    `unicodedata` uses insertion sort on a character's marks, which is quadratic for a text of
    marks.
    """
    return unicodedata.normalize(form, few_marks(text))


def few_marks(text: str) -> str:
    """Limit the marks per character of a long text to `MARKS`."""
    if len(text) <= SHORT or text.isascii():
        return text
    return _marks().sub(lambda run: run.group()[:MARKS], text)


@cache
def _marks() -> re.Pattern[str]:
    """Compile a pattern for runs of more than `MARKS` marks, which planes beyond 1 lack."""
    characters = (chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000)
    marks = [c for c in characters if unicodedata.combining(unicodedata.normalize("NFKD", c)[0])]
    low, high = ("".join(c for c in marks if (c > "\uffff") is beyond) for beyond in (False, True))
    # `re` uses a lookup table only for classes within the first plane.
    mark = rf"(?:[{low}]|(?=[^\0-\uffff])[{high}])"
    return re.compile(f"{mark}{{{MARKS + 1},}}")
