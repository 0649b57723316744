"""What is known of a trained adapter."""

from park.adapters.recipe import Recipe
from park.records import Record

ALL = "all-cultures"
"""The adapter of all cultures together."""


class Measured(Record):
    """What base and adapter make of one held-out row."""

    sample: str
    """The sample's key."""
    group: str
    """The opinion or dialogue it comes from."""
    base: float
    adapter: float


class Difference(Record):
    """The mean of adapter minus base, with a 95 % interval."""

    mean: float
    low: float | None
    high: float | None
    """The ends of the interval; None below three groups."""
    groups: int
    """How many independent draws there are: opinions, not rows."""

    def __str__(self) -> str:
        """Return the figures; what comes from a single opinion has no interval."""
        if self.groups == 1 or self.low is None or self.high is None:
            return f"{self.mean:+.3f}, no interval"
        return f"{self.mean:+.3f}, 95 % interval {self.low:+.3f} to {self.high:+.3f}"


class Holdout(Record):
    """How an adapter does on the rows that it has not seen."""

    figure: str
    """`loss`: nats a token of the answer. `margin`: the chosen answer's loss minus the rejected
    one's. The lower the better, both."""
    base: float
    adapter: float
    difference: Difference
    rows: tuple[Measured, ...]


class Adapter(Record):
    """A trained adapter."""

    culture: str
    key: str
    """The hash of samples, recipe and base."""
    recipe_name: str
    recipe: Recipe
    base: str
    base_digest: str
    rows: int
    tokens: int
    masked: float
    """The share of tokens that no loss was taken on."""
    too_long: dict[str, int]
    """Rows that were left out: tokens by the sample's key; held-out ones included."""
    steps: int
    seconds: float
    """Of the process that ended the training."""
    resumed: int
    """The step that this process began after."""
    loss: float
    """Of the last row of the log."""
    tokens_per_second: float
    memory: float
    """The most bytes held."""
    device: str
    versions: dict[str, str]
    system: str
    """The system message that the rows have."""
    holdout: Holdout | None
    log: tuple[dict[str, float], ...]
    sha256: str
    """Of the weights' file."""
