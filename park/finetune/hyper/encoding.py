"""Turns descriptions into what a generator reads: vectors of their sentences."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from park.config import ModelConfig
from park.errors import InputError
from park.finetune.hyper.descriptions import checked
from park.models.embedders import Embedder, connect_embedder

TIMEOUT, RETRIES = 300.0, 4


class Texts:
    """A frozen text encoder."""

    def __init__(self, encoder: str, base: Path = Path()) -> None:
        """Connect an encoder; InputError if there is none.

        Args:
            encoder: an embedder's name.
            base: base folder of relative paths.
        """
        try:
            self._embedder: Embedder = connect_embedder(
                ModelConfig(model=encoder), base=base, timeout=TIMEOUT, retries=RETRIES
            )
        except InputError as error:
            reason = str(error).removeprefix("models.embedder: ")
            raise InputError(f"hyper.encoder: {reason}") from None
        self.name = encoder

    def encode(self, texts: Sequence[str], where: str = "description") -> tuple[Tensor, Tensor]:
        """Return the vectors of n texts, (n, sentences, width), and their mask, (n, sentences).

        Raises:
            InputError: a text is empty or too long.
        """
        sentences = [checked(text, where) for text in texts]
        flat = list(dict.fromkeys(each for part in sentences for each in part))
        found = np.asarray(self._embedder.embed(flat), np.float32)
        place = {text: number for number, text in enumerate(flat)}
        longest = max(map(len, sentences))
        vectors = torch.zeros(len(texts), longest, found.shape[1])
        mask = torch.zeros(len(texts), longest)
        for row, part in enumerate(sentences):
            vectors[row, : len(part)] = torch.from_numpy(found[[place[each] for each in part]])
            mask[row, : len(part)] = 1
        return vectors, mask


def numbered(count: int, of: int | None) -> tuple[Tensor, Tensor]:
    """Return what stands for n cultures without descriptions, as `encode` does.

    Args:
        count: n.
        of: `None` for one-hot vectors; else the width, for n zero vectors.
    """
    vectors = torch.eye(count)[:, None] if of is None else torch.zeros(count, 1, of)
    return vectors, torch.ones(count, 1)
