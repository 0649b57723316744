"""Which language a text is in."""

import re
from functools import cache
from typing import TYPE_CHECKING

from park.records import Language
from park.text import phrases
from park.text.sentences import fold

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SURE = 0.9
"""Probability from which the identified language is believed."""
OUT_OF_QUESTION = 0.004
"""Probability below which a text is not in a language, whichever other one it is in."""
ENOUGH = 10_000
"""Characters that tell a text's language; the identifier takes its time over each."""


@cache
def identifier() -> "LanguageIdentifier":
    """Load the identifier of 97 languages, once."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
SCRIPTS = {
    "ar": "\u0600-\u06ff",
    "bn": "\u0980-\u09ff",
    "fa": "\u0600-\u06ff",
    "ko": "\uac00-\ud7af",
    "zh": "\u4e00-\u9fff",
    **dict.fromkeys(("de", "en", "es", "pt", "tr"), LATIN),
}
"""The letters of languages; others are identified without a look at their script."""


def in_language(text: str, language: Language) -> bool:
    """Whether a text is in a language, as far as can be told; short texts always are.

    Of a very long text the beginning is read, `ENOUGH` characters.
    """
    text = text[:ENOUGH]
    expected = language.split("-")[0]
    if expected == "en" and _plainly_english(text):
        return True
    letters = sum(map(str.isalpha, text))
    latin = len(re.findall(f"[{LATIN}]", text)) * 2 > letters
    if len(fold(text)) < (40 if latin else 15) or expected not in identifier().labels:
        return True
    return _in_script(text, expected) * 2 >= letters and _identified(text, expected)


def _plainly_english(text: str) -> bool:
    """Whether every fourth word is a little word of English; spares the costly identification."""
    words = fold(text).split()
    return 4 * sum(word in phrases.LITTLE_WORDS for word in words) >= len(words)


def _in_script(text: str, language: str) -> int:
    """Return how many letters are of the language's script; all where that is not known."""
    script = SCRIPTS.get(language)
    return len(re.findall(f"[{script}]", text)) if script else len(text)


def _identified(text: str, expected: str) -> bool:
    """Whether a text may be in a language; a saying in another script is left out of account."""
    script = SCRIPTS.get(expected)
    own = re.sub(rf"[^\W\d_{script}]+", "", text) if script else text
    if identifier().classify(own)[0] == expected:
        return True
    likely = dict(identifier().rank(own))
    best = max(likely, key=lambda language: likely[language])
    return bool(best == expected or (likely[best] < SURE and likely[expected] >= OUT_OF_QUESTION))
