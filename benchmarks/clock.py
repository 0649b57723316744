"""What is measured between the beginning and the end of a run's steady state."""

import json
import time
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Speed:
    """The figures of a steady state."""

    calls: int
    seconds: float
    cpu_seconds: float
    """CPU time of the client's process."""

    @property
    def rate(self) -> float:
        """Calls per second."""
        return self.calls / self.seconds

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds per call."""
        return 1000 * self.cpu_seconds / self.calls

    @property
    def busy(self) -> float:
        """Cores that the client kept busy."""
        return self.cpu_seconds / self.seconds

    def as_json(self) -> str:
        return json.dumps(asdict(self))


class Clock:
    """Counts calls from the first one after two rounds to the moment a place stays empty.

    So imports, first connections and the last, less than full round are left out for all
    contestants alike.
    """

    def __init__(self, concurrency: int, dialogues: int) -> None:
        self._first = 2 * concurrency + 1
        self._last = dialogues - concurrency + 1
        self._calls = self._dialogues = 0
        self._began: tuple[int, float, float] | None = None
        self._ended: tuple[int, float, float] | None = None

    def call(self) -> None:
        """Count an answered call."""
        self._calls += 1
        if self._calls == self._first:
            self._began = self._now()

    def dialogue(self) -> None:
        """Count a finished dialogue."""
        self._dialogues += 1
        if self._dialogues == self._last:
            self._ended = self._now()

    def speed(self) -> Speed:
        """Return the figures of the steady state."""
        assert self._began is not None and self._ended is not None, "too short to measure"
        return Speed(*(end - begin for begin, end in zip(self._began, self._ended, strict=True)))

    def _now(self) -> tuple[int, float, float]:
        return self._calls, time.perf_counter(), time.process_time()
