"""Semantic duplicates: paraphrases, by the cosine of their vectors."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Integers = NDArray[np.int64]
Comparable = Callable[[Integers, Integers], NDArray[np.bool_]]
"""Whether pairs of texts, given by their indices, may be duplicates."""

ROWS, COLUMNS = 1024, 8192
"""Block size of comparisons."""
WIDTHS = (32, 48, 64, 96, 128)
"""Candidate dimensions of the prefilter."""
FEW = 1e-4
"""Maximum share of false positives of the prefilter."""
SAMPLE = 1024
"""Vectors used to choose the prefilter."""
SLACK = 1e-5
"""Exceeds the rounding error of a float32 dot product of unit vectors."""


def semantic_duplicates(
    vectors: Vectors, threshold: float, comparable: Comparable | None = None
) -> tuple[Integers, NDArray[np.float32]]:
    """Find each text's earlier duplicate by its vector.

    Each text in order is compared with all earlier kept ones, and dropped if one is as similar as
    the threshold (to 1e-5). Exact: pairs are skipped only if an upper bound of their cosine is
    below the threshold. The bound is the dot product in the first principal components plus the
    product of the residuals' lengths (Cauchy-Schwarz).

    Args:
        vectors: (n, d) rows of unit length, in order of preference.
        threshold: cosine similarity; 1 means the same direction.
        comparable: which pairs may be duplicates; all if None.

    Returns:
        For each text the index of the most similar earlier kept text, its own if it is kept; and
        the cosine with that text, 0 if it is kept. Shapes (n,) and (n,).
    """
    return _Search(np.ascontiguousarray(vectors, np.float32), threshold, comparable).result()


class _Search:
    """A search for semantic duplicates."""

    def __init__(
        self, vectors: Vectors, threshold: float, comparable: Comparable | None = None
    ) -> None:
        self._vectors = vectors
        self._comparable = comparable
        self._threshold = threshold - SLACK
        self._short = _shortened(vectors, self._threshold)
        self._of = np.arange(len(vectors))
        self._cosine = np.zeros(len(vectors), np.float32)
        self._space = np.empty(ROWS * max(ROWS, COLUMNS), np.float32)

    def result(self) -> tuple[Integers, NDArray[np.float32]]:
        """Process blocks in order, as later texts are only compared with kept ones."""
        count = len(self._vectors)
        stays, short = np.empty(count, np.int64), np.empty_like(self._short)
        filled = 0
        for start in range(0, count, ROWS):
            block = np.arange(start, min(start + ROWS, count))
            for first in range(0, filled, COLUMNS):
                part = slice(first, min(first + COLUMNS, filled))
                self._compare(*self._similar(block, stays[part], short[part]))
            own = block[self._of[block] == block]
            self._resolve(*self._similar(block, own, self._short[own]))
            left = block[self._of[block] == block]
            stays[filled : filled + len(left)] = left
            short[filled : filled + len(left)] = self._short[left]
            filled += len(left)
        return self._of, self._cosine

    def _similar(
        self, texts: Integers, others: Integers, short: Vectors
    ) -> tuple[Integers, Integers, NDArray[np.float32]]:
        """Return the pairs of a text and an earlier one that reach the threshold."""
        bound = self._space[: len(texts) * len(others)].reshape(len(texts), len(others))
        np.matmul(self._short[texts], short.T, out=bound)
        found = np.flatnonzero(bound >= self._threshold)
        left, right = texts[found // len(others)], others[found % len(others)]
        left, right = left[right < left], right[right < left]
        cosine = np.empty(len(left), np.float32)
        for start in range(0, len(left), COLUMNS):
            part = slice(start, start + COLUMNS)
            pair = self._vectors[left[part]], self._vectors[right[part]]
            cosine[part] = np.einsum("nd,nd->n", *pair)
        near = cosine >= self._threshold
        if self._comparable is not None:
            near &= self._comparable(left, right)
        return left[near], right[near], cosine[near]

    def _compare(self, left: Integers, right: Integers, cosine: NDArray[np.float32]) -> None:
        """Record the most similar kept text; if tied, the earliest."""
        order = np.lexsort((-right, cosine))
        left, right, cosine = left[order], right[order], cosine[order]
        better = cosine > self._cosine[left]
        self._of[left[better]] = right[better]
        self._cosine[left[better]] = cosine[better]

    def _resolve(self, left: Integers, right: Integers, cosine: NDArray[np.float32]) -> None:
        """Do the same within a block, where it is not yet known which texts are kept."""
        for text, other, similar in zip(left, right, cosine, strict=True):
            if self._of[other] == other and similar > self._cosine[text]:
                self._of[text], self._cosine[text] = other, similar


def _shortened(vectors: Vectors, threshold: float) -> Vectors:
    """Return shorter vectors whose dot products bound the cosines from above.

    Chooses the smallest width with at most `FEW` false positives in a sample; without any, the
    vectors are returned unchanged.
    """
    count, dimensions = vectors.shape
    if count < SAMPLE:
        return vectors
    sample = vectors[:: count // SAMPLE]
    _, axes = np.linalg.eigh(sample.T @ sample)
    for width in WIDTHS:
        along = axes[:, :-width:-1]
        short = _bounding(sample, along)
        if 2 * width <= dimensions and _above(short, threshold) <= FEW + _above(sample, threshold):
            return _bounding(vectors, along)
    return vectors


def _above(vectors: Vectors, threshold: float) -> float:
    """Return the share of pairs whose dot product reaches the threshold."""
    return float(np.mean(vectors @ vectors.T >= threshold))


def _bounding(vectors: Vectors, axes: Vectors) -> Vectors:
    """Project vectors on axes, appending the length of each residual."""
    along = vectors @ axes
    rest = np.einsum("nd,nd->n", vectors, vectors) - np.einsum("nd,nd->n", along, along)
    return np.column_stack([along, np.sqrt(np.maximum(rest, 0) + SLACK)])
