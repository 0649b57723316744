"""Progress display: a live table, or plain lines without a terminal."""

import sys
import time
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from park.outcome import Dialogues, listed
from park.progress import Asked, Counts, Event, Fetching, Line, Trained, clock
from park.text.printable import printable

LINE_EVERY = 10.0
"""Seconds between plain lines."""
TASK_EVERY = 30.0
"""Seconds between plain lines on a task of the evaluation."""


class ProgressPrinter:
    """Shows events on stderr: `with ProgressPrinter(quiet=False) as progress: …`."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._console = Console(
            stderr=True, quiet=quiet, highlight=False, markup=False, emoji=False
        )
        self._live: Live | None = None
        self._outcome: Dialogues | None = None
        self._began = time.monotonic()
        self._tokens_before = 0
        self._said = 0.0
        self._caption = "starting the models …"
        self._tenth = ("", -1)
        self._asked: dict[str, Asked] = {}

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Freeze the display in its last state."""
        self._freeze()

    def __call__(self, event: Event) -> None:
        """Show an event; thread-safe."""
        match event:
            case Line():
                self._print(str(event))
            case Fetching():
                self._fetching(event)
            case Counts(outcome) if isinstance(outcome, Dialogues):
                self._count(outcome)
            case Trained():
                self._print_throttled(event, last=event.figures["step"] >= event.steps)
            case Asked():
                self._ask(event)

    def finish(self, lines: Iterable[str]) -> None:
        """Print an outcome's final lines."""
        self._freeze()
        for line in lines:
            self._print(line)
        sys.stderr.flush()

    def _freeze(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None
        self._outcome = None
        self._asked = {}

    def _fetching(self, event: Fetching) -> None:
        self._caption = str(event)
        tenth = (event.what, event.done * 10 // max(event.total, 1))
        if self._live is None and tenth != self._tenth:
            self._tenth = tenth
            self._print(self._caption)

    def _ask(self, event: Asked) -> None:
        """Show a line for each task: live on a terminal, else now and then and at its end."""
        before = self._asked.get(event.task)
        self._asked[event.task] = event
        if self._console.is_terminal and not self._quiet:
            self._start()
        elif event.done == event.total and event.total and (before is None or before != event):
            self._print(str(event))
        elif time.monotonic() - self._said >= TASK_EVERY:
            self._said = time.monotonic()
            self._print(str(event))

    def _start(self) -> None:
        if self._live is None:
            self._live = Live(
                console=self._console, get_renderable=self._view, refresh_per_second=2
            )
            self._live.start()

    def _print_throttled(self, event: Event, *, last: bool) -> None:
        now = time.monotonic()
        if last or now - self._said >= LINE_EVERY:
            self._said = now
            self._print(str(event))

    def _count(self, outcome: Dialogues) -> None:
        now = time.monotonic()
        if self._outcome is not outcome:
            self._freeze()
            self._outcome, self._began, self._said = outcome, now, now
            self._tokens_before = outcome.meter.usage.tokens_out
            if self._console.is_terminal and not self._quiet:
                self._start()
        if self._live is None and now - self._said >= LINE_EVERY:
            self._said = now
            self._print(", ".join([outcome.state(), *self._rates(outcome)]))

    def _print(self, line: str) -> None:
        self._console.print(printable(line), soft_wrap=True)

    def _rates(self, outcome: Dialogues) -> list[str]:
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
            rates.append(f"about {clock(left * elapsed / done)} left")
        caps = "+".join(str(int(limiter.cap)) for limiter in outcome.limiters)
        rates.append(f"concurrency {caps}")
        overloads = sum(limiter.overloads for limiter in outcome.limiters)
        if overloads or outcome.meter.retries:
            rates.append(f"{overloads} × 429, {outcome.meter.retries} retries")
        return rates

    def _view(self) -> Group:
        outcome = self._outcome
        asked = [Text(printable(str(each))) for each in self._asked.values()]
        if asked and outcome is None:
            return Group(*asked)
        if outcome is None:
            return Group(Text(printable(self._caption)))
        table = Table()
        for column in ("culture", "done", "planned", "failed"):
            table.add_column(column, justify="left" if column == "culture" else "right")
        for culture, planned in outcome.planned.items():
            done, failed = outcome.done[culture], outcome.failed[culture]
            table.add_row(printable(culture), str(done), str(planned), str(failed))
        lines = [
            *listed("ended early: ", outcome.early_endings()),
            *listed("flagged: ", outcome.flags),
            " · ".join(self._rates(outcome)),
        ]
        return Group(*asked, table, *map(Text, map(printable, lines)))
