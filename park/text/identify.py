"""Language identification."""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from park.records import Language
from park.text.language import lexicon
from park.text.sentences import fold

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SURE = 0.9
"""Minimum probability to trust the identified language."""
OUT_OF_QUESTION = 0.004
"""Probability below which a language is ruled out."""
ENOUGH = 10_000
"""Maximum characters to identify, as the identifier is slow."""


@cache
def identifier() -> "LanguageIdentifier":
    """Load the identifier of 97 languages."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
OTHER = "\u0400-\u052f\u0590-\u06ff\u0900-\u0e7f\u3041-\u30fa\u3400-\u9fff\uac00-\ud7af"
SLIP = re.compile(rf"[{LATIN}](?=\w)[{OTHER}]|(?=\w)[{OTHER}][{LATIN}]")
"""Where a model slips from Latin script into Cyrillic, Hebrew, Arabic, a script of India, Thai,
Japanese, Chinese or Korean: letters of both side by side."""


def in_language(text: str, language: Language, agents: Path | None = None) -> bool:
    """Whether a text seems to be in a language; true for short texts without a slip of script.

    Args:
        text: any text; only its first `ENOUGH` characters are read.
        language: a BCP 47 tag.
        agents: the user's folder of role cards, which may contain languages.
    """
    text = text[:ENOUGH]
    expected = language.split("-")[0]
    known = lexicon(expected, agents)
    if known and known.letters and _slips(text, known.letters):
        return False
    if known and known.little_words and _plainly(text, known.little_words):
        return True
    letters = sum(map(str.isalpha, text))
    latin = len(re.findall(f"[{LATIN}]", text)) * 2 > letters
    if len(fold(text)) < (40 if latin else 15) or expected not in identifier().labels:
        return True
    script = known.letters if known else ""
    return _in_script(text, script) * 2 >= letters and _identified(text, expected, script)


def _slips(text: str, script: str) -> bool:
    """Whether a language in Latin script goes over to another script within a word."""
    return not text.isascii() and "A-Z" in script and bool(SLIP.search(text))


def _plainly(text: str, little_words: str) -> bool:
    """Whether a quarter of the words are function words, which spares the slow identification."""
    words, little = fold(text).split(), _set(little_words)
    return 4 * sum(word in little for word in words) >= len(words)


@cache
def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _in_script(text: str, script: str) -> int:
    """Count the letters of a script; all of them if the script is unknown."""
    return len(re.findall(f"[{script}]", text)) if script else len(text)


def _identified(text: str, expected: str, script: str) -> bool:
    """Whether a text may be in a language, ignoring quotes in another script."""
    own = re.sub(rf"[^\W\d_{script}]+", "", text) if script else text
    if identifier().classify(own)[0] == expected:
        return True
    likely = dict(identifier().rank(own))
    best = max(likely, key=lambda language: likely[language])
    return bool(best == expected or (likely[best] < SURE and likely[expected] >= OUT_OF_QUESTION))
