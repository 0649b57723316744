"""Drives the portions of a stage through a cluster: some at once, with an eye on progress."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Any, Protocol

from park.cluster.portion import Portion, Returned, pulse_of
from park.errors import InputError, Stopped
from park.tallies import Tally, tally_of

POLL = 0.3
"""Seconds between two looks at the tasks."""
GRACE = 120.0
"""Seconds without progress, beyond a task's own limit, before a cluster counts as stuck."""


class Cluster(Protocol):
    """Where tasks run."""

    cpus: float
    gpus: float

    def submit(self, portion: Portion, cpus: float, gpus: float) -> Any:
        """Start a task; return a handle of it."""

    def ended(self, tasks: Sequence[Any]) -> list[tuple[Any, Returned | str]]:
        """Return the tasks that have ended, with what they returned or why they died."""

    def cancel(self, task: Any) -> None:
        """End a task that still runs."""


async def drive(
    cluster: Cluster,
    portions: Iterable[Portion],
    *,
    at_once: int,
    cpus: float,
    gpus: float = 0.0,
    stall: float,
    watch: Callable[[Sequence[Tally]], None] = lambda tallies: None,
) -> list[Returned]:
    """Run portions as tasks; return what came back of each, in the order in which they ended.

    Args:
        cluster: where the tasks run.
        portions: the portions.
        at_once: maximum tasks in progress.
        cpus: share of a core that a task asks for.
        gpus: GPUs that a task asks for.
        stall: seconds without progress that a task allows itself.
        watch: told the tallies of all tasks, ended or not.

    Raises:
        Stopped: no task has ended or shown progress for `stall` + `GRACE` seconds; all are ended.
    """
    waiting, running = list(portions)[::-1], dict[Any, Portion]()
    returned: list[Returned] = []
    pulses: dict[str, Tally | None] = {}
    since = time.monotonic()
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                portion = waiting.pop()
                running[cluster.submit(portion, cpus, gpus)] = portion
            await asyncio.sleep(POLL)
            ended = cluster.ended(list(running))
            for task, found in ended:
                portion = running.pop(task)
                returned.append(_record(portion, found))
            shown = {each.name: pulse_of(each) for each in running.values()}
            if ended or shown != pulses:
                pulses, since = shown, time.monotonic()
                watch([each.tally for each in returned] + [each for each in shown.values() if each])
            elif time.monotonic() - since > stall + GRACE:
                names = ", ".join(each.name for each in running.values())
                raise Stopped(
                    f"stopped: no progress on the cluster for {stall + GRACE:g} seconds ({names}); "
                    "run again to go on"
                )
    finally:
        for task in running:
            cluster.cancel(task)
    return returned


def _record(portion: Portion, found: Returned | str) -> Returned:
    """Return what came back; a task that died has the counts that it has shown last."""
    if isinstance(found, Returned):
        return found
    shown = pulse_of(portion)
    tally = tally_of(None) if shown is None else shown
    return Returned(portion, tally, error="ParkError", message=found)


@contextmanager
def pulses_in(folder: Path) -> Iterator[None]:
    """Provide the folder for signs of life, and delete it afterwards."""
    place = folder / ".cluster"
    place.mkdir(exist_ok=True)
    try:
        yield
    finally:
        rmtree(place, ignore_errors=True)


def failures(returned: Iterable[Returned]) -> dict[str, str]:
    """Return why portions failed, by their names."""
    return {each.portion.name: each.message for each in returned if each.error}


def refuse(returned: Sequence[Returned], again: str) -> None:
    """Raise the error of portions that failed.

    Args:
        returned: what came back.
        again: what to do.

    Raises:
        InputError: all of them failed by one fault of the user's input.
        Stopped: some failed.
    """
    failed = failures(returned)
    if not failed:
        return
    if len(failed) == len(returned) and {each.error for each in returned} == {"InputError"}:
        raise InputError(next(iter(failed.values())))
    first, why = next(iter(sorted(failed.items())))
    raise Stopped(
        f"stopped: {len(failed)} of {len(returned)} portions failed ({first}: {why}); {again}"
    )
