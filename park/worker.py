"""A local process of a run: how it is started, what it is told, does and tells."""

import asyncio
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from park.config import Config, ModelConfig
from park.errors import ParkError
from park.ledger.shard import Shard
from park.models.team import Team
from park.outcome import Dialogues, Outcome
from park.progress import Asked, Counts, Event, Fetching, Line
from park.setup import Setup, prepare
from park.tallies import Tally, tally_of

if TYPE_CHECKING:
    from park.generate.blueprint import Blueprint

TELL_EVERY = 0.2
"""Minimum seconds between two reports."""


@dataclass(frozen=True)
class Task:
    """What a process is told."""

    stage: Literal["generate", "filter", "evaluate"]
    config: Config
    base: Path
    began: str
    folder: Path
    shard: Shard
    team: Path
    limit: int | None = None
    cultures: tuple[str, ...] = ()
    model: ModelConfig | None = None
    """The chat model to evaluate, in place of the run's."""
    loaded: Setup | None = None
    """What the starting process has loaded; None if the process shares no memory with it."""
    blueprint: "Blueprint | None" = None
    """The plan of dialogues as the starting process drew it up; None as above."""

    def setup(self) -> Setup:
        """Return what is loaded with this process's configuration, loaded anew if need be."""
        if self.loaded is not None:
            return replace(self.loaded, config=self.config)
        return prepare(self.config, self.base, began=self.began)

    def drawn(self) -> "Blueprint":
        """Return the plan with this process's configuration, drawn up anew if need be."""
        from park.generate.blueprint import draw_up

        if self.blueprint is not None:
            setup = replace(self.blueprint.setup, config=self.config)
            return replace(self.blueprint, setup=setup)
        drawn = draw_up(self.setup())
        return drawn.narrowed(self.cultures) if self.cultures else drawn


@dataclass(frozen=True)
class Told:
    """What a process says of itself."""

    counts: Tally
    error: str = ""
    """Name of the exception that ended it; '' if none."""
    message: str = ""
    over: bool = False


@contextmanager
def started(task: Task, number: int) -> Iterator[tuple[BaseProcess, Connection]]:
    """Start a process; end it if the block is left before."""
    context = _context()
    if context.get_start_method() != "fork":
        task = replace(task, loaded=None, blueprint=None)
    ear, mouth = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(task, number, mouth, os.getpid()))  # type: ignore[attr-defined]
    process.start()
    mouth.close()
    try:
        yield process, ear
    finally:
        if process.is_alive():
            process.terminate()
        process.join()
        ear.close()


def _context() -> BaseContext:
    """Fork where that is safe, as it spares every import."""
    alone = threading.active_count() == 1
    can = "fork" in multiprocessing.get_all_start_methods() and os.uname().sysname == "Linux"
    return multiprocessing.get_context("fork" if can and alone else "spawn")


def work(task: Task, number: int, mouth: Connection, parent: int) -> None:
    """Do a task; what this process says goes through `mouth`."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    voice = Voice(mouth)
    try:
        team = Team(task.team, number, task.shard.of)
        try:
            voice.outcome = asyncio.run(_doing(task, team, voice))
        finally:
            team.publish(team.words[1 + 2 * number], 0.0)
        voice.tell(over=True)
    except ParkError as error:
        voice.tell(over=True, error=type(error).__name__, message=str(error))
    except (KeyboardInterrupt, BrokenPipeError):
        os._exit(130)
    except Exception as error:
        message = f"worker {number + 1}: internal error: {type(error).__name__}: {error}"
        voice.tell(over=True, error="ParkError", message=message)
    mouth.close()
    os._exit(0)  # What was inherited from the parent, such as its open files, is not ours to close.


def _doing(task: Task, team: Team, voice: "Voice") -> Coroutine[Any, Any, Outcome]:
    """Return the work of a task's stage."""
    told: dict[str, Any] = {"shard": task.shard, "team": team, "progress": voice}
    if task.stage == "generate":
        from park.generate.stage import generate_drawn

        return generate_drawn(task.drawn(), task.folder, limit=task.limit, **told)
    told |= {"cultures": task.cultures}
    if task.stage == "filter":
        from park.filter.stage import filter_dialogues

        return filter_dialogues(task.setup(), task.folder, limit=task.limit, **told)
    from park.evaluate.stage import evaluate

    return evaluate(task.setup(), task.folder, model=task.model, **told)


def _leave_with(parent: int) -> None:
    """End this process when the one that started it has gone; its ledger holds what is paid."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


class Voice:
    """A process's progress, told to the one that started it."""

    def __init__(self, mouth: Connection) -> None:
        """Speak through a pipe."""
        self.outcome: Outcome | None = None
        self._mouth = mouth
        self._told = 0.0
        self._asked: dict[str, float] = {}
        """When each task was told of last."""

    def __call__(self, event: Event) -> None:
        """Tell an event, and counts now and then."""
        if isinstance(event, Line | Fetching):
            self._mouth.send(event)
        elif isinstance(event, Asked):
            now, ends = time.monotonic(), event.done == event.total
            if ends or now - self._asked.get(event.task, -TELL_EVERY) >= TELL_EVERY:
                self._asked[event.task] = now
                self._mouth.send(event)
        elif isinstance(event, Counts):
            self.outcome = event.outcome
            if time.monotonic() - self._told >= TELL_EVERY:
                self.tell()

    def tell(self, **more: Any) -> None:
        """Tell the counts so far."""
        self._told = time.monotonic()
        counted = self.outcome if isinstance(self.outcome, Dialogues) else None
        self._mouth.send(Told(tally_of(counted), **more))
