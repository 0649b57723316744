"""A guard by hand: it minds one word, with the default embedder."""

import numpy as np

from park.guard.model import AXES, Guard, Head
from park.models.embedders import WordLlamaEmbedder


def minding(word: str, path, **changes):
    """Write a guard whose scores fall with the likeness of a text to a word; return its path."""
    embedder = WordLlamaEmbedder()
    (near,) = embedder.embed([word]).astype(float)
    head = Head(bias=1.0, weights=tuple(map(float, -2 * near)))
    known = {
        "embedder": embedder.name,
        "endpoint": embedder.endpoint,
        "heads": {AXES[0]: head, AXES[1]: head, "DEU": head},
        "card": {},
    }
    Guard(**(known | changes)).save(path)
    return path


def harm(word: str, text: str) -> float:
    """Return how harmful that guard finds a text."""
    one, other = WordLlamaEmbedder().embed([word, text]).astype(float)
    return float(np.clip(2 * (one @ other), 0, 1))
