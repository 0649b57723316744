"""Chat with an adapter and its base, each with its own history."""

from dataclasses import dataclass, field
from pathlib import Path

from park.adapters.switchable import Loaded, adapter_of, adapters_of, load_beside, load_run
from park.errors import InputError
from park.ledger.keys import seed_of
from park.ledger.run import read_run
from park.models.base import Message
from park.models.weights import Progress, quiet
from park.text.printable import printable


@dataclass(frozen=True)
class Manner:
    """Sampling settings."""

    max_tokens: int = 160
    temperature: float = 0.7
    """0 is greedy."""
    seed: int = 0


@dataclass
class Talk:
    """A conversation with an adapter, its base, or both."""

    loaded: Loaded
    adapter: str
    system: str
    manner: Manner
    pasts: dict[bool, list[Message]] = field(default_factory=dict)
    """Histories with (True) and without (False) the adapter."""

    def answer(self, line: str, *, adapted: bool = True) -> str:
        """Answer a line, with or without the adapter."""
        start = [{"role": "system", "content": self.system}] if self.system else []
        past = self.pasts.setdefault(adapted, start)
        past.append({"role": "user", "content": line})
        text, _ = self.loaded.generate(
            past,
            self.adapter if adapted else "",
            max_tokens=self.manner.max_tokens,
            temperature=self.manner.temperature,
            seed=seed_of("talk", self.manner.seed, len(past)),
        )
        past.append({"role": "assistant", "content": text})
        return printable(text)


def begin(run: Path, culture: str, manner: Manner, progress: Progress = quiet) -> Talk:
    """Load a culture's adapter and its base.

    Raises:
        InputError: there is no such adapter, or its base has changed.
    """
    with read_run(run) as ledger:
        adapter = adapter_of(ledger, run, culture)
    loaded = load_run(run, [adapter], adapter.recipe, progress)
    return Talk(loaded, culture, adapter.system, manner)


def begin_with(
    run: Path, folder: Path, culture: str | None, manner: Manner, progress: Progress = quiet
) -> Talk:
    """Load an adapter that was written outside of a run, and the run's base.

    Args:
        run: the run on whose base the adapter was made.
        folder: the adapter's folder.
        culture: the adapter of the run whose system message is used; none if None.
        manner: how to sample.
        progress: download progress of weights.

    Raises:
        InputError: there is no such adapter, or it is for another base.
    """
    with read_run(run) as ledger:
        there = adapters_of(ledger, run)
        system = "" if culture is None else adapter_of(ledger, run, culture).system
    if not there:
        raise InputError(f"{run}: there is no adapter, so its base is not known")
    recipe = next(iter(there.values())).recipe
    loaded, name = load_beside(run, folder, recipe, progress)
    return Talk(loaded, name, system, manner)
