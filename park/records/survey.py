"""Survey questions, answers and seeds of dialogues."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from park.records.base import Country, Name, Record, Text


class Option(Record):
    """An answer option of a survey question."""

    code: int
    label: Text


class Item(Record):
    """A survey question."""

    id: Text
    """Id of the question in its source."""
    source: Text
    """Name of the survey."""
    topic: str = ""
    statement: Text
    """Text of the statement or question."""
    options: tuple[Option, ...] = Field(min_length=2)
    """Valid answers in the order of their codes; codes for missing answers are not options."""
    ordered: bool = True
    """Whether the options form a scale."""
    aside: tuple[int, ...] = ()
    """Codes of valid answers that are not on the scale, such as *hard to say*."""
    twin: str = ""
    """Id of an item that asks the same people the same in other words or on another scale, if any;
    both
    are always on the same side of the split."""

    @model_validator(mode="after")
    def _distinct_codes(self) -> "Item":
        codes = [option.code for option in self.options]
        if len(set(codes)) < len(codes):
            raise ValueError(f"item {self.id}: two options have one code")
        if not {*self.aside} <= {*codes} or len({*codes} - {*self.aside}) < 2:
            raise ValueError(f"item {self.id}: aside: not among its codes, or fewer than two left")
        return self

    @property
    def scale(self) -> tuple[int, ...]:
        """The codes on the scale, in ascending order."""
        return tuple(sorted(o.code for o in self.options if o.code not in self.aside))

    @property
    def graded(self) -> bool:
        """Whether all options are on a scale, so that means exist."""
        return self.ordered and not self.aside

    def label(self, code: int) -> str:
        """Return the label of a code; KeyError if unknown."""
        for option in self.options:
            if option.code == code:
                return option.label
        raise KeyError(code)


class Answers(Record):
    """A country's distribution over an item's options."""

    item: Text
    country: Country
    counts: dict[int, Annotated[float, Field(ge=0)]]
    """Respondents per code, each counted by its weight where the source has weights; percentages if
    the source only publishes shares."""
    valid: int | None = Field(default=None, ge=0)
    """Number of valid answers; None if the source only publishes shares."""
    missing: int | None = Field(default=None, ge=0)
    """Number of missing answers (don't know, refused, not asked); None if unpublished."""
    effective: float | None = Field(default=None, ge=0)
    """Size of an unweighted sample that would be as precise as these weighted answers (Kish 1965);
    None without weights."""

    @property
    def size(self) -> float | None:
        """Sample size for intervals: the effective one, else that of the valid answers."""
        return self.valid if self.effective is None else self.effective

    @cached_property
    def total(self) -> float:
        """Sum of the counts; 0 if the country was not asked."""
        return float(sum(self.counts.values()))

    @property
    def asked(self) -> bool:
        """Whether there are valid answers."""
        return self.total > 0

    def share(self, code: int) -> float:
        """Return the share of a code among valid answers, between 0 and 1."""
        return self.counts.get(code, 0.0) / self.total


class Held(Record):
    """An answer of a person to an item."""

    item: Text
    statement: Text
    stance: int
    """Code of the option."""
    label: Text
    """Label of the option."""


class Profile(Record):
    """A delegate's answers to items beside the seed's."""

    answers: tuple[Held, ...] = ()
    of: Literal["respondent", "items"] = "items"
    """Whether one respondent gave them all, or each was drawn from its country's answers."""

    def __str__(self) -> str:
        """Return the answers as `Q28: agree; Q33: disagree`."""
        return "; ".join(f"{each.item}: {each.label}" for each in self.answers)


class Seed(Record):
    """The seed of a dialogue: culture × item × stance × repeat."""

    key: str
    culture: Name
    country: Country
    item: Text
    stance: int
    """Code of the delegate's option."""
    share: float = Field(ge=0, le=1)
    """Share of the country's respondents with this option."""
    side_share: float = Field(ge=0, le=1 + 1e-9)
    """Share on the same side of the scale's midpoint, which shows whether the view is a
    minority's."""
    repeat: int = Field(ge=0)
