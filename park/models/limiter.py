"""Concurrency limits of endpoints: additive increase, multiplicative decrease."""

import asyncio
import random
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from park.models.team import Waits

LONGEST_PAUSE = 60.0
"""Maximum back-off in seconds; a longer `Retry-After` is still honoured."""


class Limiter:
    """A concurrency cap that adapts to overload.

    Overload halves the cap once per burst: calls already in flight when it was lowered do not
    lower it again. Each success raises it by 1/cap, so by about one per round of calls, up to the
    ceiling.
    """

    def __init__(self, ceiling: int, waits: Waits | None = None) -> None:
        """Create a limiter.

        Args:
            ceiling: maximum calls at once.
            waits: the overloads that other processes have met at the same endpoint.
        """
        self._waits = waits
        self.ceiling = ceiling
        self.cap = float(ceiling)
        self.overloads = 0
        """Number of refused calls."""
        self.succeeded_at = 0.0
        """Monotonic time of the last success."""
        self.in_flight = 0
        self._in_a_row = 0
        self._lowered = 0.0
        self._open_at = 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[float]:
        """Wait for a free slot; yields the call's start time."""
        try:
            self._heed()
            while self.in_flight >= int(self.cap) or self._pause() > 0:
                await self._wait()
        except asyncio.CancelledError:
            # A cancelled waiter that was already woken must pass its slot on.
            self._wake()
            raise
        self.in_flight += 1
        try:
            yield time.monotonic()
        finally:
            self.in_flight -= 1
            self._wake()

    def overloaded(self, began: float, retry_after: float | None) -> float:
        """Lower the cap after a refused call; return the pause in seconds."""
        self.overloads += 1
        now = time.monotonic()
        if began >= self._lowered:
            self._lowered = now
            self._in_a_row += 1
            self.cap = max(1.0, self.cap / 2)
        own = min(LONGEST_PAUSE, 0.5 * 2 ** min(self._in_a_row, 10)) * random.uniform(0.5, 1.0)
        self._open_at = max(self._open_at, now + (retry_after or own))
        if self._waits is not None:
            self._waits.tell(self._lowered, self._open_at)
        return self._open_at - now

    def succeeded(self) -> None:
        """Raise the cap after a successful call."""
        self._in_a_row = 0
        self.succeeded_at = time.monotonic()
        self.cap = min(float(self.ceiling), self.cap + 1 / self.cap)
        self._wake()

    def silent_since(self, when: float) -> float:
        """Return the seconds without a success since a time."""
        return time.monotonic() - max(when, self.succeeded_at)

    def _heed(self) -> None:
        """Lower the cap and wait, as after an overload of its own, if another process met one."""
        if self._waits is None or self._waits.lowered <= self._lowered:
            return
        self._lowered = self._waits.lowered
        self._open_at = max(self._open_at, self._waits.open_at)
        self.cap = max(1.0, self.cap / 2)

    def _pause(self) -> float:
        return self._open_at - time.monotonic()

    async def _wait(self) -> None:
        """Wait until a slot may be free, first come, first served."""
        pause = self._pause()
        if pause > 0:
            await asyncio.sleep(pause)
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        await place

    def _wake(self) -> None:
        free = int(self.cap) - self.in_flight
        while self._waiting and free > 0:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(None)
                free -= 1
