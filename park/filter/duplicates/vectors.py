"""Vectors of texts, from the ledger or the embedder."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from park.errors import InputError
from park.ledger.keys import key_of
from park.ledger.ledger import Ledger
from park.models.embedders import Embedder

Vectors = NDArray[np.float32]

BATCH = 256
"""Texts per batch to embed and store."""


def vectors_of(ledger: Ledger, embedder: Embedder, texts: Sequence[str]) -> Vectors:
    """Return the vectors of texts, (n, d) rows of unit length.

    Each batch is stored before the next one, so a killed run loses at most one; vectors that are as
    quick to compute as to read are not stored.

    Args:
        ledger: the store of vectors.
        embedder: the embedder.
        texts: n texts; duplicates are embedded once.

    Raises:
        InputError: the vectors differ in length from stored ones.
        ModelError: the embedder failed.
    """
    distinct = list(dict.fromkeys(texts))
    if embedder.quick or not distinct:
        vectors = embedder.embed(distinct)
    else:
        starts = range(0, len(distinct), BATCH)
        vectors = np.concatenate(
            [_stored(ledger, embedder, distinct[start : start + BATCH]) for start in starts]
        )
    place = {text: number for number, text in enumerate(distinct)}
    rows: Vectors = vectors[[place[text] for text in texts]]
    return rows


def _stored(ledger: Ledger, embedder: Embedder, texts: Sequence[str]) -> Vectors:
    """Return the vectors of a batch, storing missing ones."""
    source = f"{embedder.name} {embedder.endpoint}"
    keys = [key_of(text) for text in texts]
    known = ledger.vectors(source, keys)
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if new:
        vectors = embedder.embed(list(new.values()))
        _check_length(ledger, embedder.name, source, vectors.shape[1])
        fresh = {key: vector.tobytes() for key, vector in zip(new, vectors, strict=True)}
        ledger.put_vectors(source, fresh.items())
        known |= fresh
    return np.stack([np.frombuffer(known[key], np.float32) for key in keys])


def _check_length(ledger: Ledger, name: str, source: str, length: int) -> None:
    before = ledger.get(f"vectors: {source}")
    if before is None:
        ledger.put(f"vectors: {source}", length)
    elif before != length:
        raise InputError(
            f"models.embedder: {name} gives vectors of {length} numbers, but those stored in this "
            f"run have {before}; use the previous model, or start a new run"
        )
