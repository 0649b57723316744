"""Runs the stages of a run in several local processes.

The processes write ledgers of their own, which are merged when all have ended. They share a budget
and the waits of endpoints; one that is killed is started again. Dialogues are taken one after
another, questions of an evaluation by their hash. What compares opinions, or makes scores, happens
in this process when they have ended, from what they stored.
"""

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
from park.generate.blueprint import draw_up
from park.generate.outcome import Generated
from park.generate.scene import SPEAKERS
from park.ledger.ledger import Ledger
from park.ledger.merge import merge_workers
from park.ledger.run import LEDGER, IfExists, begin, begun_with, hold, read_run, settle
from park.ledger.shard import Shard
from park.models.gateway import Meter
from park.models.limiter import Limiter
from park.progress import Asked, Event, Line, Progress, after
from park.session import connect_roles
from park.setup import Setup
from park.text.identify import identifier
from park.worker import Task

if TYPE_CHECKING:
    from park.evaluate.outcome import Evaluated
    from park.filter.outcome import Filtered

SAY_EVERY = 30.0
"""Seconds between two lines on a task."""


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
        # Loaded and compiled once, before the processes share it; a thread would forbid to fork.
        dialogue_graph()
        identifier()
        every = tasks("generate", limit=limit, cultures=tuple(cultures), blueprint=blueprint)
        try:
            await work_together(every, outcome, once(progress))
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
    from park.filter.chosen import chosen_of
    from park.filter.criteria import criteria_of
    from park.filter.outcome import Filtered
    from park.filter.stage import filter_dialogues

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
        setup, folder, cultures=cultures, limit=limit, progress=after(progress)
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
    whole = await evaluate(setup, folder, model=model, cultures=cultures, progress=after(progress))
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
