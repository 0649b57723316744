"""Scores arranged for readers: figures, grids, differences, tasks."""

from pydantic import Field

from park.records import Record


class Figure(Record):
    """A figure with its uncertainty."""

    value: float | None
    low: float | None = None
    high: float | None = None
    """Bounds of the 95 % interval."""
    n: int = 0
    unit: str = "items"
    """Unit of n."""
    spread: tuple[float, float] | None = None
    """Minimum and maximum over templates."""
    p: float | None = None
    adjusted: float | None = None
    """p-value after Holm's correction."""


class Row(Record):
    """A respondent or control."""

    method: str
    culture: str
    model: str
    control: bool
    knows: str = ""
    """What a control has seen of people's answers: `nothing`, `items` or `countries`."""


class Column(Record):
    """A tested culture and dataset."""

    tested: str
    set: str


class Grid(Record):
    """A metric's figures, rows × columns."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    cells: tuple[tuple[Figure | None, ...], ...]


class Contrast(Record):
    """A difference between two methods."""

    culture: str
    tested: str
    set: str
    model: str
    figure: Figure


class Pair(Record):
    """All differences between two methods in a metric."""

    method: str
    against: str
    contrasts: tuple[Contrast, ...]


class Metric(Record):
    """The results of a task's metric."""

    name: str
    higher_is_better: bool
    whole: Grid | None
    """Over all datasets."""
    by_set: Grid | None
    pairs: tuple[Pair, ...]


class Task(Record):
    """The results of a task."""

    name: str
    metrics: tuple[Metric, ...]
    caveats: tuple[str, ...]
    """Caveats from the scores' details."""
    remarks: tuple[str, ...]
    """Other sentences from the scores' details."""
    unanswered: dict[str, dict[str, int]]
    """Responses by method and status."""
    cards: dict[str, dict[str, str]] = Field(default_factory=dict)
    """What the cards of the task or its benchmarks state, by name."""
