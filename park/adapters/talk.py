"""Chat with an adapter and its base, each with its own history."""

from dataclasses import dataclass, field
from pathlib import Path

from park.adapters.switchable import Loaded, adapter_of, load_run
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
        text = self.loaded.generate(
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
