"""A pool of limited concurrency over lazily generated tasks."""

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
    """Process tasks, `concurrency` at a time, until done or the first exception.

    `Stopped` lets running tasks finish, so that no paid call is lost; any other exception cancels
    them.

    Args:
        tasks: the tasks, taken lazily.
        work: processes a task.
        concurrency: maximum concurrent tasks.
        stall: seconds without progress after which to stop.
        progress: returns a number that grows with progress.

    Raises:
        Stopped: there was no progress for `stall` seconds, or a task raised it.
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
    """The workers' shared source of tasks, and the reason to stop."""

    def __init__(self, source: Iterator[T], work: Callable[[T], Awaitable[None]]) -> None:
        self.source = source
        self.work = work
        self.stopped: Stopped | None = None

    async def work_off(self) -> None:
        """Process tasks until there are no more, or one raises Stopped."""
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
