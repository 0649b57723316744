"""Progress events of stages, passed to a callback.

`park.Run("outputs/demo", progress=print)` prints them.
"""

import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from park.outcome import Outcome


T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """A message for the user."""

    text: str

    def __str__(self) -> str:
        """Return the text."""
        return self.text


@dataclass(frozen=True)
class Fetching:
    """Progress of a download, in bytes."""

    what: str
    done: int
    total: int

    def __str__(self) -> str:
        """Return the megabytes."""
        return f"{self.what}: {self.done / 1e6:,.0f} of {self.total / 1e6:,.0f} MB"


@dataclass(frozen=True)
class Counts:
    """A stage's outcome so far."""

    outcome: "Outcome"

    def __str__(self) -> str:
        """Return the outcome's one-line state."""
        return self.outcome.state()


@dataclass(frozen=True)
class Asked:
    """Progress of a task of an evaluation, over all who answer, or of a study."""

    task: str
    done: int
    """Questions answered, lines spoken or texts read, including stored ones."""
    total: int
    seconds_left: float | None = None
    """None until something new has been answered."""

    def __str__(self) -> str:
        """Return the numbers."""
        left = self.seconds_left if self.done < self.total else None
        return f"{self.task}: {self.done:,} of {self.total:,}{_left(left)}"


def summed(said: Collection[Asked]) -> Asked:
    """Return a task's progress over all who work on it: the last of them says how long it takes."""
    left = [each.seconds_left for each in said if each.seconds_left is not None]
    return Asked(
        next(iter(said)).task,
        sum(each.done for each in said),
        sum(each.total for each in said),
        max(left, default=None),
    )


@dataclass(frozen=True)
class Trained:
    """A logged step of a training."""

    culture: str
    figures: Mapping[str, float]
    """`step`, `loss`, `tokens_per_second`, and `memory` in bytes."""
    steps: int
    """Total steps of the training."""
    seconds_left: float | None = None
    """None at the first."""

    def __str__(self) -> str:
        """Return the figures."""
        figures = self.figures
        return (
            f"{self.culture}: step {figures['step']:.0f} of {self.steps}, loss "
            f"{figures['loss']:.3f}, {figures['tokens_per_second']:.0f} tokens/s, "
            f"{figures['memory'] / 2**30:.1f} GiB{_left(self.seconds_left)}"
        )


Event = Line | Fetching | Counts | Asked | Trained
Progress = Callable[[Event], None]


def clock(seconds: float) -> str:
    """Return a duration as `1:02:03`, or `2:03` below an hour."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _left(seconds: float | None) -> str:
    return f", about {clock(seconds)} left" if seconds else ""


def silent(event: Event) -> None:
    """Ignore the event."""


def after(progress: Progress) -> Progress:
    """Return a progress for what follows several processes, without counting their work again."""

    def tell(event: Event) -> None:
        again = isinstance(event, Asked) and event.seconds_left is None
        if not (again or isinstance(event, Counts)):
            progress(event)

    return tell


def say_to(progress: Progress) -> Callable[[str], None]:
    """Return a function that reports lines."""
    return lambda line: progress(Line(line))


def fetching_to(progress: Progress) -> Callable[[str, int, int], None]:
    """Return a function that reports download progress."""
    return lambda what, done, total: progress(Fetching(what, done, total))


def steps_to(progress: Progress) -> Callable[[str, Mapping[str, float], int], None]:
    """Return a function that reports training steps, with the time left at the pace so far."""
    firsts: dict[str, tuple[float, float]] = {}

    def tell(culture: str, figures: Mapping[str, float], steps: int) -> None:
        now, step = time.monotonic(), figures["step"]
        began, first = firsts.setdefault(culture, (now, step))
        left = (now - began) / (step - first) * (steps - step) if step > first else None
        progress(Trained(culture, figures, steps, left))

    return tell


def counted(
    task: str, work: Callable[[T], Awaitable[None]], total: int, progress: Progress
) -> Callable[[T], Awaitable[None]]:
    """Return the same work, which reports how much of it is done.

    Args:
        task: what is worked on, in a word.
        work: does a part of it.
        total: number of parts.
        progress: is told of each part that is done, with the time left at the pace so far.
    """
    began, done = time.monotonic(), 0

    async def one(part: T) -> None:
        nonlocal done
        await work(part)
        done += 1
        left = (time.monotonic() - began) / done * (total - done)
        progress(Asked(task, done, total, left))

    return one


def shown(task: str, parts: Iterable[T], total: int, progress: Progress) -> Iterator[T]:
    """Yield the parts of a work in a loop, and report how much of it is done.

    Args:
        task: what is worked on, in a word.
        parts: what the loop works on.
        total: number of parts.
        progress: is told of each part that is done, with the time left at the pace so far.
    """
    began = time.monotonic()
    for done, part in enumerate(parts, start=1):
        yield part
        left = (time.monotonic() - began) / done * (total - done)
        progress(Asked(task, done, total, left))
