"""Texts as the filter compares them: one spelling, and letters without spaces between words."""

import re

from park.text.sentences import normalized

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
"""Letters of scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, kana, Han."""
MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u0655\u0670\u00ad\u200b-\u200f\u2060\ufeff]")
"""Accents, Arabic vowel signs and invisible characters: what people leave out when they type."""
SAME = str.maketrans({"ß": "ss", "ı": "i", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "’": "'"})
CONTRACTIONS = (
    (re.compile(r"\bcan'?t\b|\bcannot\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
)


def folded(text: str) -> str:
    """Return a text in lower case and one spelling, without marks that may be left out."""
    text = bare(normalized("NFKC", text).casefold())
    for pattern, plain in CONTRACTIONS:
        text = pattern.sub(plain, text)
    return text


def bare(text: str) -> str:
    """Return letters in the one spelling that patterns are compared in."""
    text = MARKS.sub("", normalized("NFKD", text))
    return normalized("NFC", text).translate(SAME)
