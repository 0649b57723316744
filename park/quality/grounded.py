"""Words of facts in turns."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from park.records import Culture
from park.text.ngrams import sequences, words_of

ROW = 3
"""Words in a row that must stand in one fact."""
TELLING, LONG = 2, 4
"""Minimum words of a row with at least `LONG` letters, as others stand anywhere."""

Rows = frozenset[tuple[str, ...]]


@lru_cache(maxsize=4096)
def rows_of(text: str) -> Rows:
    """Return the telling sequences of an English text."""
    words = words_of(text, "en")
    long = [len(word) >= LONG for word in words]
    counts = map(sum, sequences(long, ROW))
    found = zip(sequences(words, ROW), counts, strict=True)
    return frozenset(row for row, count in found if count >= TELLING)


class Known:
    """The sequences of the facts of role cards."""

    def __init__(self, cards: Mapping[str, Culture]) -> None:
        self._own = {name: _all(fact.text for fact in card.facts) for name, card in cards.items()}
        self._other = {
            name: frozenset().union(*(r for n, r in self._own.items() if n != name)) - own
            for name, own in self._own.items()
        }

    def own(self, culture: str) -> Rows:
        """Return the sequences of a culture's facts."""
        return self._own.get(culture, frozenset())

    def other(self, culture: str) -> Rows:
        """Return the sequences that only other cultures' facts have."""
        return self._other.get(culture, frozenset())


def _all(texts: Iterable[str]) -> Rows:
    return frozenset().union(*map(rows_of, texts))
