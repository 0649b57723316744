"""What the local processes of one run share: budget, waits of endpoints, and what is next to do.

A small file mapped into all of them. Each process writes its own figures alone; a file lock, which
the system releases when a process is killed, makes checking the budget and reserving one step.
"""

import fcntl
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ENDPOINTS = 8
"""Maximum endpoints with a shared wait."""
WORD = 8
"""Bytes of a number."""


class Waits:
    """An endpoint's last overload, as all processes see it; monotonic times in seconds."""

    def __init__(self, team: "Team", number: int) -> None:
        self._words = team.words
        self._first = 1 + 2 * team.size + 2 * number

    @property
    def lowered(self) -> float:
        """When a process last lowered its cap."""
        return self._words[self._first]

    @property
    def open_at(self) -> float:
        """When calls may go on."""
        return self._words[self._first + 1]

    def tell(self, lowered: float, open_at: float) -> None:
        """Tell the other processes of an overload."""
        self._words[self._first] = max(lowered, self.lowered)
        self._words[self._first + 1] = max(open_at, self.open_at)


class Team:
    """The view of one process."""

    def __init__(self, path: Path, me: int, size: int) -> None:
        """Map the file, creating it if missing.

        Args:
            path: the file.
            me: this process's number, from 0.
            size: number of processes.
        """
        self.me, self.size = me, size
        self._lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        length = WORD * (1 + 2 * size + 2 * ENDPOINTS + 1)
        if os.fstat(self._lock).st_size < length:
            os.ftruncate(self._lock, length)
        self.words = memoryview(mmap.mmap(self._lock, length)).cast("d")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let no other process reserve."""
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def others(self) -> tuple[float, float]:
        """Return what the run and the others have spent, and what they have reserved."""
        own = 1 + 2 * self.me
        spent, reserved = (
            self.words[1 : 1 + 2 * self.size : 2],
            self.words[2 : 2 + 2 * self.size : 2],
        )
        return (
            self.words[0] + sum(spent) - self.words[own],
            sum(reserved) - self.words[own + 1],
        )

    def publish(self, spent: float, reserved: float) -> None:
        """Show the others this process's figures, in US dollars."""
        own = 1 + 2 * self.me
        self.words[own], self.words[own + 1] = spent, reserved

    def begin(self, spent: float) -> None:
        """Store what the run had spent before; nothing is taken yet."""
        self.words[0], self.words[-1] = spent, 0
        for number in range(1, 1 + 2 * self.size):
            self.words[number] = 0.0

    def taken(self) -> Iterator[int]:
        """Yield numbers from 0 without end, each to one process alone."""
        while True:
            with self.locked():
                number = int(self.words[-1])
                self.words[-1] = number + 1
            yield number

    def waits(self, number: int) -> Waits | None:
        """Return the shared waits of an endpoint by its number; None beyond ENDPOINTS."""
        return Waits(self, number) if number < ENDPOINTS else None
