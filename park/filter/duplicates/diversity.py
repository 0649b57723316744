"""Selection of diverse texts, and measures of diversity."""

from collections.abc import Sequence
from importlib import import_module
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from park.errors import InputError

Method = Literal["facility", "k-center", "kmeans", "none"]
Vectors = NDArray[np.float32]
Numbers = NDArray[np.float32]
Integers = NDArray[np.int64]

ROWS = 256
"""Vectors per block compared with all others."""


def choose(
    vectors: Vectors,
    weights: ArrayLike,
    quota: int,
    method: Method,
    *,
    texts: Sequence[str],
    seed: int = 0,
) -> list[int]:
    """Choose a quota of texts; all of them, in order, if there are no more.

    - `facility`: facility location, which maximises the sum over all texts of the greatest weight ×
      similarity (at least 0) to a chosen one. Greedy, within 1 - 1/e of the optimum (Nemhauser,
      Wolsey and Fisher 1978).
    - `k-center`: the heaviest, then repeatedly the one with the greatest weight × distance from the
      chosen ones (Gonzalez 1985).
    - `kmeans`: the longest text of each of `quota` clusters, whatever its weight, as in
    CulturePark;
      fewer than the quota if there are fewer distinct vectors.
    - `none`: the heaviest; if tied, the earlier.

    Args:
        vectors: (n, d) rows of unit length.
        weights: (n,) non-negative weights of preference.
        quota: number of texts to choose.
        method: the method of choice.
        texts: the n texts.
        seed: random seed of k-means.

    Returns:
        Indices in order of choice.

    Raises:
        InputError: `kmeans` needs scikit-learn, which is not installed.
    """
    heavy = np.asarray(weights, np.float32)
    if len(vectors) <= quota:
        return list(range(len(vectors)))
    if method == "facility":
        return _cover(vectors, heavy, quota)
    if method == "k-center":
        return _spread(vectors, heavy, quota)
    if method == "kmeans":
        return _cluster(vectors, quota, texts, seed)
    return [int(index) for index in np.argsort(-heavy, kind="stable")[:quota]]


def _cover(vectors: Vectors, weights: Numbers, quota: int) -> list[int]:
    heavy = vectors * weights[:, None]
    covered = np.zeros(len(vectors), np.float32)
    gain = _lost(heavy, vectors, covered, np.full_like(covered, np.inf))
    chosen: list[int] = []
    while len(chosen) < quota:
        best = int(gain.argmax())
        now = np.maximum(covered, vectors @ heavy[best])
        better = now > covered
        gain -= _lost(heavy, vectors[better], covered[better], now[better])
        covered = now
        chosen.append(best)
        gain[chosen] = -np.inf
    return chosen


def _lost(heavy: Vectors, vectors: Vectors, before: Numbers, now: Numbers) -> NDArray[np.float64]:
    """Return each text's loss in marginal gain as some texts are covered better."""
    lost = np.zeros(len(heavy))
    for start in range(0, len(vectors), ROWS):
        part = slice(start, start + ROWS)
        added = heavy @ vectors[part].T - before[part]
        lost += np.clip(added, 0, now[part] - before[part], out=added).sum(axis=1)
    return lost


def _spread(vectors: Vectors, weights: Numbers, quota: int) -> list[int]:
    chosen = [int(weights.argmax())]
    nearest = np.full(len(vectors), np.inf, np.float32)
    while len(chosen) < quota:
        squared = 2 - 2 * (vectors @ vectors[chosen[-1]])
        nearest = np.minimum(nearest, np.sqrt(np.maximum(squared, 0)))
        far = weights * nearest
        far[chosen] = -1
        chosen.append(int(far.argmax()))
    return chosen


def _cluster(vectors: Vectors, quota: int, texts: Sequence[str], seed: int) -> list[int]:
    try:
        k_means = import_module("sklearn.cluster").KMeans
    except ImportError:
        raise InputError(
            "filter.diversity: kmeans needs: pip install 'culturepark[kmeans]'"
        ) from None
    count = min(quota, len(np.unique(vectors, axis=0)))
    labels = k_means(n_clusters=count, random_state=seed).fit_predict(vectors)
    longest: dict[int, int] = {}
    for index, label in enumerate(labels.tolist()):
        if label not in longest or len(texts[index]) > len(texts[longest[label]]):
            longest[label] = index
    return [longest[label] for label in sorted(longest)]


def diversity_gain(generated: Vectors, originals: Vectors) -> float:
    """Return the mean distance of texts from their originals; nan if either is empty.

    The mean over generated texts x of the minimum ‖e(x) - e(y)‖ over originals y (CulturePark,
    arXiv 2405.15145).

    Args:
        generated: (n, d) vectors.
        originals: (m, d) vectors.
    """
    if not len(generated) or not len(originals):
        return float("nan")
    total, squared = 0.0, np.einsum("md,md->m", originals, originals)
    for start in range(0, len(generated), ROWS):
        part = generated[start : start + ROWS]
        nearest = originals[(squared - 2 * (part @ originals.T)).argmin(axis=1)]
        total += float(np.linalg.norm(part.astype(np.float64) - nearest, axis=1).sum())
    return total / len(generated)


def self_similarity(vectors: Vectors) -> float:
    """Return the mean cosine of all pairs of texts; nan for fewer than two.

    Uses |Σv|² = Σ|v|² + Σ v·w.

    Args:
        vectors: (n, d) rows of unit length.
    """
    count = len(vectors)
    if count < 2:
        return float("nan")
    total = vectors.sum(axis=0, dtype=np.float64)
    own = np.einsum("nd,nd->", vectors, vectors, dtype=np.float64)
    return float((total @ total - own) / (count * (count - 1)))
