"""The figures of a run's quality."""

from pydantic import Field

from park.records import Record
from park.statistics import wilson

ALL = "all"
"""Name of the group of all cultures."""


class Figure(Record):
    """A figure with its sample size, and its 95 % interval if it has one."""

    value: float | None
    """None if undefined."""
    low: float | None = None
    high: float | None = None
    n: int = 0


def share(count: int, n: int) -> Figure:
    """Return a share with Wilson's interval; undefined if n is 0."""
    if not n:
        return Figure(value=None)
    low, high = wilson(count, n)
    return Figure(value=count / n, low=low, high=high, n=n)


def rate(amount: float, n: int) -> Figure:
    """Return an amount per unit, without an interval; undefined if n is 0."""
    return Figure(value=amount / n if n else None, n=n)


class Talk(Record):
    """Dialogues and their turns."""

    dialogues: int
    failed: int
    """Dialogues that ended in an error; their turns count, too."""
    endings: dict[str, Figure]
    """Shares of dialogues."""
    turns: int
    attempts: Figure
    """Attempts per turn."""
    flags: dict[str, Figure]
    """Shares of turns that were kept although a check flags them."""
    told: Figure
    """Share of English delegate turns with words of a fact, among those that were told one."""
    grounded: Figure
    """Share of English delegate turns with words of any fact of the culture's card."""
    elsewhere: Figure
    """The same with facts that are only in other cultures' cards: what chance gives."""
    repeated: Figure
    """Share of turns near-equal to an earlier one of the run."""
    openings: Figure
    """Share of distinct first three words among delegate turns; n turns."""
    distinct_2: Figure
    """Share of distinct pairs of words among those of delegate turns; n pairs."""


class Harvest(Record):
    """Opinions and what became of them."""

    listed: Figure
    """Opinions per finished dialogue."""
    accepted: Figure
    """Accepted opinions per finished dialogue."""
    acceptance: Figure
    """Share of listed opinions that were accepted."""
    rejected: dict[str, Figure]
    """Shares of listed opinions by reason."""
    openings: Figure
    """Share of distinct first three words among accepted opinions."""
    distinct_2: Figure
    """Share of distinct pairs of words among those of accepted opinions."""
    stance_kept: Figure
    """Share of dialogues whose last delegate turn has opinions that the judge, taken together,
    relates to the stance more by `entails` than by `contradicts`."""
    precision: Figure
    """Estimated share of right opinions among those that pass verification; n verified ones."""


class Sides(Record):
    """Shares of stances before the middle of the items' scales."""

    people: Figure
    """Mean share of people over the finished dialogues' items and countries."""
    dialogues: Figure
    """Among the finished dialogues' seeds."""
    listed: Figure
    accepted: Figure
    shift: Figure
    """Accepted minus listed, with an interval over dialogues; n dialogues with opinions."""


class Measures(Record):
    """The figures of a culture, or of all."""

    talk: Talk
    harvest: Harvest | None = None
    """None without opinions."""
    sides: Sides | None = None
    """None without the survey."""


class Spent(Record):
    """Usage of a stage."""

    calls: int
    tokens: int
    """Tokens in and out."""
    calls_per_accepted: Figure
    tokens_per_accepted: Figure


class Quality(Record):
    """The quality of a run."""

    run: str
    groups: dict[str, Measures]
    """By culture, and `all` of them."""
    spent: dict[str, Spent] = Field(default_factory=dict)
    """By stage."""
    notes: tuple[str, ...] = ()
    """What could not be measured, and why."""
