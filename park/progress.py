"""What a stage tells while it works: events, all given to one callback.

run.generate(progress=print)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from park.outcome import Outcome


@dataclass(frozen=True)
class Line:
    """Something that a person should read at once."""

    text: str

    def __str__(self) -> str:
        """Return the text."""
        return self.text


@dataclass(frozen=True)
class Fetching:
    """How much of a file has been downloaded, in bytes."""

    what: str
    done: int
    total: int

    def __str__(self) -> str:
        """Return the megabytes."""
        return f"{self.what}: {self.done / 1e6:,.0f} of {self.total / 1e6:,.0f} MB"


@dataclass(frozen=True)
class Counts:
    """A stage's outcome so far; it keeps growing."""

    outcome: "Outcome"

    def __str__(self) -> str:
        """Return the outcome's one-line state."""
        return self.outcome.state()


@dataclass(frozen=True)
class Asked:
    """How many questions of a task a respondent has answered."""

    task: str
    respondent: str
    done: int
    total: int

    def __str__(self) -> str:
        """Return the numbers."""
        return f"{self.task}: {self.respondent}: {self.done} of {self.total} questions"


@dataclass(frozen=True)
class Trained:
    """A logged step of a training."""

    culture: str
    figures: Mapping[str, float]
    """`step`, `loss`, `tokens_per_second`, `memory` in bytes."""
    steps: int
    """Of the whole training."""

    def __str__(self) -> str:
        """Return the figures."""
        figures = self.figures
        return (
            f"{self.culture}: step {figures['step']:.0f} of {self.steps}, loss "
            f"{figures['loss']:.3f}, {figures['tokens_per_second']:.0f} tokens/s, "
            f"{figures['memory'] / 2**30:.1f} GiB"
        )


Event = Line | Fetching | Counts | Asked | Trained
Progress = Callable[[Event], None]


def silent(event: Event) -> None:
    """Tell nobody."""


def say_to(progress: Progress) -> Callable[[str], None]:
    """Return a function that tells lines."""
    return lambda line: progress(Line(line))


def fetching_to(progress: Progress) -> Callable[[str, int, int], None]:
    """Return a function that tells how far a download is."""
    return lambda what, done, total: progress(Fetching(what, done, total))


def steps_to(progress: Progress) -> Callable[[str, Mapping[str, float], int], None]:
    """Return a function that tells of a training's steps."""
    return lambda culture, figures, steps: progress(Trained(culture, figures, steps))
