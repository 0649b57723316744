"""Survey questions, what people answered, and what dialogues start from."""

from functools import cached_property
from typing import Annotated

from pydantic import Field, model_validator

from park.records.base import Country, Name, Record, Text


class Option(Record):
    """One answer that a survey question allows."""

    code: int
    label: Text


class Item(Record):
    """A survey question."""

    id: Text
    """The question's number in its source."""
    source: Text
    """The survey it belongs to."""
    topic: str = ""
    statement: Text
    """The statement or question, as it is put to a reader."""
    options: tuple[Option, ...] = Field(min_length=2)
    """The valid answers in the order of their codes; missing codes are never options."""
    ordered: bool = True
    """Whether the options form a scale."""
    aside: tuple[int, ...] = ()
    """Codes of valid answers that have no place on the scale, whatever their number, such as *hard
    to say*."""
    twin: str = ""
    """The id of an item that asks the same people the same, in other words or on another scale; the
    two are never on both sides of the split. '' if there is none."""

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
        """The codes that have a place on the scale, from its one end to the other."""
        return tuple(sorted(o.code for o in self.options if o.code not in self.aside))

    @property
    def graded(self) -> bool:
        """Whether the options form a scale on which each has its place, so that means exist."""
        return self.ordered and not self.aside

    def label(self, code: int) -> str:
        """Return the label of an option's code; KeyError if there is no such option."""
        for option in self.options:
            if option.code == code:
                return option.label
        raise KeyError(code)


class Answers(Record):
    """A country's distribution over an item's options."""

    item: Text
    country: Country
    counts: dict[int, Annotated[float, Field(ge=0)]]
    """Respondents per code, or percentages where the source publishes only shares."""
    valid: int | None = Field(default=None, ge=0)
    """Respondents with a valid answer; None where the source publishes only shares."""
    missing: int | None = Field(default=None, ge=0)
    """Respondents without one (don't know, refused, not asked); None if not published."""

    @cached_property
    def total(self) -> float:
        """Return the sum of the counts; 0 means that the country was not asked."""
        return float(sum(self.counts.values()))

    @property
    def asked(self) -> bool:
        """Whether anybody gave a valid answer."""
        return self.total > 0

    def share(self, code: int) -> float:
        """Return the share of valid answers with this code, between 0 and 1."""
        return self.counts.get(code, 0.0) / self.total


class Seed(Record):
    """What a dialogue starts from: culture × item × stance × repeat."""

    key: str
    culture: Name
    country: Country
    item: Text
    stance: int
    """The code of the option the delegate holds."""
    share: float = Field(ge=0, le=1)
    """The share of the country's respondents who hold it."""
    side_share: float = Field(ge=0, le=1 + 1e-9)
    """The share on the same side of the scale's middle; says whether the view is a minority's."""
    repeat: int = Field(ge=0)
