"""Asks an evaluation's questions on a cluster, in shards; the scores are made here.

An adapter's answers depend, by rounding, on the batch that they are computed in, so whole batches
belong to a shard (`park.evaluate.panel`). What no shard asks, such as the tasks of lm-eval, is
asked here, at the end.
"""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from park.adapters.switchable import adapters_of
from park.cluster.driving import refuse
from park.cluster.portion import Returned
from park.cluster.runner import Runner
from park.cluster.training import NO_STALL
from park.cluster.work import Work, merge_left
from park.config import ModelConfig
from park.errors import Stopped
from park.evaluate.outcome import Evaluated
from park.evaluate.stage import configs_of, evaluate
from park.evaluate.task import tasks_of
from park.ledger.consumed import Totals
from park.ledger.run import read_run
from park.models.gateway import Meter
from park.progress import Asked, Progress, after, say_to, summed
from park.setup import Setup
from park.tallies import Tally

MOST_AGAIN = 0.5
"""Share of the shards' answers from which on asking as much again is remarked."""


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
    before = _held(folder)
    asked, returned = Evaluated(run=str(folder)), list[Returned]()
    with runner.connect(runner.address) as cluster:
        work = Work(cluster, setup, folder, models, progress, loaded=loaded)
        of = work.number(runner.shards, work.slots)
        portions = work.portions("evaluate", of, model=model, cultures=tuple(cultures))
        try:
            watch = _watching(of, progress)
            returned = await work.run(portions, asked, watch, stall=NO_STALL if loaded else None)
            watch([each.tally for each in returned], ended=True)
            asked.remark(_failed(returned), say_to(progress))
            refuse(returned, f"run again, or alone: park evaluate {folder} --shard I/{of}")
        except Stopped as stopped:
            stopped.outcome = asked
            raise
        finally:
            totals = work.join()
            if not loaded:
                asked.used = _used(totals, returned)
            asked.responses = _held(folder) - before
            asked.seconds = time.monotonic() - began
    whole = await evaluate(setup, folder, model=model, cultures=cultures, progress=after(progress))
    if loaded and not asked.remarks:
        new = _held(folder) - before - asked.responses
        whole.remark(_wasted(new, asked.responses), say_to(progress))
    whole.remarks[:0] = asked.remarks
    whole.responses += asked.responses
    whole.seconds = time.monotonic() - began
    return whole


def _held(folder: Path) -> int:
    with read_run(folder) as ledger:
        return ledger.count("responses")


def _failed(returned: Sequence[Returned]) -> Iterator[str]:
    """Yield why a shard could not ask a task."""
    for each in sorted(returned, key=lambda one: one.portion.pulse):
        if isinstance(each.outcome, Evaluated):
            for task, why in each.outcome.failed.items():
                yield f"{each.portion.name}: {task}: {why}"


def _used(totals: Totals, returned: Sequence[Returned]) -> dict[str, Any]:
    """Return what an evaluation has used, as one process says it (`park.session`)."""
    said = [each.outcome.used for each in returned if isinstance(each.outcome, Evaluated)]
    meter = Meter(spent=totals.cost_usd, calls=totals.calls, usage=totals.usage)
    meter.cached_calls = sum(each.get("cached_calls", 0) for each in said)
    return meter.summary()


def _wasted(here: int, there: int) -> Iterator[str]:
    """Yield that adapters had to answer here what shards had answered already.

    Args:
        here: new responses of the last command.
        there: new responses of the shards.
    """
    if there and here >= MOST_AGAIN * there:
        yield (
            f"{here} questions were asked here although shards had answered {there}: answers "
            "computed in another precision (bfloat16, float32) do not count; let the command and "
            "its shards run on machines of one kind"
        )


def _watching(of: int, progress: Progress) -> Callable[..., None]:
    """Return what reports each task's progress over all shards, begun or not."""
    told: dict[str, Asked] = {}

    def watch(tallies: Sequence[Tally], *, ended: bool = False) -> None:
        for task in dict.fromkeys(task for each in tallies for task in each.get("asked", {})):
            said = [
                Asked(task, *each["asked"][task])
                for each in tallies
                if task in each.get("asked", {})
            ]
            whole = _scaled(summed(said), of / len(tallies))
            # Nothing is done while a shard has not begun.
            ready = ended or whole.done < whole.total or len(said) == of
            if ready and told.get(task) != whole:
                told[task] = whole
                progress(whole)

    return watch


def _scaled(asked: Asked, times: float) -> Asked:
    """Return a task's progress if shards that have not begun have as much to ask as others."""
    total, left = round(asked.total * times), asked.seconds_left
    if left is not None and asked.done < asked.total:
        left *= (total - asked.done) / (asked.total - asked.done)
    return replace(asked, total=total, seconds_left=left)
