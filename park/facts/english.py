"""Whether a fact is in English."""

import re
from functools import cache

FREQUENT = "a an at by go has her his in is it may not on or since two until"
"""Frequent words, beside those of the language data, that tell only where there are several."""

QUOTE = re.compile(r'"[^"]*"|“[^”]*”|«[^»]*»')


def english(text: str) -> bool:
    """Whether a sentence is in English, foreign names and quotes aside.

    A quarter of frequent words spares the slow identification, which errs on short texts.
    """
    # These modules load role cards, which load facts.
    from park.text.identify import identifier, in_language
    from park.text.sentences import fold

    text = QUOTE.sub(" ", text)
    words = fold(text).split()
    plain = _little().union(FREQUENT.split())
    if 4 * sum(word in plain for word in words) >= max(1, len(words)):
        return True
    if not in_language(text, "en"):
        return False
    return not _little().isdisjoint(words) or bool(identifier().classify(text)[0] == "en")


@cache
def _little() -> frozenset[str]:
    from park.text.language import lexicon

    known = lexicon("en")
    return frozenset(known.little_words.split() if known else ())
