"""Asks an evaluation's questions on a cluster, in shards; the scores are made here.

An adapter's answers depend, by rounding, on the batch that they are computed in, so whole batches
belong to a shard (`park.evaluate.panel`). What no shard asks, such as the tasks of lm-eval, is
asked here, at the end.
"""

import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from park.adapters.switchable import adapters_of
from park.cluster.driving import refuse
from park.cluster.runner import Runner
from park.cluster.training import NO_STALL
from park.cluster.work import Work, merge_left
from park.config import ModelConfig
from park.errors import Stopped
from park.evaluate.outcome import Evaluated
from park.evaluate.stage import configs_of, evaluate
from park.evaluate.task import tasks_of
from park.ledger.run import read_run
from park.progress import Asked, Progress, after, summed
from park.setup import Setup
from park.tallies import Tally


async def evaluate_all(
    runner: Runner,
    setup: Setup,
    folder: Path,
    *,
    model: ModelConfig | None = None,
    cultures: Collection[str] = (),
    progress: Progress,
) -> Evaluated:
    """Ask the questions on the cluster, then make the scores; see `park.evaluate.stage.evaluate`.

    Raises:
        InputError: the user's input is invalid, or the cluster is not usable.
        Stopped: shards failed, or nothing moved; what is answered is merged.
    """
    tasks_of(setup.narrowed(cultures), [])  # What is wrong is said before anything starts.
    began = time.monotonic()
    merge_left(folder)
    with read_run(folder) as ledger:
        loaded = model is None and bool(adapters_of(ledger, folder))
        models = [] if loaded else list(configs_of(setup, ledger, model).values())
        before = ledger.count("responses")
    asked = Evaluated(run=str(folder))
    with runner.connect(runner.address) as cluster:
        work = Work(cluster, setup, folder, models, progress, loaded=loaded)
        of = work.number(runner.shards, work.slots)
        portions = work.portions("evaluate", of, model=model, cultures=tuple(cultures))
        try:
            returned = await work.run(
                portions, asked, _watching(of, progress), stall=NO_STALL if loaded else None
            )
            refuse(returned, f"run again, or alone: park evaluate {folder} --shard I/{of}")
        except Stopped as stopped:
            stopped.outcome = asked
            raise
        finally:
            work.join()
            with read_run(folder) as ledger:
                asked.responses = ledger.count("responses") - before
            asked.seconds = time.monotonic() - began
    whole = await evaluate(setup, folder, model=model, cultures=cultures, progress=after(progress))
    whole.responses += asked.responses
    whole.seconds = time.monotonic() - began
    return whole


def _watching(of: int, progress: Progress) -> Callable[[Sequence[Tally]], None]:
    """Return what reports each task's progress over all shards."""
    told: dict[str, Asked] = {}

    def watch(tallies: Sequence[Tally]) -> None:
        for task in dict.fromkeys(task for each in tallies for task in each.get("asked", {})):
            said = [
                Asked(task, *each["asked"][task])
                for each in tallies
                if task in each.get("asked", {})
            ]
            whole = summed(said)
            # Nothing is done while a shard has not begun.
            ready = whole.done < whole.total or len(said) == of
            if ready and told.get(task) != whole:
                told[task] = whole
                progress(whole)

    return watch
