"""Folding of texts, so that spellings of one text become equal, in any script."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from park.text.sentences import few_marks

Codes = NDArray[np.uint32]

LONGEST = 5
DENSE = (
    (2, 0x2E80, 0x2FDF), (2, 0x3005, 0x3007), (3, 0x3040, 0x30FF), (3, 0x31F0, 0x31FF),
    (2, 0x3400, 0x4DBF), (2, 0x4E00, 0x9FFF), (4, 0xAC00, 0xD7A3), (2, 0xF900, 0xFAFF),
    (2, 0x20000, 0x3FFFF),
)  # fmt: skip
"""N-gram lengths by range of the first code point, in scripts where a character is a word (Han) or
a
syllable (kana, Hangul); otherwise `LONGEST`. Thus one changed word affects about the same share of
a sentence's n-grams in all scripts."""
DROPPED, GAP, MARK = 0, 1, 255
"""Kinds of characters without n-grams: invisible ones, word separators, and combining marks, which
belong to the preceding character."""

VOWEL_MARKS = ((0x591, 0x5C7), (0x610, 0x61A), (0x640, 0x640), (0x64B, 0x65F), (0x670, 0x670),
               (0x6D6, 0x6ED), (0x711, 0x711), (0x730, 0x74A), (0x8CA, 0x8FF))  # fmt: skip
"""Hebrew, Arabic and Syriac marks that writers may leave out, and the tatweel."""
IGNORABLE = ((0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x3164, 0x3164),
             (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0x1F3FB, 0x1F3FF),
             (0xE0000, 0xE0FFF))  # fmt: skip
"""Default-ignorable code points other than format characters (UAX #44), and tones of skin."""
EMOJI = ((0x2300, 0x23FF), (0x2600, 0x27BF), (0x2B00, 0x2BFF), (0x1F000, 0x1FAFF))
JUDGING = "✅✓✔☑❌❎✖✗✘👍👎🚫"
"""Emoji that say yes or no; the others separate words."""
SOLID = ((0xE00, 0xEFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x600, 0x6FF), (0x750, 0x77F),
         (0x1100, 0x11FF), (0x2E80, 0x2FDF), (0x3005, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7A3),
         (0x20000, 0x3FFFF))  # fmt: skip
"""Scripts whose writers space words as they like or not at all: Thai, Lao, Burmese, Khmer, Arabic,
Hangul, kana, Han. Gaps between their letters do not count."""

SAME = str.maketrans("أإآٱؤئىیکڪةۀہۃৰ", "ااااويييككههههর")
"""Letters written for each other: seats of hamza, letters of Arabic, Persian and Urdu keyboards,
the ra of Assamese."""
SPELLINGS = (("অা", "আ"), ("ৎ", "ত্"), ("ব\u09bc", "র"), ("i\u0307", "i"))
"""Spellings that look the same, and the i with two dots that lower-casing makes of İ."""
POLITE = re.compile(r"(?:นะ)?(?:ครับ|ค่ะ|คะ)(?=[\0\s.!?]|$)")
"""Thai particles at the end of a sentence that add nothing but politeness."""
LIKE_LATIN = {
    "CYRILLIC": dict(zip("аеорсухіјѕһԁԛԝтвмкн", "aeopcyxijshdqwtbmkh", strict=True)),
    "GREEK": dict(zip("αεορικυχντβμζ", "aeopikuxvtbmz", strict=True)),
}
"""Letters that look like Latin ones, small or capital (confusables of UTS #39)."""
OTHER = "\u0370-\u03ff\u0400-\u052f"
MIXED = re.compile(f"[{OTHER}](?:(?<=[a-z][{OTHER}])|(?=[a-z]))")
"""A place where a word's letters change between Latin and Greek or Cyrillic."""
WORD = re.compile(
    f"(?<![a-z\u00df-\u024f{OTHER}])[a-z\u00df-\u024f]*+[{OTHER}][a-z\u00df-\u024f{OTHER}]*+"
)


def folded(texts: Iterable[str]) -> Codes:
    """Return the code points of all folded texts, each preceded by a 0.

    NFKC and lower case; digits of all scripts, seats of hamza, kana and Chinese characters get one
    form each; optional vowel marks, invisible characters and most emoji go; a word with letters of
    two scripts that look alike becomes one of its main script. White space and punctuation become
    a space, or nothing in scripts that may do without. Marks that change a word's meaning stay: año
    is not ano, schön not schon. I becomes ı in a text that has an ı or İ.
    """
    joined = "".join("\0" + few_marks(_dotted(text.replace("\0", " "))) for text in texts)
    if joined.isascii():
        return _spaced(np.frombuffer(joined.lower().encode("latin-1"), np.uint8).astype(np.uint32))
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", joined).casefold())
    codes = np.frombuffer(_respelled(text).encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))
    return _spaced(_forms()[codes])


def _respelled(text: str) -> str:
    """Replace spellings of several characters."""
    for spelling, plain in SPELLINGS:
        text = text.replace(spelling, plain)
    if "ค" in text:
        text = POLITE.sub("", text)
    if MIXED.search(text):
        text = WORD.sub(lambda word: _of_one_script(word[0]), text)
    return text


def _dotted(text: str) -> str:
    """Lower-case I and İ of Turkish and its relatives, whose letter ı gives them away."""
    if "ı" in text or "İ" in text:
        return text.replace("I", "ı").replace("İ", "i")
    return text


def _of_one_script(word: str) -> str:
    """Replace letters of a word's minor script that look like letters of its main one."""
    latin = sum(letter <= "\u024f" for letter in word)
    like = LIKE_LATIN["GREEK" if re.search("[\u0370-\u03ff]", word) else "CYRILLIC"]
    turned = like if 2 * latin >= len(word) else {v: k for k, v in like.items()}
    return "".join(turned.get(letter, letter) for letter in word)


def _spaced(codes: Codes) -> Codes:
    """Turn each run of gaps into a space; none at the edges of texts and within solid scripts."""
    kind = kinds()[codes]
    gap = kind == GAP
    if (dropped := kind == DROPPED).any():
        codes, gap = codes[~dropped], gap[~dropped]
    edge = gap | (codes == 0)
    last = gap & ~np.append(edge[1:], True)
    codes = np.where(gap, np.uint32(ord(" ")), codes)[last | ~gap]
    space = np.flatnonzero(codes == ord(" "))
    before, after = codes[space - 1], codes[space + 1]
    needless = (before == 0) | (_solid()[before] & _solid()[after])
    return np.delete(codes, space[needless])


@cache
def kinds() -> NDArray[np.uint8]:
    """Return DROPPED, GAP, MARK or the n-gram length of each code point."""
    names = "".join(unicodedata.category(chr(code)) for code in range(0x110000))
    category = np.frombuffer(names.encode(), "S2")
    found = np.full(len(category), LONGEST, np.uint8)
    for length, first, last in DENSE:
        found[first : last + 1] = length
    found[np.isin(category.view("S1")[::2], [b"P", b"Z"]) | (category == b"Cc")] = GAP
    found[category.view("S1")[::2] == b"M"] = MARK
    emoji = _within(EMOJI) & (category == b"So")
    emoji[[ord(sign) for sign in JUDGING]] = False
    found[emoji] = GAP
    optional = _within(VOWEL_MARKS) & np.isin(category, [b"Mn", b"Lm"])
    found[optional | _within(IGNORABLE) | (category == b"Cf")] = DROPPED
    found[0] = LONGEST
    return found


@cache
def _forms() -> Codes:
    """Return the one form of each code point."""
    forms = np.arange(0x110000, dtype=np.uint32)
    for code in range(0x80, 0x20000):
        digit = unicodedata.decimal(chr(code), None)
        if digit is not None:
            forms[code] = ord("0") + digit
    forms[0x30A1:0x30F7] -= 0x60  # Katakana to hiragana.
    for code, plain in (SAME | _simplified()).items():
        forms[code] = plain
    return forms


def _simplified() -> dict[int, int]:
    lines = Path(__file__).with_name("traditional.txt").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if not line.startswith("#")]
    return str.maketrans("".join(rows[::2]), "".join(rows[1::2]))


@cache
def _solid() -> NDArray[np.bool_]:
    solid: NDArray[np.bool_] = _within(SOLID) & (kinds() != GAP)
    return solid


def _within(ranges: Iterable[tuple[int, int]]) -> NDArray[np.bool_]:
    """Return which code points lie in any of the ranges."""
    inside = np.zeros(0x110000, bool)
    for first, last in ranges:
        inside[first : last + 1] = True
    return inside
