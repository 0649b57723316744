"""What a person sees while a stage works: a live table, or plain lines without a terminal."""

import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Protocol, Self, TypeVar

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from park.text.printable import printable

if TYPE_CHECKING:
    from park.models.gateway import Meter
    from park.models.limiter import Limiter


class Outcome(Protocol):
    """What a stage has come to so far."""

    planned: dict[str, int]
    """Dialogues to be had or read, per culture."""
    done: Counter[str]
    failed: Counter[str]
    endings: Counter[str]
    flags: Counter[str]
    meter: "Meter"
    limiters: list["Limiter"]

    def early_endings(self) -> dict[str, int]:
        """Return how many dialogues ended early, by reason."""
        ...


Shown = TypeVar("Shown", bound=Outcome)

LINE_EVERY = 10.0
"""Seconds between two plain lines."""


class Display(Generic[Shown]):
    """Shows an outcome as it grows, on stderr."""

    def __init__(self, *, quiet: bool) -> None:
        self.outcome: Shown | None = None
        self._quiet = quiet
        self._console = Console(
            stderr=True, quiet=quiet, highlight=False, markup=False, emoji=False
        )
        self._live: Live | None = None
        self._began = time.monotonic()
        self._tokens_before = 0
        self._said = 0.0
        self._caption = "making the models ready …"
        self._tenth = -1

    def __enter__(self) -> Self:
        """Begin to show."""
        if self._console.is_terminal and not self._quiet:
            self._live = Live(
                console=self._console, get_renderable=self._view, refresh_per_second=2
            )
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the last state on the screen."""
        if self._live is not None:
            self._live.stop()

    def fetching(self, what: str, done: int, total: int) -> None:
        """Show how far the fetching of weights is; may be called from another thread."""
        self._caption = f"{what}: {done / 1e6:,.0f} of {total / 1e6:,.0f} MB"
        tenth = done * 10 // total
        if self._live is None and tenth != self._tenth:
            self._tenth = tenth
            self._print(self._caption)

    def update(self, outcome: Shown) -> None:
        """Take in a new state."""
        if self.outcome is None:
            self._began = time.monotonic()
            self._said = self._began
            self._tokens_before = outcome.meter.usage.tokens_out
        self.outcome = outcome
        now = time.monotonic()
        if self._live is None and now - self._said >= LINE_EVERY:
            self._said = now
            self._print(self._line(outcome))

    def say(self, line: str) -> None:
        """Print a line at once, above whatever is shown."""
        self._print(line)

    def finish(self, lines: Iterable[str]) -> None:
        """Say what was made, where, what failed and what comes next."""
        for line in lines:
            self._print(line)
        sys.stderr.flush()

    def _print(self, line: str) -> None:
        self._console.print(printable(line), soft_wrap=True)

    def _line(self, outcome: Outcome) -> str:
        done, planned = outcome.done.total(), sum(outcome.planned.values())
        parts = [f"{done}/{planned} dialogues", f"{outcome.failed.total()} failed"]
        return ", ".join([*parts, *self._rates(outcome)])

    def _rates(self, outcome: Outcome) -> list[str]:
        elapsed = max(time.monotonic() - self._began, 1e-9)
        made = outcome.meter.usage.tokens_out - self._tokens_before
        rates = [f"{made / elapsed:.0f} tokens/s"]
        if outcome.meter.cached_share:
            rates.append(f"{outcome.meter.cached_share:.0%} of the prompts from cache")
        if outcome.meter.spent:
            rates.append(f"${outcome.meter.spent:.4f}")
        done = outcome.endings.total()
        left = sum(outcome.planned.values()) - outcome.done.total()
        if done > 0 and left > 0:
            rates.append(f"about {_clock(left * elapsed / done)} left")
        caps = "+".join(str(int(limiter.cap)) for limiter in outcome.limiters)
        rates.append(f"concurrency {caps}")
        overloads = sum(limiter.overloads for limiter in outcome.limiters)
        if overloads or outcome.meter.retries:
            rates.append(f"{overloads} × 429, {outcome.meter.retries} retries")
        return rates

    def _view(self) -> Group:
        if self.outcome is None:
            return Group(Text(printable(self._caption)))
        table = Table()
        for column in ("culture", "done", "planned", "failed"):
            table.add_column(column, justify="left" if column == "culture" else "right")
        for culture, planned in self.outcome.planned.items():
            done, failed = self.outcome.done[culture], self.outcome.failed[culture]
            table.add_row(printable(culture), str(done), str(planned), str(failed))
        lines = [
            *counts("ended early: ", self.outcome.early_endings()),
            *counts("flagged turns: ", self.outcome.flags),
            " · ".join(self._rates(self.outcome)),
        ]
        return Group(table, *map(Text, map(printable, lines)))


def counts(title: str, counts: Mapping[str, int]) -> list[str]:
    """Return one line of counts, none if there is nothing to count."""
    parts = [f"{name} {count}" for name, count in sorted(counts.items())]
    return [title + ", ".join(parts)] if parts else []


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
