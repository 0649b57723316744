"""The facts of a report, shared by all its formats."""

from pydantic import FiniteFloat

from park.findings.model import Figure, Task
from park.quality.model import Quality
from park.records import Record


class Spent(Record):
    """Usage of a model by a stage."""

    stage: str
    model: str
    calls: int
    tokens_in: int
    cached_tokens_in: int
    tokens_out: int
    cost_usd: float
    seconds: float


class Event(Record):
    """An event of the run."""

    time: str
    kind: str
    detail: str


class Work(Record):
    """Settings, models, usage and events."""

    config: dict[str, str]
    """Settings in words, by name."""
    models: dict[str, tuple[str, ...]]
    """Models by role, as in the records."""
    judged_by_itself: tuple[str, ...]
    """Models that judged their own dialogues."""
    spent: tuple[Spent, ...]
    events: tuple[Event, ...]


class Funnel(Record):
    """The funnel of opinions."""

    stages: tuple[str, ...]
    cultures: dict[str, dict[str, int]]
    accepted: dict[str, Figure]
    """Shares of listed opinions that were accepted."""
    diversity: dict[str, dict[str, float | None]]
    calibration: dict[str, float]
    remarks: tuple[str, ...]


class Part(Record):
    """A piece of a turn."""

    text: str
    opinions: tuple[int, ...] = ()
    """Numbers of the accepted opinions that quote it."""


class Spoken(Record):
    """A turn of a sample."""

    number: int
    speaker: str
    name: str
    parts: tuple[Part, ...]


class Taken(Record):
    """An opinion from a sample."""

    number: int = 0
    """Number within the sample; 0 if rejected."""
    text: str
    said: str = ""
    turns: tuple[int, ...]
    marked: bool = False
    """Whether its quote is marked in the turns."""
    reason: str = ""
    check: str = ""
    by: str = ""


class Sampled(Record):
    """A sample dialogue."""

    key: str
    culture: str
    item: str
    statement: str
    stance: str
    share: float
    """Share of the country's people with the stance."""
    language: str
    ending: str
    turns: tuple[Spoken, ...]
    accepted: tuple[Taken, ...]
    rejected: tuple[Taken, ...]
    not_shown: int = 0
    """Number of rejected opinions not shown."""


class Option(Record):
    """An option with its shares among people and delegates."""

    label: str
    people: float
    """Mean share of people over the dialogues' items."""
    dialogues: Figure


class Stances(Record):
    """A culture's stances on items with the same number of options."""

    culture: str
    dialogues: int
    items: int
    options: tuple[Option, ...]


class Trained(Record):
    """A trained adapter."""

    name: str
    base: str
    recipe: str
    rows: int
    tokens: int
    too_long: int
    steps: int
    seconds: float
    device: str
    loss: tuple[tuple[float, float], ...]
    """Training loss as (step, loss)."""
    measure: str = ""
    """Measure on held-out rows."""
    held_base: float | None = None
    held_adapter: float | None = None
    difference: Figure | None = None
    held_rows: int = 0


class Hosted(Record):
    """A model fine-tuned by a provider."""

    name: str
    base: str
    rows: int
    tokens: int
    epochs: int
    cost_usd: float
    """Estimated cost in US dollars."""
    status: str
    model: str
    """Its name; '' until finished."""


class Effect(Record):
    """A difference that a study found, with its interval."""

    label: str
    value: FiniteFloat
    low: FiniteFloat
    high: FiniteFloat


class Studied(Record):
    """What a study in the run's folder found."""

    name: str
    help: str
    text: tuple[str, ...]
    effects: dict[str, tuple[Effect, ...]]
    """By title."""
    broken: str = ""
    """Why its file cannot be read; '' if it can."""


class Compared(Record):
    """A method or control beside the others."""

    method: str
    model: str
    """'' for a control."""
    control: bool
    score: Figure
    gains: dict[str, Figure]
    """Differences by what was subtracted."""
    calls: float | None
    """For each answer, as are tokens and seconds; None where unknown."""
    tokens: float | None
    seconds: float | None


class Facts(Record):
    """The facts of a run."""

    name: str
    place: str
    """The run's name in commands."""
    version: str
    writing: bool
    """Whether another process was writing to the run."""
    summary: tuple[str, ...]
    dialogues: dict[str, dict[str, int]]
    """Dialogues by culture and ending."""
    work: Work
    funnel: Funnel | None
    quality: Quality | None
    """None without dialogues."""
    samples: tuple[Sampled, ...]
    stances: tuple[Stances, ...]
    stances_missing: str = ""
    """Why stances are unavailable; '' if available or without dialogues."""
    training: tuple[Trained, ...]
    hosted: tuple[Hosted, ...]
    tasks: tuple[Task, ...]
    begun: dict[str, int]
    """Responses of tasks without scores, by task."""
    failures: tuple[str, ...]
    limits: tuple[str, ...]
    methods: tuple[Compared, ...] = ()
    norms: tuple[str, ...] = ()
    """Whether norms tell more than shuffled ones, for each model that was asked both."""
    studies: tuple[Studied, ...] = ()
