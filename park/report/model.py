"""What a report tells of a run: the one structure behind all its forms."""

from park.records import Record


class Figure(Record):
    """A figure with what is needed to judge it."""

    value: float | None
    low: float | None = None
    high: float | None = None
    """The ends of the 95 % interval."""
    n: int = 0
    unit: str = "items"
    """What n counts."""
    spread: tuple[float, float] | None = None
    """The least and the greatest over the prompt forms."""
    p: float | None = None
    adjusted: float | None = None
    """After Holm's correction."""


class Spent(Record):
    """What the calls of a stage to a model consumed."""

    stage: str
    model: str
    calls: int
    tokens_in: int
    cached_tokens_in: int
    tokens_out: int
    cost_usd: float
    seconds: float


class Event(Record):
    """Something that happened to the run."""

    time: str
    kind: str
    detail: str


class Work(Record):
    """What was done, and with what."""

    config: dict[str, str]
    """Settings in words, by what they are."""
    models: dict[str, tuple[str, ...]]
    """By role, as the records name them."""
    judged_by_itself: tuple[str, ...]
    """Models that judged what they wrote."""
    spent: tuple[Spent, ...]
    events: tuple[Event, ...]


class Funnel(Record):
    """What became of the opinions."""

    stages: tuple[str, ...]
    cultures: dict[str, dict[str, int]]
    accepted: dict[str, Figure]
    """The share of the listed opinions that was accepted."""
    diversity: dict[str, dict[str, float | None]]
    calibration: dict[str, float]
    remarks: tuple[str, ...]


class Part(Record):
    """A piece of a turn."""

    text: str
    opinions: tuple[int, ...] = ()
    """The numbers of the accepted opinions whose quote it belongs to."""


class Spoken(Record):
    """A turn of a sample."""

    number: int
    speaker: str
    name: str
    parts: tuple[Part, ...]


class Taken(Record):
    """An opinion taken from a sample."""

    number: int = 0
    """Its number within the sample; 0 for a rejected one."""
    text: str
    said: str = ""
    turns: tuple[int, ...]
    marked: bool = False
    """Whether its quote is marked in the turns."""
    reason: str = ""
    check: str = ""
    by: str = ""


class Sampled(Record):
    """A dialogue that is shown."""

    key: str
    culture: str
    item: str
    statement: str
    stance: str
    share: float
    """The share of the country's people who hold the stance."""
    language: str
    ending: str
    turns: tuple[Spoken, ...]
    accepted: tuple[Taken, ...]
    rejected: tuple[Taken, ...]
    not_shown: int = 0
    """Rejected opinions that are left out."""


class Option(Record):
    """An answer, as people and as the dialogues' delegates hold it."""

    label: str
    people: float
    """The mean share of people over the dialogues' items."""
    dialogues: Figure


class Stances(Record):
    """A culture's stances on items with one scale."""

    culture: str
    dialogues: int
    items: int
    options: tuple[Option, ...]


class Trained(Record):
    """An adapter."""

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
    """Step and training loss."""
    measure: str = ""
    """What was measured on held-out rows."""
    held_base: float | None = None
    held_adapter: float | None = None
    difference: Figure | None = None
    held_rows: int = 0


class Hosted(Record):
    """A model that a provider fine-tunes."""

    name: str
    base: str
    rows: int
    tokens: int
    epochs: int
    cost_usd: float
    """An estimate."""
    status: str
    model: str
    """Its name; '' until it is finished."""


class Row(Record):
    """Who is scored."""

    method: str
    culture: str
    model: str
    control: bool


class Column(Record):
    """What it is scored on."""

    tested: str
    set: str


class Grid(Record):
    """Figures of a metric: rows × columns."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    cells: tuple[tuple[Figure | None, ...], ...]


class Contrast(Record):
    """A difference of two methods."""

    culture: str
    tested: str
    set: str
    model: str
    figure: Figure


class Pair(Record):
    """All differences of one method and another in a metric."""

    method: str
    against: str
    contrasts: tuple[Contrast, ...]


class Metric(Record):
    """All that is known of one metric of a task."""

    name: str
    higher_is_better: bool
    whole: Grid | None
    """All sets together."""
    by_set: Grid | None
    pairs: tuple[Pair, ...]


class Task(Record):
    """All that is known of one task."""

    name: str
    metrics: tuple[Metric, ...]
    caveats: tuple[str, ...]
    """What has to be read with the scores, as they say themselves."""
    remarks: tuple[str, ...]
    """What else the scores' details say in sentences."""
    unanswered: dict[str, dict[str, int]]
    """Responses by method and status."""


class Facts(Record):
    """All that a report tells."""

    name: str
    place: str
    """How commands name the run."""
    version: str
    writing: bool
    """Whether another process was at work in the run."""
    summary: tuple[str, ...]
    dialogues: dict[str, dict[str, int]]
    """Dialogues by culture and ending."""
    work: Work
    funnel: Funnel | None
    samples: tuple[Sampled, ...]
    stances: tuple[Stances, ...]
    stances_missing: str = ""
    """Why the stances could not be compared; '' if they were, or there are none."""
    training: tuple[Trained, ...]
    hosted: tuple[Hosted, ...]
    tasks: tuple[Task, ...]
    begun: dict[str, int]
    """Responses by task, of those that have no scores yet."""
    failures: tuple[str, ...]
    limits: tuple[str, ...]
