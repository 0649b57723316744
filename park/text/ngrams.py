"""Sequences of words in texts."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from park.records import Language
from park.text.sentences import fold

T = TypeVar("T")
UNSPACED = frozenset({"bo", "ja", "km", "lo", "my", "th", "zh"})
"""Languages written without spaces between words."""


def words_of(text: str, language: Language) -> list[str]:
    """Return a text's folded words; its characters in languages without spaces."""
    folded = fold(text)
    return list(folded.replace(" ", "")) if language.split("-")[0] in UNSPACED else folded.split()


def sequences(words: Sequence[T], n: int) -> Iterator[tuple[T, ...]]:
    """Yield all n words in a row, for n above 0."""
    return zip(*(words[at:] for at in range(n)), strict=False)


def distinct_n(texts: Iterable[str], n: int, language: Language) -> float:
    """Return the share of distinct word n-grams among all n-grams; nan if there are none.

    Characters count as words in languages without spaces (distinct-n: Li et al., NAACL 2016).
    """
    distinct: set[tuple[str, ...]] = set()
    count = 0
    for text in texts:
        grams = list(sequences(words_of(text, language), n))
        distinct.update(grams)
        count += len(grams)
    return len(distinct) / count if count else float("nan")
