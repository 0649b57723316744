"""A seat to work at between two calls, of which there are few.

Many calls may be answered at the same moment. Dialogues that all work at once then take every step
of the graph together, and none sends its next call before all have done everything else: the model
has nothing to do meanwhile. With few seats the first call is sent while most still wait for one.
"""

import asyncio
from collections.abc import Awaitable
from typing import Self, TypeVar

T = TypeVar("T")

SEATS = 4
"""Dialogues that work at once in a process. With fewer, the event loop turns more often a call."""


class Seat:
    """A dialogue's seat, which it leaves while a call is answered."""

    def __init__(self, seats: asyncio.Semaphore) -> None:
        """Take none yet.

        Args:
            seats: those that all dialogues share.
        """
        self._seats = seats
        self._taken = False

    async def __aenter__(self) -> Self:
        """Wait for a seat; first come, first served."""
        await self._seats.acquire()
        self._taken = True
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave the seat, if it is still taken."""
        self._leave()

    async def away(self, call: Awaitable[T]) -> T:
        """Return a call's result and hold no seat until it is there, nor after an error.

        One call at a time: a second one at once would wait for a seat that the first one holds.
        """
        self._leave()
        result = await call
        await self.__aenter__()
        return result

    def _leave(self) -> None:
        if self._taken:
            self._taken = False
            self._seats.release()


__all__ = ["SEATS", "Seat"]
