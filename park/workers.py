"""Generates a run's dialogues in several local processes, each with a shard of them.

The processes write ledgers of their own, which are merged when all have ended. They share a budget
and the waits of endpoints; one that is killed is started again and resumes its shard.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Collection
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from park.config import Config, change
from park.errors import InputError, LedgerError, ParkError, Stopped
from park.generate.blueprint import SPEAKERS, draw_up
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
from park.tallies import Tally, add_up
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
    began = time.monotonic()
    with hold(folder), tempfile.TemporaryDirectory() as scratch:
        settle(folder, if_exists)
        with Ledger(folder / LEDGER) as ledger:
            begin(ledger, identity_of(blueprint, connected), resolved, setup.base)
            merge_workers(folder, ledger)
            ledger.event(
                "generate", limit=limit, cultures=[*setup.config.cultures], workers=workers
            )
            before = ledger.totals()
        team = Team(Path(scratch) / "team", 0, workers)
        team.begin(before.cost_usd)
        meter = Meter(setup.config.limits.max_cost)
        outcome = Generated(
            run=str(folder),
            planned=blueprint.planned(limit),
            meter=meter,
            limiters=[Limiter(setup.config.limits.concurrency)],
            skipped=blueprint.skipped(),
        )
        crew = Crew(outcome, before, progress)
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
            )
            for number in range(1, workers + 1)
        ]
        try:
            await crew.work(tasks)
        except Stopped as stopped:
            stopped.outcome = outcome
            raise
        finally:
            outcome.seconds = time.monotonic() - began
            with Ledger(folder / LEDGER) as ledger:
                merge_workers(folder, ledger)
                ledger.event("generated", **outcome.summary())
    return outcome


def _share(config: Config, number: int, of: int) -> Config:
    """Return a process's configuration, with its share of the concurrency."""
    concurrency = config.limits.concurrency
    own = concurrency // of + (number <= concurrency % of)
    return change(config, {"limits.concurrency": own, "limits.workers": 1})


class Crew:
    """The processes, seen by the one that started them."""

    def __init__(self, outcome: Generated, before: Totals, progress: Progress) -> None:
        """Add the processes' counts up in an outcome, upon what the run had before."""
        self.outcome = outcome
        self._before = before
        self._progress = progress
        self._counts: dict[int, Tally] = {}
        self._stopped: list[ParkError] = []

    async def work(self, tasks: list[Task]) -> None:
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
                await asyncio.to_thread(process.join)
                code = process.exitcode
            if told is not None:
                if told.error:
                    self._stopped.append(ERRORS.get(told.error, ParkError)(told.message))
                return
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
        add_up(self.outcome, self._counts.values(), self._before)
        self._progress(Counts(self.outcome))
