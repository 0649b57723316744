"""How stories differ by identity: recall, lexical variation, distances."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from park.statistics import Interval, clustered_mean
from park.statistics.interval import Numbers

WORD = re.compile(r"\w+")
TIED = 1e-9
"""Difference of similarities that is rounding."""


class Story(NamedTuple):
    """A story about a concept, told of an identity."""

    identity: str
    concept: str
    text: str


def word_similarity(texts: Sequence[str]) -> Numbers:
    """Return the Jaccard similarity of all texts' words and pairs of words, shape (n, n)."""
    sets = [_grams(text) for text in texts]
    found = np.eye(len(texts))
    for i, one in enumerate(sets):
        for j in range(i):
            both = len(one | sets[j])
            found[i, j] = found[j, i] = len(one & sets[j]) / both if both else 1.0
    return found


def cosine(vectors: ArrayLike) -> Numbers:
    """Return the cosine similarity of vectors of unit length, shape (n, d) to (n, n)."""
    unit = np.asarray(vectors, float)
    found: Numbers = np.clip(unit @ unit.T, -1, 1)
    return found


def recall(similarity: Numbers, stories: Sequence[Story], k: int) -> Interval:
    """Return which share of a story's k nearest are of its own identity.

    Only stories about other concepts are searched, so the expected share of a random order is one
    by the number of identities. Stories that are equally near share the places left.

    Args:
        similarity: shape (n, n).
        stories: the n stories.
        k: number of nearest stories.

    Returns:
        The mean over stories, with an interval over concepts; nan with a single concept.
    """
    values = np.full(len(stories), np.nan)
    for place, each in enumerate(stories):
        others = [i for i, other in enumerate(stories) if other.concept != each.concept]
        if others:
            same = np.array([stories[i].identity == each.identity for i in others], float)
            values[place] = _share(similarity[place, others], same, min(k, len(others)))
    found = clustered_mean(values, [(each.concept, "") for each in stories]).within(0, 1)
    return Interval(*found[:4])


def _share(near: Numbers, same: Numbers, k: int) -> float:
    """Return the expected share of `same` among the k nearest, ties in random order."""
    last = np.sort(near)[::-1][k - 1]
    surely, tied = near > last + TIED, np.abs(near - last) <= TIED
    left = k - surely.sum()
    return float((same[surely].sum() + left * same[tied].mean()) / k)


def identity_distance(
    similarity: Numbers, stories: Sequence[Story], identities: Sequence[str]
) -> Numbers:
    """Return one minus the mean similarity of two identities' stories about the same concepts.

    Returns:
        Shape (identities, identities); nan where two share no concept.
    """
    at = {(each.identity, each.concept): place for place, each in enumerate(stories)}
    concepts = sorted({each.concept for each in stories})
    found = np.zeros((len(identities), len(identities)))
    for i, one in enumerate(identities):
        for j, other in enumerate(identities[:i]):
            pairs = [(at[one, c], at[other, c]) for c in concepts
                     if (one, c) in at and (other, c) in at]  # fmt: skip
            near = [similarity[pair] for pair in pairs]
            found[i, j] = found[j, i] = 1 - np.mean(near) if near else np.nan
    return found


def variation(stories: Sequence[Story]) -> Interval:
    """Return the share of an identity's words that are distinct, mean over concepts.

    Args:
        stories: the stories of one identity.
    """
    shares = []
    for each in stories:
        words = WORD.findall(each.text.casefold())
        shares.append(len(set(words)) / len(words) if words else np.nan)
    found = clustered_mean(np.array(shares), [(each.concept, "") for each in stories])
    found = found.within(0, 1)
    return Interval(*found[:4])


def _grams(text: str) -> set[tuple[str, ...]]:
    words = WORD.findall(text.casefold())
    return {*((word,) for word in words), *pairwise(words)}
