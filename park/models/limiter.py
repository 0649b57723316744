"""How many calls an endpoint gets at once: additive increase, multiplicative decrease."""

import asyncio
import random
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

LONGEST_PAUSE = 60.0
"""Seconds; a longer `Retry-After` is honoured, a longer back-off of our own is not made."""


class Limiter:
    """A concurrency cap that gives way when an endpoint is overloaded.

    Overload halves the cap, once per burst: calls that were already under way when the cap was
    last lowered do not lower it again. Every success raises it by 1/cap, so by about one per
    round of calls, up to the ceiling.
    """

    def __init__(self, ceiling: int) -> None:
        self.ceiling = ceiling
        self.cap = float(ceiling)
        self.overloads = 0
        """Refused calls, each 429 counted."""
        self.succeeded_at = 0.0
        """When a call was answered last, on the monotonic clock."""
        self.in_flight = 0
        self._in_a_row = 0
        self._lowered = 0.0
        self._open_at = 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[float]:
        """Wait for a place; gives the time at which the call began."""
        try:
            while self.in_flight >= int(self.cap) or self._pause() > 0:
                await self._wait()
        except asyncio.CancelledError:
            # Whoever was woken and gives up, even in a pause, passes the place on.
            self._wake()
            raise
        self.in_flight += 1
        try:
            yield time.monotonic()
        finally:
            self.in_flight -= 1
            self._wake()

    def overloaded(self, began: float, retry_after: float | None) -> float:
        """Give way after a refused call that began at `began`; return the pause in seconds."""
        self.overloads += 1
        now = time.monotonic()
        if began >= self._lowered:
            self._lowered = now
            self._in_a_row += 1
            self.cap = max(1.0, self.cap / 2)
        own = min(LONGEST_PAUSE, 0.5 * 2 ** min(self._in_a_row, 10)) * random.uniform(0.5, 1.0)
        self._open_at = max(self._open_at, now + (retry_after or own))
        return self._open_at - now

    def succeeded(self) -> None:
        """Raise the cap a little after an answered call."""
        self._in_a_row = 0
        self.succeeded_at = time.monotonic()
        self.cap = min(float(self.ceiling), self.cap + 1 / self.cap)
        self._wake()

    def silent_since(self, when: float) -> float:
        """Return for how many seconds no call has been answered since a moment."""
        return time.monotonic() - max(when, self.succeeded_at)

    def _pause(self) -> float:
        return self._open_at - time.monotonic()

    async def _wait(self) -> None:
        """Wait until a place may be free; who has waited longest is woken first."""
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
