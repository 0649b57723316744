"""What a stage has come to: the same face for every verb."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from park.models.gateway import Meter
from park.models.limiter import Limiter


@dataclass(kw_only=True)
class Outcome(ABC):
    """What a stage has done in a run; `print(outcome)` shows it as the command line does."""

    stage: ClassVar[str]
    run: str
    """The run folder."""
    seconds: float = 0.0
    remarks: list[str] = field(default_factory=list)
    """What a reader of the figures should know."""

    @property
    def code(self) -> int:
        """The exit code: 0, or 1 if something failed."""
        return 0

    @abstractmethod
    def figures(self) -> dict[str, Any]:
        """Return the stage's own part of the summary, as plain data."""

    @abstractmethod
    def lines(self) -> Iterator[str]:
        """Yield what a person reads when the stage has ended."""

    def state(self) -> str:
        """Return in one line how far the stage is."""
        return self.stage

    def summary(self) -> dict[str, Any]:
        """Return the object that `--json` prints."""
        return {
            "run": self.run,
            "stage": self.stage,
            **self.figures(),
            "seconds": round(self.seconds, 3),
        }

    def remark(self, lines: Iterable[str], say: Callable[[str], None]) -> None:
        """Keep lines and say them at once."""
        for line in lines:
            self.remarks.append(line)
            say(line)

    def __str__(self) -> str:
        """Return all lines."""
        return "\n".join(self.lines())


@dataclass(kw_only=True)
class Dialogues(Outcome):
    """The outcome of a stage that works through dialogues; its counts grow meanwhile."""

    planned: dict[str, int]
    """Dialogues per culture, those of earlier runs of the stage included."""
    meter: Meter
    limiters: list[Limiter]
    skipped: int = 0
    """Dialogues that cannot be had, since the country was not asked the item."""
    done: Counter[str] = field(default_factory=Counter)
    """Finished dialogues per culture, earlier ones included."""
    failed: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)
    """Dialogues of this process, by their ending."""
    flags: Counter[str] = field(default_factory=Counter)
    """What was found wrong, by kind."""
    failures: dict[str, str] = field(default_factory=dict)
    """What failed, by the dialogue's key."""

    def early_endings(self) -> dict[str, int]:
        """Return how many dialogues of this process ended early, by reason."""
        return {}

    def state(self) -> str:
        """Return how many dialogues are done."""
        done, planned = self.done.total(), sum(self.planned.values())
        return f"{done}/{planned} dialogues, {self.failed.total()} failed"

    def figures(self) -> dict[str, Any]:
        """Return counts, and what was used."""
        return {
            "planned": sum(self.planned.values()),
            "done": self.done.total(),
            "failed": self.failed.total(),
            "skipped": self.skipped,
            **self.meter.summary(),
        }

    def used(self) -> str:
        """Return calls, tokens and money in a phrase."""
        usage, money = self.meter.usage, self.meter.spent
        paid = f", ${money:.4f}" if money else ""
        return (
            f"{self.meter.calls} calls, {usage.tokens_in} tokens in, {usage.tokens_out} out{paid}"
        )


def listed(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    """Yield one line of counts, none if there is nothing to count."""
    if parts := [f"{name} {count}" for name, count in sorted(counts.items())]:
        yield title + ", ".join(parts)


def first_of(title: str, failures: Mapping[str, str], most: int, rest: str) -> Iterator[str]:
    """Yield the first failures by the dialogue's key, and how many more there are."""
    for key, failure in list(failures.items())[:most]:
        yield f"{title}: {key[:12]}: {failure}"
    if len(failures) > most:
        yield f"and {len(failures) - most} more {rest}"
