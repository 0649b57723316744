"""Repetition and variety of texts, in time and memory that grow with their number."""

from collections import Counter
from heapq import nsmallest
from zlib import crc32

from park.quality.model import Figure, rate
from park.records import Language
from park.text.ngrams import sequences, words_of

ROW = 4
"""Words of the sequences by which turns are compared."""
MARKS = 8
"""Maximum sequences compared per turn."""
OPENING = 3
"""Words of an opening."""


class Seen:
    """The turns so far, each by its marks: the sequences of four words with the smallest hashes."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}
        self._turns = 0

    def repeats(self, text: str, language: Language) -> bool:
        """Add a turn; whether an earlier one was first to have at least half of its marks."""
        marks = _marks(text, language)
        owners = Counter(self._first[mark] for mark in marks if mark in self._first)
        for mark in marks:
            self._first.setdefault(mark, self._turns)
        self._turns += 1
        return bool(owners) and 2 * max(owners.values()) >= len(marks)


def _marks(text: str, language: Language) -> list[int]:
    words = words_of(text, language)
    if not words:
        return []
    rows = sequences(words, min(ROW, len(words)))
    return nsmallest(MARKS, {crc32(" ".join(row).encode("utf-8", "replace")) for row in rows})


class Variety:
    """Counts distinct openings and pairs of words."""

    def __init__(self) -> None:
        self._openings: set[tuple[str, ...]] = set()
        self._pairs: set[tuple[str, ...]] = set()
        self._texts = self._all_pairs = 0

    def add(self, text: str, language: Language) -> None:
        """Add a text; one without words has neither."""
        words = words_of(text, language)
        if not words:
            return
        pairs = list(sequences(words, 2))
        self._openings.add(tuple(words[:OPENING]))
        self._pairs.update(pairs)
        self._texts += 1
        self._all_pairs += len(pairs)

    @property
    def openings(self) -> Figure:
        """The share of distinct openings; no interval, as it falls with the number of texts."""
        return rate(len(self._openings), self._texts)

    @property
    def distinct_2(self) -> Figure:
        """The share of distinct pairs; no interval, as it falls with the number of texts."""
        return rate(len(self._pairs), self._all_pairs)
