"""Texts and the patterns of `agents/languages` in one spelling."""

import re
import unicodedata

from park.text.sentences import normalized

INVISIBLE = re.compile("[\u0640\u064b-\u0655\u0670\u00ad\u200b-\u200f\u2060\ufeff\u0307]")
"""Marks that need not be written, and the dot that lower-casing leaves on a Turkish İ."""
SAME = str.maketrans("يىكةأإآٱ’ı", "ییکهاااا'i")


def letters(text: str) -> str:
    """Normalise case and letters, in texts as in patterns."""
    plain = INVISIBLE.sub("", normalized("NFKC", normalized("NFKC", text).casefold()))
    return plain.translate(SAME)


def spoken(text: str) -> str:
    """Return a text's words, each between two spaces, so that neighbours are found alike."""
    said = "".join(
        character if character == "'" or unicodedata.category(character)[0] not in "PZC" else " "
        for character in letters(text)
    )
    return f"  {'  '.join(said.split())}  "
