"""Outcomes of stages."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from park.ledger.shard import Shard
from park.models.gateway import Meter
from park.models.limiter import Limiter


@dataclass(kw_only=True)
class Outcome(ABC):
    """The outcome of a stage; `print(outcome)` shows it as on the command line."""

    stage: ClassVar[str]
    run: str
    """The run folder."""
    seconds: float = 0.0
    remarks: list[str] = field(default_factory=list)
    """Remarks for interpretation."""

    @property
    def code(self) -> int:
        """The exit code: 0, or 1 if something failed."""
        return 0

    @abstractmethod
    def figures(self) -> dict[str, Any]:
        """Return the stage's part of the summary as plain data."""

    @abstractmethod
    def lines(self) -> Iterator[str]:
        """Yield the final lines for the user."""

    def state(self) -> str:
        """Return the progress in one line."""
        return self.stage

    def summary(self) -> dict[str, Any]:
        """Return the output of `--json`."""
        return {
            "run": self.run,
            "stage": self.stage,
            **self.figures(),
            "seconds": round(self.seconds, 3),
        }

    def remark(self, lines: Iterable[str], say: Callable[[str], None]) -> None:
        """Record lines and report them immediately."""
        for line in lines:
            self.remarks.append(line)
            say(line)

    def __str__(self) -> str:
        """Return all lines."""
        return "\n".join(self.lines())


@dataclass(kw_only=True)
class Dialogues(Outcome):
    """The outcome of a stage over dialogues, with running counts."""

    planned: dict[str, int]
    """Dialogues per culture, including those of earlier runs."""
    meter: Meter
    limiters: list[Limiter]
    shard: Shard | None = None
    """The shard that was worked on; None for the whole run."""
    skipped: int = 0
    """Dialogues skipped because the country was not asked the item."""
    done: Counter[str] = field(default_factory=Counter)
    """Finished dialogues per culture, including earlier ones."""
    failed: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)
    """Dialogues of this process, by ending."""
    flags: Counter[str] = field(default_factory=Counter)
    """Counts of faults by kind."""
    failures: dict[str, str] = field(default_factory=dict)
    """Errors by dialogue key."""

    def early_endings(self) -> dict[str, int]:
        """Count this process's dialogues that ended early, by reason."""
        return {}

    def state(self) -> str:
        """Return the progress in one line."""
        done, planned = self.done.total(), sum(self.planned.values())
        return f"{done}/{planned} dialogues, {self.failed.total()} failed"

    def figures(self) -> dict[str, Any]:
        """Return counts and usage."""
        return {
            "planned": sum(self.planned.values()),
            "done": self.done.total(),
            "failed": self.failed.total(),
            "skipped": self.skipped,
            **({"shard": str(self.shard)} if self.shard is not None else {}),
            **self.meter.summary(),
        }

    def used(self) -> str:
        """Return the run's calls, tokens and cost as a phrase, and how many calls are new."""
        meter, usage = self.meter, self.meter.usage
        paid = f", ${meter.spent:.4f}" if meter.spent else ""
        now = f" in all ({meter.calls - meter.earlier} now)" if meter.earlier else ""
        calls = f"{meter.calls} calls{now}"
        return f"{calls}, {usage.tokens_in} tokens in, {usage.tokens_out} out{paid}"


def listed(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    """Yield a line of counts, if there are any."""
    if parts := [f"{name} {count}" for name, count in sorted(counts.items())]:
        yield title + ", ".join(parts)


def first_of(title: str, failures: Mapping[str, str], most: int, rest: str) -> Iterator[str]:
    """Yield the first failures by dialogue key, and the number of others."""
    for key, failure in list(failures.items())[:most]:
        yield f"{title}: {key[:12]}: {failure}"
    if len(failures) > most:
        yield f"and {len(failures) - most} more {rest}"
