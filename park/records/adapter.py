"""The record of a trained adapter."""

from park.adapters.recipe import Recipe
from park.records import Record

ALL = "all-cultures"
"""Name of the adapter for all cultures."""
ON_ANSWERS = "distribution"
"""Prefix of the names of adapters trained on people's answers, which stand beside the others."""

TOGETHER = "+"
"""Joins the names of adapters that are active together."""


def on_answers(culture: str, *, shuffled: bool = False) -> str:
    """Return the name of the adapter of a culture, or of ALL, trained on people's answers.

    Args:
        culture: the culture's name, or ALL.
        shuffled: whether the shares were dealt out to the options at random.
    """
    return f"{ON_ANSWERS}-{'shuffled-' if shuffled else ''}{culture}"


def made_name(method: str, culture: str) -> str:
    """Return the name of the adapter that a generator made for a method and a culture."""
    return f"{method}-{culture}"


class Measured(Record):
    """The figures of base and adapter on a held-out row."""

    sample: str
    """The sample's key."""
    group: str
    """Its opinion, dialogue or topic."""
    base: float
    adapter: float


class Difference(Record):
    """The mean difference adapter minus base, with a 95 % interval."""

    mean: float
    low: float | None
    high: float | None
    """Bounds of the interval; None below three groups."""
    groups: int
    """Number of independent groups: opinions, not rows."""

    def __str__(self) -> str:
        """Return the figures; a single opinion gives no interval."""
        if self.groups == 1 or self.low is None or self.high is None:
            return f"{self.mean:+.3f}, no interval"
        return f"{self.mean:+.3f}, 95 % interval {self.low:+.3f} to {self.high:+.3f}"


class Holdout(Record):
    """An adapter's results on held-out rows."""

    figure: str
    """`loss`: nats per token of the answer. `margin`: the chosen answer's loss minus the rejected
    one's. `kl`: nats from the model's first token to people's shares of the options. Lower is
    better."""
    base: float
    adapter: float
    difference: Difference
    rows: tuple[Measured, ...]

    @property
    def unit(self) -> str:
        """What the interval is over."""
        return "topics" if self.figure == "kl" else "opinions"


class Adapter(Record):
    """A trained adapter."""

    culture: str
    key: str
    """Hash of samples, recipe and base."""
    recipe_name: str
    recipe: Recipe
    base: str
    base_digest: str
    rows: int
    tokens: int
    masked: float
    """Share of masked tokens."""
    too_long: dict[str, int]
    """Token counts of skipped rows by sample key, including held-out ones."""
    steps: int
    seconds: float
    """Duration of the last process only."""
    resumed: int
    """The step that this process resumed from."""
    loss: float
    """Last loss in the log."""
    tokens_per_second: float
    memory: float
    """Peak memory in bytes."""
    device: str
    versions: dict[str, str]
    system: str
    """The rows' system message."""
    holdout: Holdout | None
    log: tuple[dict[str, float], ...]
    sha256: str
    """Digest of the weights file."""
