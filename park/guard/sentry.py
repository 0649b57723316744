"""A guard at work: with its embedder and the deployer's thresholds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from park.errors import InputError
from park.guard.model import AXES, Guard, Verdict, load_guard, verdict
from park.models.embedders import Embedder
from park.records import Record


class Limits(Record):
    """From which scores on a text is allowed."""

    harmless: float = Field(default=0.5, ge=0, le=1)
    """Below it a text is blocked."""
    aware: float = Field(default=0.5, ge=0, le=1)
    """The same of the second axis."""
    band: float = Field(default=0.1, ge=0, le=0.5)
    """Within so much of a threshold nothing is decided."""


class Judgement(NamedTuple):
    """What a guard says of a text."""

    scores: dict[str, float]
    """From 0 to 1, by axis and country."""
    verdict: Verdict


@dataclass(frozen=True)
class Sentry:
    """A guard that can read texts."""

    guard: Guard
    embedder: Embedder
    limits: Limits = field(default_factory=Limits)

    def judge(self, texts: Sequence[str]) -> Iterator[Judgement]:
        """Yield what the guard says of each text.

        Raises:
            ModelError: the embedder fails.
        """
        found = self.guard.scores(self.embedder.embed(texts))
        thresholds = {axis: float(getattr(self.limits, axis)) for axis in AXES}
        for place in range(len(texts)):
            scores = {name: float(values[place]) for name, values in found.items()}
            yield Judgement(scores, verdict(scores, thresholds, self.limits.band))


def sentry(path: Path, embedder: Embedder, limits: Limits | None = None) -> Sentry:
    """Read a guard for an embedder.

    Raises:
        InputError: the file is no guard, or one of another embedder's vectors.
    """
    guard = load_guard(path)
    if (embedder.name, embedder.endpoint) != (guard.embedder, guard.endpoint):
        there = f" at {guard.endpoint}" if guard.embedder == embedder.name else ""
        raise InputError(
            f"{path}: embedder: it needs vectors of {guard.embedder}{there}, not of "
            f"{embedder.name}; give --set models.embedder={guard.embedder}"
        )
    return Sentry(guard, embedder, limits or Limits())
