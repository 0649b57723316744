"""The guard: linear in a text's vector, saved as JSON with its card."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, FiniteFloat, ValidationError, model_validator

from park.errors import InputError
from park.records import Record
from park.records.base import Text
from park.statistics.interval import Numbers
from park.yamlfile import explain, read_text

FORMAT = 1
AXES = ("harmless", "aware")
Verdict = Literal["allow", "abstain", "block"]


class Head(Record):
    """A linear function of a vector."""

    bias: FiniteFloat
    weights: tuple[FiniteFloat, ...] = Field(min_length=1)


class Guard(Record):
    """A trained guard."""

    format: Literal[1] = 1
    embedder: Text
    """Name of the embedder that its vectors come from."""
    endpoint: Text
    """Source of the vectors; others cannot be scored."""
    heads: dict[str, Head]
    """The two axes, and each country's rate by its code."""
    card: dict[str, Any]
    """What it was trained on, and how well it does."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        missing = next((axis for axis in AXES if axis not in self.heads), None)
        if missing:
            raise ValueError(f"heads: {missing!r} is missing")
        if len({len(head.weights) for head in self.heads.values()}) > 1:
            raise ValueError("heads: all need as many weights")
        return self

    @property
    def size(self) -> int:
        """The dimension of its vectors."""
        return len(self.heads[AXES[0]].weights)

    def scores(self, vectors: NDArray[np.floating[Any]]) -> dict[str, Numbers]:
        """Return each head's scores, from 0 to 1, of vectors of shape (n, d).

        Raises:
            ValueError: the vectors have another dimension.
        """
        given = np.asarray(vectors)
        if given.ndim != 2 or given.shape[1] != self.size:
            raise ValueError(f"vectors of shape (n, {self.size}) are needed, not {given.shape}")
        weights = np.array([head.weights for head in self.heads.values()], given.dtype)
        bias = np.array([head.bias for head in self.heads.values()], given.dtype)
        table = np.clip(given @ weights.T + bias, 0.0, 1.0)
        return dict(zip(self.heads, table.T, strict=True))

    def save(self, path: Path) -> None:
        """Write the guard; InputError if it cannot be written."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.model_dump_json() + "\n", encoding="utf-8")
        except OSError as error:
            raise InputError(f"{path}: cannot be written ({error.strerror})") from None


def load_guard(path: Path) -> Guard:
    """Read a guard; nothing in the file is executed.

    Raises:
        InputError: the file is no guard.
    """
    try:
        data = json.loads(read_text(path))
    except (ValueError, RecursionError):
        raise InputError(f"{path}: broken JSON") from None
    if not isinstance(data, dict):
        raise InputError(f"{path}: a mapping of keys to values is expected")
    try:
        return Guard.model_validate(data)
    except ValidationError as error:
        raise InputError(f"{path}: {explain(error, Guard)[1]}") from None


def verdict(scores: Mapping[str, float], thresholds: Mapping[str, float], band: float) -> Verdict:
    """Return what to do with a text.

    Args:
        scores: of the two axes.
        thresholds: likewise; a text is blocked below either.
        band: within so much of a threshold nothing is decided.
    """
    distances = [scores[axis] - thresholds[axis] for axis in AXES]
    if min(distances) < -band:
        return "block"
    return "allow" if min(distances) >= band else "abstain"
