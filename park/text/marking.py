"""Finds quotes in texts, and cuts texts at their bounds."""

import re
from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz import fuzz

ALIKE = 80.0
"""Minimum similarity between a quote and its place in a text, from 0 to 100."""

Span = tuple[int, int]
Marked = tuple[int, int, int]
"""Start, end and number of a marked place."""


def locate(quote: str, text: str) -> Span | None:
    """Return the start and end of a quote in a text, if found.

    Ignores spacing and case; inexact quotes are located at the best match (Indel similarity of the
    best window), if good enough.
    """
    words = quote.split()
    if not words or not text:
        return None
    exact = re.search(r"\s+".join(map(re.escape, words)), text, re.IGNORECASE)
    if exact:
        return exact.span()
    if len(quote) > len(text):
        # The quote spans several turns; mark the whole turn if it is part of it.
        whole = fuzz.partial_ratio(text.casefold(), quote.casefold()) >= ALIKE
        return (0, len(text)) if whole else None
    found = fuzz.partial_ratio_alignment(quote, text, score_cutoff=ALIKE)
    if found is None or found.dest_end <= found.dest_start:
        return None
    return found.dest_start, found.dest_end


def pieces(text: str, spans: Sequence[Marked]) -> list[tuple[str, tuple[int, ...]]]:
    """Cut a text at the bounds of marked places.

    Returns:
        Pieces that concatenate to the text, each with the numbers of the places that it is in.
    """
    cuts = sorted({0, len(text), *(cut for start, end, _ in spans for cut in (start, end))})
    return [
        (text[start:end], tuple(sorted({n for a, b, n in spans if a <= start and end <= b})))
        for start, end in pairwise(cuts)
    ]
