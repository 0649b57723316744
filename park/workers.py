"""Runs the stages of a run in several local processes.

The processes write ledgers of their own, which are merged when all have ended. They share a budget
and the waits of endpoints; one that is killed is started again. Dialogues are taken one after
another, questions of an evaluation by their hash. What compares opinions, or makes scores, happens
in this process when they have ended, from what they stored.
"""

import os
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from park.config import Config, ModelConfig
from park.configfile import change
from park.crew import once, work_together
from park.errors import InputError
from park.generate.blueprint import SPEAKERS, draw_up
from park.generate.outcome import Generated
from park.ledger.ledger import Ledger
from park.ledger.merge import merge_workers
from park.ledger.run import LEDGER, IfExists, begin, begun_with, hold, read_run, settle
from park.ledger.shard import Shard
from park.models.base import ChatModel
from park.models.gateway import Meter
from park.models.limiter import Limiter
from park.progress import Asked, Counts, Event, Line, Progress
from park.session import Given, connect_roles
from park.setup import Setup
from park.worker import Task

if TYPE_CHECKING:
    from park.evaluate.outcome import Evaluated
    from park.filter.outcome import Filtered

BUSY = 16
"""Dialogues, or calls, at once that are enough for one process."""
HERE = ("embedded", "gguf:")
"""Beginnings of models that run in this process."""
SAY_EVERY = 30.0
"""Seconds between two lines on a task."""


def workers_of(config: Config, models: Given | None = None) -> int:
    """Return the number of local processes for the dialogues.

    Raises:
        InputError: several are asked for, but a model lives in this process.
    """
    here = _here(config, SPEAKERS, models)
    if here and config.limits.workers not in ("auto", 1):
        raise InputError(
            f"limits.workers: {config.limits.workers} processes cannot share {here}, "
            "which runs in this one"
        )
    return _number(config, here)


def filtering(config: Config, models: Given | None, progress: Progress) -> int:
    """Return the number of local processes for a filter; one, with a word, if the judge is here."""
    return _said(config, _here(config, ("judge",), models), progress)


def evaluating(
    setup: Setup, folder: Path, model: ChatModel | ModelConfig | None, progress: Progress
) -> int:
    """Return the number of local processes for an evaluation; one, with a word, if a model is here.

    Raises:
        InputError: there is no run.
    """
    from park.adapters.switchable import adapters_of
    from park.evaluate.stage import configs_of

    if setup.config.limits.workers == 1:
        return 1
    if isinstance(model, ChatModel):
        return _said(setup.config, model.name, progress)
    with read_run(folder) as ledger:
        if model is None and adapters_of(ledger, folder):
            return _said(setup.config, "the base of the run's adapters", progress)
        names = [each.model for each in configs_of(setup, ledger, model).values()]
    return _said(setup.config, next((n for n in names if n.startswith(HERE)), ""), progress)


def _here(config: Config, roles: Collection[str], models: Given | None) -> str:
    """Return the name of a model that runs in this process; '' if none does."""
    for role in roles:
        if models and role in models:
            return models[role].name
        if (name := config.models.of(role).model).startswith(HERE):
            return name
    return ""


def _said(config: Config, here: str, progress: Progress) -> int:
    if here and config.limits.workers != 1:
        progress(Line(f"limits.workers: one process, since {here} runs in it"))
    return _number(config, here)


def _number(config: Config, here: str) -> int:
    wanted, concurrency = config.limits.workers, config.limits.concurrency
    if here:
        return 1
    if wanted != "auto":
        return min(wanted, concurrency)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(cores or 1, concurrency // BUSY))


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
    from park.generate.graph import dialogue_graph
    from park.generate.stage import identity_of

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
    with hold(folder), _tasks(setup, folder, workers) as tasks:
        settle(folder, if_exists)
        with Ledger(folder / LEDGER) as ledger:
            begin(ledger, identity_of(blueprint, connected), resolved, setup.base)
            merge_workers(folder, ledger)
            outcome.meter.earlier = ledger.totals().calls
            ledger.event(
                "generate", limit=limit, cultures=[*setup.config.cultures], workers=workers
            )
        dialogue_graph()  # Compiled once, before the processes share what is loaded.
        more = {"limit": limit, "cultures": tuple(cultures), "blueprint": blueprint}
        try:
            await work_together(tasks("generate", **more), outcome, progress)
        finally:
            outcome.seconds = time.monotonic() - began
            with Ledger(folder / LEDGER) as ledger:
                ledger.event("generated", **outcome.summary())
    return outcome


async def filter_together(
    setup: Setup,
    folder: Path,
    workers: int,
    *,
    cultures: Collection[str] = (),
    limit: int | None = None,
    progress: Progress,
) -> "Filtered":
    """List and verify opinions in several processes, then compare all of them in this one.

    The judge is calibrated before, once. See `park.filter.stage.filter_dialogues`.

    Args:
        setup: the configuration.
        folder: the run folder.
        workers: number of processes.
        cultures: cultures to process; all if empty.
        limit: maximum number of dialogues to process.
        progress: reports all processes together.

    Raises:
        InputError: there is no run or it has no dialogues.
        Stopped: a process was stopped by the budget or a breaker; carries the outcome so far.
    """
    from park.filter.criteria import criteria_of
    from park.filter.outcome import Filtered
    from park.filter.stage import chosen_of, filter_dialogues

    began, progress, settings = time.monotonic(), once(progress), setup.config.filter
    read_run(folder).close()
    with hold(folder), _tasks(setup, folder, workers) as tasks:
        with Ledger(folder / LEDGER) as ledger:
            merge_workers(folder, ledger)
            earlier = ledger.totals().calls
            chosen = chosen_of(ledger, folder, cultures, limit)
            criteria_of(setup.including(ledger.cultures()))
        outcome = Filtered(
            run=str(folder),
            planned=dict(Counter(chosen.values())),
            meter=Meter(setup.config.limits.max_cost, earlier=earlier),
            limiters=[Limiter(setup.config.limits.concurrency)],
        )
        if settings.verify and settings.threshold is None:
            first = tasks("filter", of=1, limit=1, cultures=tuple(cultures))
            await work_together(first, None, _plainly(progress))
        every = tasks("filter", limit=limit, cultures=tuple(cultures))
        await work_together(every, outcome, progress)
    whole = await filter_dialogues(
        setup, folder, cultures=cultures, limit=limit, progress=_after(progress)
    )
    whole.meter.earlier, whole.seconds = earlier, time.monotonic() - began
    return whole


async def evaluate_together(
    setup: Setup,
    folder: Path,
    workers: int,
    *,
    model: ModelConfig | None = None,
    cultures: Collection[str] = (),
    progress: Progress,
) -> "Evaluated":
    """Ask the questions in several processes, then make the scores in this one.

    See `park.evaluate.stage.evaluate`.

    Args:
        setup: the configuration.
        folder: the run folder.
        workers: number of processes.
        model: a chat model to evaluate in place of the run's.
        cultures: cultures to evaluate; all if empty.
        progress: reports all processes together.

    Raises:
        InputError: there is no run or no respondent, or data are invalid.
        Stopped: a process was stopped by the budget or the endpoint; responses so far are kept.
    """
    from park.evaluate.stage import evaluate
    from park.evaluate.task import tasks_of

    tasks_of(setup.narrowed(cultures), [])  # What is wrong is said before anything starts.
    began, progress = time.monotonic(), once(progress)
    with hold(folder), _tasks(setup, folder, workers) as tasks:
        with Ledger(folder / LEDGER) as ledger:
            merge_workers(folder, ledger)
            before = ledger.count("responses")
        every = tasks("evaluate", model=model, cultures=tuple(cultures))
        await work_together(every, None, progress)
        with Ledger(folder / LEDGER) as ledger:
            new = ledger.count("responses") - before
    whole = await evaluate(setup, folder, model=model, cultures=cultures, progress=_after(progress))
    whole.responses += new
    whole.seconds = time.monotonic() - began
    return whole


@contextmanager
def _tasks(setup: Setup, folder: Path, workers: int) -> "Iterator[Tasks]":
    with tempfile.TemporaryDirectory() as scratch:
        yield Tasks(setup, folder, workers, Path(scratch) / "team")


class Tasks:
    """Makes a task for each process."""

    def __init__(self, setup: Setup, folder: Path, workers: int, team: Path) -> None:
        """Make tasks for a folder that is held.

        Args:
            setup: the configuration, of which each process gets its share of the concurrency.
            folder: the run folder.
            workers: number of processes.
            team: the file that they share.
        """
        self._setup, self._folder, self._workers, self._team = setup, folder, workers, team

    def __call__(self, stage: Any, of: int | None = None, **more: Any) -> list[Task]:
        """Return the tasks of a stage, for `of` processes if not for all."""
        of, began = of or self._workers, begun_with(self._folder)
        return [
            Task(
                stage=stage,
                config=_share(self._setup.config, number, of),
                base=self._setup.base,
                began=began,
                folder=self._folder,
                shard=Shard(number, of, "workers"),
                team=self._team.with_name(f"team-{of}"),
                loaded=self._setup,
                **more,
            )
            for number in range(1, of + 1)
        ]


def _share(config: Config, number: int, of: int) -> Config:
    """Return a process's configuration, with its share of the concurrency."""
    concurrency = config.limits.concurrency
    own = concurrency // of + (number <= concurrency % of)
    return change(config, {"limits.concurrency": own, "limits.workers": 1})


def _after(progress: Progress) -> Progress:
    """Return a progress for what follows the processes, without counting their work again."""

    def tell(event: Event) -> None:
        again = isinstance(event, Asked) and event.seconds_left is None
        if not (again or isinstance(event, Counts)):
            progress(event)

    return tell


def _plainly(progress: Progress) -> Progress:
    """Return a progress that reports in lines, now and then, as a live display starts a thread."""
    told = [time.monotonic()]

    def tell(event: Event) -> None:
        if isinstance(event, Asked):
            if time.monotonic() - told[0] < SAY_EVERY:
                return
            told[0], event = time.monotonic(), Line(str(event))
        progress(event)

    return tell
