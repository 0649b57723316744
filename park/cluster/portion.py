"""A portion of a stage: what a task is told, does and returns. Knows nothing of Ray."""

import asyncio
import json
import os
import socket
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from park.config import Config, ModelConfig
from park.errors import InputError, ParkError
from park.ledger.run import LEDGER, changed_settings, read_run
from park.ledger.shard import Shard
from park.outcome import Dialogues
from park.progress import Asked, Counts, Event, Trained
from park.setup import Setup, prepare
from park.tallies import Tally, tally_of

PULSE_EVERY = 0.5
"""Minimum seconds between two signs of life."""


Stage = Literal["generate", "filter", "finetune", "evaluate"]


@dataclass(frozen=True)
class Portion:
    """What a task is told."""

    stage: Stage
    folder: Path
    """The run folder, absolute; the same on all machines."""
    config: Config
    base: Path
    began: str
    shard: Shard | None = None
    limit: int | None = None
    cultures: tuple[str, ...] = ()
    recipe: str = ""
    model: ModelConfig | None = None
    """The chat model to evaluate, in place of the run's."""
    version: str = field(default_factory=lambda: version("culturepark"))

    @property
    def name(self) -> str:
        """The portion's name, for people."""
        return f"shard {self.shard}" if self.shard is not None else ", ".join(self.cultures)

    @property
    def pulse(self) -> Path:
        """The file in which the task shows that it works."""
        name = f"{self.shard.number:04}" if self.shard is not None else "-".join(self.cultures)
        return self.folder / ".cluster" / f"{self.stage}-{name}.json"


@dataclass(frozen=True)
class Returned:
    """What came back of a portion; a failure is a record like any other."""

    portion: Portion
    tally: Tally = field(default_factory=lambda: tally_of(None))
    outcome: Any = None
    """The outcome of a training, or of a shard of an evaluation, stopped or not."""
    error: str = ""
    """Name of the exception that ended it; '' if none."""
    message: str = ""
    node: str = ""


def do(portion: Portion) -> Returned:
    """Work on a portion; errors are returned, not raised."""
    pulse, node = Pulse(portion.pulse), socket.gethostname()
    outcome, error, message = None, "", ""
    try:
        _check(portion, node)
        setup = prepare(portion.config, portion.base, began=portion.began)
        if portion.stage == "finetune":
            from park.cluster.training import train_aside

            outcome = train_aside(portion, setup, pulse)
        else:
            made = asyncio.run(_work(portion, setup, pulse, node))
            outcome = made if portion.stage == "evaluate" else None
    except ParkError as failure:
        if portion.stage == "evaluate":
            outcome = getattr(failure, "outcome", None)
        error, message = type(failure).__name__, str(failure)
    except Exception as failure:
        error, message = "ParkError", f"internal error: {type(failure).__name__}: {failure}"
    return Returned(portion, pulse.tally(), outcome, error, message, node)


def _check(portion: Portion, node: str) -> None:
    own = version("culturepark")
    if own != portion.version:
        raise InputError(f"{node}: has culturepark {own}, and {portion.version} has sent the task")
    if not (portion.folder / LEDGER).is_file():
        raise InputError(
            f"{node}: {portion.folder} is not there; put the run on a file system that all "
            "machines of the cluster share"
        )


def _check_settings(portion: Portion, setup: Setup, node: str) -> None:
    """Raise InputError if this machine's templates or cards are not those that the run began with.

    A run without results would take over the settings of its parts.
    """
    from park.generate.blueprint import draw_up
    from park.generate.scene import SPEAKERS
    from park.generate.stage import identity_of
    from park.session import connect_roles

    own = identity_of(draw_up(setup), connect_roles(setup, SPEAKERS))
    with read_run(portion.folder) as ledger:
        changed = changed_settings(ledger.get("identity") or {}, own)
    if changed:
        raise InputError(
            f"{node}: {portion.folder} began with other settings than this machine has "
            f"({', '.join(changed)}); install the same culturepark everywhere"
        )


def _work(portion: Portion, setup: Setup, pulse: "Pulse", node: str) -> Coroutine[Any, Any, Any]:
    if portion.stage == "filter":
        from park.filter.stage import filter_dialogues

        return filter_dialogues(
            setup, portion.folder, cultures=portion.cultures, limit=portion.limit,
            shard=portion.shard, progress=pulse,
        )  # fmt: skip
    if portion.stage == "evaluate":
        from park.evaluate.stage import evaluate

        return evaluate(
            setup, portion.folder, model=portion.model, cultures=portion.cultures,
            shard=portion.shard, progress=pulse, answered=pulse.answered,
        )  # fmt: skip
    from park.generate.stage import generate

    _check_settings(portion, setup, node)
    return generate(
        setup, portion.folder, cultures=portion.cultures, limit=portion.limit,
        shard=portion.shard, progress=pulse,
    )  # fmt: skip


class Pulse:
    """A task's signs of life: its counts, in a file that the driver reads."""

    def __init__(self, path: Path) -> None:
        """Write to a file, whose folder exists."""
        self.outcome: Dialogues | None = None
        self._path = path
        self._steps = self._answers = 0
        self._asked: dict[str, Any] = {}
        self._written = 0.0

    def __call__(self, event: Event) -> None:
        """Note an event, and write now and then."""
        if isinstance(event, Counts) and isinstance(event.outcome, Dialogues):
            self.outcome = event.outcome
        if isinstance(event, Asked):
            self._asked[event.task] = [event.done, event.total, event.seconds_left]
        self._steps += isinstance(event, Trained)
        self._show()

    def answered(self) -> None:
        """Note an answer to an evaluation's question, and write now and then."""
        self._answers += 1
        self._show()

    def tally(self) -> Tally:
        """Return the counts so far: dialogues, steps of a training, questions of each task."""
        told = {"steps": self._steps, "asked": self._asked, "answers": self._answers}
        return tally_of(self.outcome) | told

    def _show(self) -> None:
        if time.monotonic() - self._written >= PULSE_EVERY:
            self._write()

    def _write(self) -> None:
        self._written = time.monotonic()
        new = self._path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):  # The work is in the ledger; this is only for display.
            new.write_text(json.dumps(self.tally()))
            new.replace(self._path)


def pulse_of(portion: Portion) -> Tally | None:
    """Return what a task has last shown; None if nothing readable."""
    try:
        found = json.loads(portion.pulse.read_text())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and tally_of(None).keys() <= found.keys() else None
