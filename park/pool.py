"""A bounded pool: so many tasks at once, taken one by one from an endless plan."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Generic, TypeVar

from park.errors import Stopped

T = TypeVar("T")


async def run_pool(
    tasks: Iterable[T],
    work: Callable[[T], Awaitable[None]],
    concurrency: int,
    *,
    stall: float,
    progress: Callable[[], int],
) -> None:
    """Work off tasks, `concurrency` at a time; an exception ends all.

    `Stopped` lets the tasks under way come to their own end, so that no paid call is lost; any
    other exception cancels them.

    Args:
        tasks: taken only when there is room for one more.
        work: what is done with each.
        concurrency: how many are under way at once.
        stall: seconds without progress after which the pool is stopped.
        progress: a number that grows whenever anything has been achieved.

    Raises:
        Stopped: nothing was achieved for `stall` seconds, or a task raised it.
    """
    pool = _Pool(iter(tasks), work)
    try:
        async with asyncio.TaskGroup() as group:
            workers = [group.create_task(pool.work_off()) for _ in range(concurrency)]
            watch = group.create_task(_watch(stall, progress))
            await asyncio.wait(workers)
            watch.cancel()
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from None
    if pool.stopped is not None:
        raise pool.stopped


class _Pool(Generic[T]):
    """The workers' common source, and the reason to take nothing more from it."""

    def __init__(self, source: Iterator[T], work: Callable[[T], Awaitable[None]]) -> None:
        self.source = source
        self.work = work
        self.stopped: Stopped | None = None

    async def work_off(self) -> None:
        """Take and do tasks until there are no more, or one is stopped."""
        for task in self.source:
            try:
                await self.work(task)
            except Stopped as stopped:
                self.stopped = self.stopped or stopped
            if self.stopped is not None:
                return


async def _watch(stall: float, progress: Callable[[], int]) -> None:
    achieved, since = progress(), time.monotonic()
    while True:
        await asyncio.sleep(min(stall / 4, 5.0))
        if progress() != achieved:
            achieved, since = progress(), time.monotonic()
        elif time.monotonic() - since > stall:
            raise Stopped(f"stopped: no call has been answered for {stall:g} seconds")
