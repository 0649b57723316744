"""Vectors of texts, from the ledger or the embedder."""

from collections.abc import Sequence

import numpy as np

from park.errors import InputError
from park.ledger.keys import key_of
from park.ledger.ledger import Ledger
from park.models.embedders import BATCH, Embedder, Vectors


def vectors_of(ledger: Ledger, embedder: Embedder, texts: Sequence[str]) -> Vectors:
    """Return an (n, d) matrix with a row of length 1 for each text.

    What an endpoint answers is stored batch by batch, and never asked for again. Local embedders
    are quicker than the ledger and leave nothing in it.

    Raises:
        InputError: the embedder answers with another dimension than it did before.
        Stopped: the endpoint does not answer.
    """
    if embedder.endpoint == "local":
        return embedder.embed(texts)
    source = f"{embedder.name} {embedder.endpoint}"
    keys = [key_of(text) for text in texts]
    known = {
        key: np.frombuffer(blob, dtype=np.float32)
        for key, blob in ledger.vectors(source, dict.fromkeys(keys)).items()
    }
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    wanted = list(missing)
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        rows = embedder.embed([missing[key] for key in batch])
        _check(embedder, known, rows)
        ledger.put_vectors(source, [(k, row.tobytes()) for k, row in zip(batch, rows, strict=True)])
        known.update(zip(batch, rows, strict=True))
    if not texts:
        return np.zeros((0, 0), dtype=np.float32)
    return np.stack([known[key] for key in keys])


def _check(embedder: Embedder, known: dict[str, Vectors], rows: Vectors) -> None:
    before = next((len(row) for row in known.values()), rows.shape[1])
    if before != rows.shape[1]:
        raise InputError(
            f"models.embedder: {embedder.name} answers with {rows.shape[1]} dimensions, but the "
            f"run's vectors of it have {before}; use another run, or another name for it"
        )
