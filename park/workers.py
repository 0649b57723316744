"""Generates a run's dialogues in several local processes, which take them one after another.

The processes write ledgers of their own, which are merged when all have ended. They share a budget
and the waits of endpoints; one that is killed is started again. What it had begun and not ended is
done in a further round, after merging, so that nothing it paid for is asked again.
"""

import asyncio
import gc
import os
import tempfile
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from park.config import Config
from park.configfile import change
from park.errors import InputError, LedgerError, ParkError, Stopped
from park.generate.blueprint import SPEAKERS, draw_up
from park.generate.graph import dialogue_graph
from park.generate.outcome import Generated
from park.generate.stage import identity_of
from park.ledger.consumed import Totals
from park.ledger.ledger import Ledger
from park.ledger.merge import merge_workers
from park.ledger.run import LEDGER, IfExists, begin, begun_with, hold, settle
from park.ledger.shard import Shard
from park.models.gateway import Meter
from park.models.limiter import Limiter
from park.models.team import Team
from park.progress import Counts, Line, Progress
from park.session import Given, connect_roles
from park.setup import Setup
from park.tallies import Tally, add_up, tally_of
from park.worker import Task, Told, started

BUSY = 16
"""Dialogues at once that are enough for one process."""
RESTARTS = 3
"""Maximum restarts of a process that was killed."""
ERRORS: dict[str, type[ParkError]] = {
    each.__name__: each for each in (InputError, LedgerError, Stopped)
}


def workers_of(config: Config, models: Given | None = None) -> int:
    """Return the number of local processes for the dialogues.

    Raises:
        InputError: several are asked for, but a model lives in this process.
    """
    wanted, concurrency = config.limits.workers, config.limits.concurrency
    if wanted == 1:
        return 1
    here = next(
        (_name(role, config, models) for role in SPEAKERS if _here(role, config, models)), ""
    )
    if wanted != "auto":
        if here:
            raise InputError(
                f"limits.workers: {wanted} processes cannot share {here}, which runs in this one"
            )
        return min(wanted, concurrency)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return 1 if here else max(1, min(cores or 1, concurrency // BUSY))


def _here(role: str, config: Config, models: Given | None) -> bool:
    if role in (models or {}):
        return True
    return config.models.of(role).model.startswith(("embedded", "gguf:"))


def _name(role: str, config: Config, models: Given | None) -> str:
    return models[role].name if models and role in models else config.models.of(role).model


async def generate_together(
    setup: Setup,
    folder: Path,
    workers: int,
    *,
    if_exists: IfExists = "resume",
    limit: int | None = None,
    cultures: Collection[str] = (),
    progress: Progress,
) -> Generated:
    """Generate dialogues in several processes; see `park.generate.stage.generate`.

    Args:
        setup: the configuration.
        folder: the run folder; created if missing.
        workers: number of processes.
        if_exists: how to handle an existing run.
        limit: maximum number of dialogues; all if None.
        cultures: cultures to generate dialogues for; all if empty.
        progress: reports all processes together.

    Raises:
        InputError: the user's input is invalid; nothing was started.
        Stopped: a process was stopped by the budget or a breaker; carries the outcome so far.
    """
    blueprint = draw_up(setup)
    if cultures:
        blueprint = blueprint.narrowed(cultures)
    connected = connect_roles(setup, SPEAKERS)
    resolved = setup.config.model_dump(mode="json")
    outcome = Generated(
        run=str(folder),
        planned=blueprint.planned(limit),
        meter=Meter(setup.config.limits.max_cost),
        limiters=[Limiter(setup.config.limits.concurrency)],
        skipped=blueprint.skipped(),
    )
    began = time.monotonic()
    with hold(folder), tempfile.TemporaryDirectory() as scratch:
        settle(folder, if_exists)
        with Ledger(folder / LEDGER) as ledger:
            begin(ledger, identity_of(blueprint, connected), resolved, setup.base)
            merge_workers(folder, ledger)
            outcome.meter.earlier = ledger.totals().calls
            ledger.event(
                "generate", limit=limit, cultures=[*setup.config.cultures], workers=workers
            )
        tasks = [
            Task(
                config=_share(setup.config, number, workers),
                base=setup.base,
                began=begun_with(folder),
                folder=folder,
                shard=Shard(number, workers, "workers"),
                team=Path(scratch) / "team",
                limit=limit,
                cultures=tuple(cultures),
                blueprint=blueprint,
            )
            for number in range(1, workers + 1)
        ]
        try:
            for _ in range(RESTARTS + 1):
                if not await _round(tasks, outcome, progress):
                    break
            else:
                raise Stopped(f"stopped: workers were killed in each of {RESTARTS + 1} rounds")
        except Stopped as stopped:
            stopped.outcome = outcome
            raise
        finally:
            outcome.seconds = time.monotonic() - began
            with Ledger(folder / LEDGER) as ledger:
                merge_workers(folder, ledger)
                ledger.event("generated", **outcome.summary())
    return outcome


async def _round(tasks: Sequence[Task], outcome: Generated, progress: Progress) -> bool:
    """Let the processes do what is missing; whether one of them left dialogues behind."""
    folder = tasks[0].folder
    with Ledger(folder / LEDGER) as ledger:
        merge_workers(folder, ledger)
        before = ledger.totals()
    Team(tasks[0].team, 0, len(tasks)).begin(before.cost_usd)
    dialogue_graph()  # Compiled once, before the processes share what is loaded.
    gc.freeze()
    crew = Crew(outcome, before, progress)
    await crew.work(tasks)
    return crew.restarted


def _share(config: Config, number: int, of: int) -> Config:
    """Return a process's configuration, with its share of the concurrency."""
    concurrency = config.limits.concurrency
    own = concurrency // of + (number <= concurrency % of)
    return change(config, {"limits.concurrency": own, "limits.workers": 1})


class Crew:
    """The processes, seen by the one that started them."""

    def __init__(self, outcome: Generated, before: Totals, progress: Progress) -> None:
        """Add the processes' counts up in an outcome, upon what the run had before the round."""
        self.outcome = outcome
        self.restarted = False
        """Whether a process was killed, and another started in its place."""
        self._before = before
        self._earlier = tally_of(outcome)
        self._progress = progress
        self._counts: dict[int, Tally] = {}
        self._killed: list[Tally] = []
        """The last counts of processes that were killed."""
        self._stopped: list[ParkError] = []

    async def work(self, tasks: Sequence[Task]) -> None:
        """Run the tasks to their end; cancelled, or at an error, all processes are ended.

        Raises:
            ParkError: the error of a process.
        """
        async with asyncio.TaskGroup() as group:
            for number, task in enumerate(tasks):
                group.create_task(self._attend(number, task))
            await asyncio.sleep(0)  # A display may start a thread, so the processes start first.
            self._add()
        if self._stopped:
            raise min(self._stopped, key=lambda error: isinstance(error, Stopped))

    async def _attend(self, number: int, task: Task) -> None:
        for _ in range(RESTARTS + 1):
            with started(task, number) as (process, ear):
                told = await self._listen(number, ear)
                while process.is_alive():  # Waiting in a thread would forbid to fork again.
                    await asyncio.sleep(0.01)
                code = process.exitcode
            if told is not None:
                if told.error:
                    self._stopped.append(ERRORS.get(told.error, ParkError)(told.message))
                return
            self.restarted = True
            self._killed += [self._counts.pop(number)] if number in self._counts else []
            self._progress(Line(f"worker {number + 1} ended (exit code {code}) and starts again"))
        self._stopped.append(Stopped(f"stopped: worker {number + 1} ended {RESTARTS + 1} times"))

    async def _listen(self, number: int, ear: Connection) -> Told | None:
        """Pass on what a process says; return its last words, None if it was killed."""
        loop, heard = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(ear.fileno(), heard.set)
        try:
            while True:
                await heard.wait()
                heard.clear()
                with suppress(EOFError, OSError):
                    while ear.poll():
                        said = ear.recv()
                        if not isinstance(said, Told):
                            self._progress(said)
                            continue
                        self._counts[number] = said.counts
                        self._add()
                        if said.over:
                            return said
                    continue
                return None
        finally:
            loop.remove_reader(ear.fileno())

    def _add(self) -> None:
        """Add the counts of all processes up."""
        add_up(
            self.outcome, self._counts.values(), self._before,
            killed=self._killed, earlier=self._earlier,
        )  # fmt: skip
        self._progress(Counts(self.outcome))
