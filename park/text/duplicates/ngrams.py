"""Hashed character n-grams in any script, and their Jaccard similarity."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from park.text.duplicates.folding import GAP, LONGEST, MARK, folded, kinds

Integers = NDArray[np.int64]
Hashes = NDArray[np.uint64]

SPAN = 1 << 17
"""Characters per batch."""
LEAST = 16
"""Minimum size counted per text, so that a span has fewer than 2¹⁶ texts."""


@dataclass(frozen=True)
class NgramSets:
    """The sets of n-grams of fewer than 2¹⁶ texts."""

    keys: Hashes
    """Sorted and distinct: text number (16 bits) and n-gram hash (48 bits)."""
    starts: Integers
    """Start of each text in `keys`, and the end."""

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Build the sets of texts, such as one of `spans`."""
        grams, starts = ngrams(texts)
        row = np.repeat(np.arange(len(texts), dtype=np.uint64), np.diff(starts))
        keys = _distinct((row << np.uint64(48)) | (grams >> np.uint64(16)))
        bounds = np.arange(len(texts) + 1, dtype=np.uint64) << np.uint64(48)
        return cls(keys, np.searchsorted(keys, bounds))

    @property
    def hashes(self) -> Hashes:
        """The n-gram hashes without text numbers."""
        hashes: Hashes = self.keys & np.uint64((1 << 48) - 1)
        return hashes

    @property
    def sizes(self) -> Integers:
        """The number of n-grams of each text."""
        return np.diff(self.starts)

    def jaccard(self, other: "NgramSets", left: Integers, right: Integers) -> NDArray[np.float64]:
        """Return the similarity of pairs of own (left) and other (right) sets."""
        scores = np.empty(len(left))
        for part in spans(self.sizes[left] + other.sizes[right]):
            a, b = left[part], right[part]
            keys = np.concatenate([self._numbered(a), other._numbered(b)])
            keys.sort()
            twice = keys[1:][keys[1:] == keys[:-1]] >> np.uint64(48)
            shared = np.bincount(twice.astype(np.int64), minlength=len(a))
            scores[part] = shared / (self.sizes[a] + other.sizes[b] - shared)
        return scores

    def _numbered(self, rows: Integers) -> Hashes:
        """Return the hashes of texts, numbered by position in `rows`."""
        sizes = self.sizes[rows]
        number = np.repeat(np.arange(len(rows), dtype=np.uint64), sizes)
        hashes = self.hashes[_ranges(self.starts[rows], sizes)]
        numbered: Hashes = (number << np.uint64(48)) | hashes
        return numbered

    def rarest(self, threshold: float) -> tuple[Hashes, Integers]:
        """Return sorted hashes and their texts, such that any set near a text shares one of its
        hashes.

        A near set shares at least ⌈threshold × size⌉ hashes, hence one of the rarest remaining
        ones.
        """
        hashes, row = self.hashes, np.repeat(np.arange(len(self.sizes)), self.sizes)
        _, which, count = np.unique(hashes, return_inverse=True, return_counts=True)
        order = np.lexsort((hashes, count[which], row))
        place = np.arange(len(order)) - np.repeat(self.starts[:-1], self.sizes)
        needed = np.ceil(threshold * self.sizes - 1e-9).astype(np.int64)
        rare = order[place <= np.repeat(self.sizes - needed, self.sizes)]
        rare = rare[hashes[rare].argsort(kind="stable")]
        return hashes[rare], row[rare]

    def sharing(self, hashes: Hashes, rows: Integers) -> tuple[Integers, Integers]:
        """Return the pairs of own texts and texts in `rows` that share a hash."""
        first = np.searchsorted(hashes, self.hashes, "left")
        count = np.searchsorted(hashes, self.hashes, "right") - first
        own = np.repeat(self.keys >> np.uint64(48), count)
        theirs = rows[_ranges(first, count)].astype(np.uint64)
        pairs = _distinct((own << np.uint64(32)) | theirs).astype(np.int64)
        return pairs >> 32, pairs & 0xFFFFFFFF


def _distinct(values: Hashes) -> Hashes:
    """Sort and deduplicate values; several times faster than `np.unique`."""
    values = np.sort(values)
    new = np.ones(len(values), bool)
    new[1:] = values[1:] != values[:-1]
    return values[new]


def _ranges(starts: Integers, sizes: Integers) -> Integers:
    """Concatenate the ranges [start, start + size)."""
    offset = starts - np.cumsum(sizes) + sizes
    return np.repeat(offset, sizes) + np.arange(sizes.sum())


def sizes_of(texts: Sequence[str]) -> Integers:
    """Return the length of each text."""
    return np.fromiter(map(len, texts), np.int64, len(texts))


def spans(sizes: Integers) -> Iterator[slice]:
    """Yield slices of consecutive items with about `SPAN` characters in total."""
    ends = np.cumsum(sizes + LEAST)
    cuts = np.flatnonzero(np.diff(ends // SPAN)) + 1
    for start, stop in zip([0, *cuts.tolist()], [*cuts.tolist(), len(sizes)], strict=True):
        if start < stop:
            yield slice(start, stop)


ODD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F,
       0xE7037ED1A0B428DB)  # fmt: skip
"""Multiplier of each position in an n-gram."""


def ngrams(texts: Sequence[str]) -> tuple[Hashes, Integers]:
    """Return the n-gram hashes of all texts in sequence, and the start of each text.

    N-grams start at the beginning of a text and at each character; those at the end are shorter. A
    character includes its combining marks, so that vowel marks do not inflate similarity.
    """
    units, lengths = _units(folded(texts))
    following = np.append(units, np.zeros(LONGEST - 1, np.uint64))
    hashes = units * np.uint64(ODD[0])
    inside = np.ones(len(units), bool)
    for place in range(1, LONGEST):
        unit = following[place : place + len(units)]
        inside &= (unit != 0) & (lengths > place)
        hashes += unit * inside * np.uint64(ODD[place])
    starts = np.append(np.flatnonzero(units == 0), len(units))
    return mixed(hashes), starts


def _units(codes: NDArray[np.uint32]) -> tuple[Hashes, NDArray[np.uint8]]:
    """Combine characters with their marks; also return the n-gram length at each."""
    kind = kinds()[codes]
    joined = kind == MARK
    joined[1:] &= (codes[:-1] != 0) & (codes[:-1] != ord(" "))
    values = codes.astype(np.uint64)
    first = np.flatnonzero(~joined)
    marks = np.flatnonzero(joined)
    place = marks - first[np.searchsorted(first, marks) - 1]
    values[marks] = mixed(values[marks] | (place.astype(np.uint64) << np.uint64(32)))
    lengths = kind[first]
    lengths[lengths == GAP] = LONGEST
    return np.add.reduceat(values, first), lengths


def mixed(hashes: Hashes) -> Hashes:
    """Mix hashes over 64 bits (finaliser of SplitMix64: Steele, Lea and Flood, 2014)."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))
