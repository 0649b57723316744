"""Near duplicates: MinHash candidates, confirmed by the exact Jaccard of character n-grams."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from park.text.duplicates.ngrams import (
    Hashes,
    Integers,
    NgramSets,
    mixed,
    ngrams,
    sizes_of,
    spans,
)

PERMUTATIONS = 128
SEED = 1
RECALL = 0.99
"""Minimum share of pairs at the threshold that become candidates."""
ERRORS = 3
"""Standard errors by which an estimate may be below the threshold."""
CHUNK = 4096
"""Pairs per batch of signature comparisons."""
WINDOW = 16
"""Maximum comparisons of a text per bucket and direction."""


@dataclass(frozen=True)
class Near:
    """Groups of near duplicates."""

    of: list[int]
    """For each text the index of its group's kept text; its own if it is kept."""
    score: list[float]
    """Jaccard similarity to the nearest text of its group; 0 if alone."""


def near_duplicates(
    texts: Sequence[str], threshold: float = 0.8, *, place: Path | None = None
) -> Near:
    """Group near duplicates, keeping the first text of each group.

    Two texts are near if the Jaccard similarity of their sets of character n-grams reaches the
    threshold; groups are the connected components. Texts are first folded, so that spellings do not
    count (`park.text.duplicates.folding`). Candidates come from banded
    MinHash signatures (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4); texts that
    are equal when folded are always found. Time and memory are linear.

    Args:
        texts: the texts, in order of preference.
        threshold: Jaccard similarity, above 0 and at most 1.
        place: a folder for the signatures, which are most of the memory; in memory if None. The
            result is the same.
    """
    if place is None:
        search = Search(texts, sizes_of(texts), _signatures(texts, threshold), threshold)
    else:
        from park.text.duplicates.spilled import spilled

        with spilled(texts, threshold, place) as stored:
            search = Search(texts, stored.sizes, stored.signatures, threshold)
    return Near(search.of.tolist(), search.score.tolist())


def near_any(
    texts: Sequence[str], others: Sequence[str], threshold: float = 0.8
) -> list[tuple[int, float] | None]:
    """Return each text's nearest near duplicate among `others`, or None.

    Exact: only pairs that share one of the other text's rarest n-grams can be near and are compared
    (prefix filtering: Chaudhuri, Ganti and Kaushik, ICDE 2006).

    Args:
        texts: the texts to check.
        others: texts they must not resemble, such as held-out items.
        threshold: Jaccard similarity of n-grams as in `near_duplicates`.

    Returns:
        The other text's index and the Jaccard similarity.
    """
    best: list[tuple[int, float] | None] = [None] * len(texts)
    for theirs_at in spans(sizes_of(others)):
        theirs = NgramSets.of(others[theirs_at])
        rare = theirs.rarest(threshold)
        for ours_at in spans(sizes_of(texts)):
            ours = NgramSets.of(texts[ours_at])
            left, right = ours.sharing(*rare)
            scores = ours.jaccard(theirs, left, right)
            near = scores >= threshold
            for text, other, score in zip(left[near], right[near], scores[near], strict=True):
                before = best[ours_at.start + text]
                if before is None or score > before[1]:
                    best[ours_at.start + text] = (theirs_at.start + int(other), float(score))
    return best


def largest_cluster(of: Sequence[int]) -> tuple[int, int]:
    """Return the index and size of the largest group; (0, 0) if there are no texts."""
    if not len(of):
        return 0, 0
    stays, sizes = np.unique(np.asarray(of, np.int64), return_counts=True)
    largest = sizes.argmax()
    return int(stays[largest]), int(sizes[largest])


@dataclass(frozen=True)
class Signatures:
    """What is compared of n texts; arrays in memory or in files."""

    prints: Hashes
    """(n,): the hash of each text."""
    bands: Sequence[Hashes]
    """(n,) each: the hashes of a band."""
    sketch: NDArray[np.uint8]
    """(n, PERMUTATIONS): the low bytes of the signatures."""
    forget: Callable[[int | None], None] = lambda band: None
    """Leaves what the files of a band hold to the files, or of all if None."""


class Search:
    """A search for near duplicates, with its result in `of` and `score`, as in `Near`.

    Attributes:
        of: (n,) integers.
        score: (n,) floats.
    """

    def __init__(
        self, texts: Sequence[str], sizes: Integers, signatures: Signatures, threshold: float
    ) -> None:
        """Search texts of these sizes; the hashes of bands are used up."""
        self._threshold = threshold
        self._texts = texts
        self._first, copy = _copies(signatures.prints)
        self._sizes = sizes[self._first]
        self._bands, self._sketch = signatures.bands, signatures.sketch
        self._forget = signatures.forget
        self._parent = np.arange(len(self._first))
        self._best = np.zeros(len(self._first))
        for band in range(len(self._bands)):
            for left, right in self._candidates(band):
                self._join(left, right)
            self._forget(None)
        self.of = self._first[self._root(self._parent)[copy]]
        self.score = np.where(np.bincount(copy)[copy] > 1, 1.0, self._best[copy])

    def _candidates(self, band: int) -> Iterator[tuple[Integers, Integers]]:
        """Yield candidate pairs from the same bucket of a band.

        In buckets too large for all pairs, texts are compared with their neighbours in the order of
        the next band, unless they are already in one group.
        """
        keys = self._bands[band][self._first]
        order = keys.argsort()
        same = np.zeros(len(keys) + 1, bool)
        same[1:-1] = keys[order[1:]] == keys[order[:-1]]
        order = order[same[:-1] | same[1:]]
        then = self._bands[(band + 1) % len(self._bands)][self._first[order]]
        order = order[np.lexsort((order, then, keys[order]))]
        keys = keys[order]
        beyond = WINDOW + 1
        large = np.isin(keys, keys[beyond:][keys[beyond:] == keys[:-beyond]])
        # Sharing a large bucket does not imply that a pair has been compared.
        self._bands[band][self._first[order[large]]] = order[large].astype(np.uint64)
        for distance in range(1, beyond):
            at = np.flatnonzero(keys[distance:] == keys[:-distance])
            left, right = order[at], order[at + distance]
            new = ~large[at] | (self._root(left) != self._root(right))
            yield self._promising(left[new], right[new], band)

    def _promising(self, left: Integers, right: Integers, band: int) -> tuple[Integers, Integers]:
        """Return pairs with an estimate near the threshold, not compared in an earlier band."""
        error = (self._threshold * (1 - self._threshold) / PERMUTATIONS) ** 0.5
        least = (self._threshold - ERRORS * error) * PERMUTATIONS
        good = np.empty(len(left), bool)
        for start in range(0, len(left), CHUNK):
            part = slice(start, start + CHUNK)
            ours, theirs = (self._sketch[self._first[side[part]]] for side in (left, right))
            good[part] = np.count_nonzero(ours == theirs, axis=1) >= least
        left, right = left[good], right[good]
        a, b, new = self._first[left], self._first[right], np.ones(len(left), bool)
        for earlier in range(band):
            new &= self._bands[earlier][a] != self._bands[earlier][b]
            self._forget(earlier)  # The files of all bands would be in memory together.
        return left[new], right[new]

    def _join(self, left: Integers, right: Integers) -> None:
        """Merge the groups of pairs whose exact similarity reaches the threshold."""
        for part in spans(self._sizes[left] + self._sizes[right]):
            pair = np.stack([left[part], right[part]])
            used, local = np.unique(pair, return_inverse=True)
            sets = NgramSets.of([self._texts[number] for number in self._first[used]])
            scores = sets.jaccard(sets, *local.reshape(2, -1))
            near = scores >= self._threshold
            for side in pair[:, near]:
                np.maximum.at(self._best, side, scores[near])
            roots, local = np.unique(self._root(pair[:, near]), return_inverse=True)
            self._parent[roots] = roots[_components(len(roots), *local.reshape(2, -1))]

    def _root(self, numbers: Integers) -> Integers:
        """Return the first text of each text's group."""
        while True:
            above: Integers = self._parent[numbers]
            if np.array_equal(above, numbers):
                return above
            numbers = above


def _components(count: int, left: Integers, right: Integers) -> Integers:
    """Return the lowest node of each node's connected component in a graph of `count` nodes."""
    lowest = np.arange(count)
    while True:
        both = np.minimum(lowest[left], lowest[right])
        if np.array_equal(lowest[left], lowest[right]):
            return lowest
        for side in (left, right):
            np.minimum.at(lowest, lowest[side], both)
        while not np.array_equal(lowest, lowest[lowest]):
            lowest = lowest[lowest]


def rows_of(threshold: float) -> int:
    """Return the values per band that reach `RECALL` with few false candidates."""
    for rows in range(PERMUTATIONS // 4, 1, -1):
        if (1 - threshold**rows) ** (PERMUTATIONS // rows) <= 1 - RECALL:
            return rows
    return 1


def _signatures(texts: Sequence[str], threshold: float) -> Signatures:
    """Return the signatures of texts, in memory."""
    rows = rows_of(threshold)
    prints = np.empty(len(texts), np.uint64)
    bands = np.empty((PERMUTATIONS // rows, len(texts)), np.uint64)
    sketch = np.empty((len(texts), PERMUTATIONS), np.uint8)
    for part in spans(sizes_of(texts)):
        prints[part], bands[:, part], sketch[part] = signed(texts[part], rows)
    return Signatures(prints, list(bands), sketch)


def signed(texts: Sequence[str], rows: int) -> tuple[Hashes, Hashes, NDArray[np.uint8]]:
    """Return each text's hash, the hashes of its bands and the low bytes of its signature.

    Shapes: (n,), (bands, n), (n, PERMUTATIONS).

    Args:
        texts: n texts, such as one of `spans`.
        rows: values of a band.
    """
    count = PERMUTATIONS // rows
    factors = mixed(np.arange(1, rows + 1, dtype=np.uint64)) | np.uint64(1)
    grams, starts = ngrams(texts)
    place = np.arange(len(grams)) - np.repeat(starts[:-1], np.diff(starts))
    prints = np.add.reduceat(grams * (2 * place + 1).astype(np.uint64), starts[:-1])
    signature = minhash(grams, starts)
    values = signature[:, : count * rows].reshape(-1, count, rows).astype(np.uint64)
    return prints, (values * factors).sum(axis=2).T, signature.astype(np.uint8)


def _copies(prints: Hashes) -> tuple[Integers, Integers]:
    """Return the first index of each distinct text, and each text's position among them."""
    _, first, kind = np.unique(prints, return_index=True, return_inverse=True)
    order = first.argsort()
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return first[order], place[kind]


def minhash(grams: Hashes, starts: Integers) -> NDArray[np.uint32]:
    """Return each text's signature: the minimum n-gram hash under each permutation."""
    numbers = mixed(np.arange(2 * PERMUTATIONS, dtype=np.uint64) + np.uint64(SEED))
    signature = np.empty((len(starts) - 1, PERMUTATIONS), np.uint32)
    permuted = np.empty_like(grams)
    for place, (factor, shift) in enumerate(numbers.reshape(-1, 2)):
        np.multiply(grams, factor | np.uint64(1), out=permuted)
        np.add(permuted, shift, out=permuted)
        signature[:, place] = np.minimum.reduceat(permuted, starts[:-1]) >> np.uint64(32)
    return signature
