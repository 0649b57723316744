"""A place to work at between two calls, of which there are few.

Many calls may be answered at the same moment. Dialogues that all work at once then take every step
of the graph together, and none sends its next call before all have done everything else: the model
has nothing to do meanwhile. With few places the first call is sent while most still wait for one.
"""

import asyncio
from collections.abc import Awaitable
from typing import Self, TypeVar

T = TypeVar("T")

PLACES = 4
"""Dialogues that work at once in a process. With fewer, the event loop turns more often a call."""


class Place:
    """A dialogue's place, which it leaves while a call is answered."""

    def __init__(self, places: asyncio.Semaphore) -> None:
        """Take none yet.

        Args:
            places: those that all dialogues share.
        """
        self._places = places
        self._taken = False

    async def __aenter__(self) -> Self:
        """Wait for a place; first come, first served."""
        await self._places.acquire()
        self._taken = True
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave the place, if it is still taken."""
        self._leave()

    async def away(self, call: Awaitable[T]) -> T:
        """Return a call's result and hold no place until it is there, nor after an error.

        One call at a time: a second one at once would wait for a place that the first one holds.
        """
        self._leave()
        result = await call
        await self.__aenter__()
        return result

    def _leave(self) -> None:
        if self._taken:
            self._taken = False
            self._places.release()


__all__ = ["PLACES", "Place"]
