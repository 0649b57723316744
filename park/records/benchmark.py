"""Records of benchmarks that a community made: the card, and items with their keys."""

from typing import Literal, Self

from pydantic import Field, model_validator

from park.records.base import Country, Language, Name, Text
from park.records.card import Statements
from park.records.survey import Item

AGREEMENT = ("strongly disagree", "disagree", "neither agree nor disagree", "agree",
             "strongly agree")  # fmt: skip

Kind = Literal["value", "knowledge"]
"""A social-value item, answered on a scale and without a right answer; or a knowledge item, with
one true answer."""

Simulated = Literal["respondents", "revisions"]
"""What models did in the place of people."""


class BenchmarkCard(Statements):
    """The file `benchmark.yaml`: the card, and how the benchmark is made."""

    name: Name
    title: Text
    """A title for readers."""
    license: Text
    """Licence of items and answers, as the Hub writes it."""
    community: Text
    """Who is asked, as said within a sentence: `people who live in Turkey`."""
    languages: tuple[Language, ...] = Field(min_length=1)
    """Languages of the items."""
    countries: tuple[Country, ...] = ()
    """Countries of the community; answers belong to the first. Empty if it is no country's."""
    source: str = ""
    """The kind of real answers that it is built from, such as `menavalues` or `blend`; '' if the
    items are drafted and people are asked."""
    needed: int = Field(default=30, ge=1)
    """Respondents per item below which `check` warns."""
    scale: tuple[Text, ...] = Field(default=AGREEMENT, min_length=2, max_length=26)
    """Labels of the scale of social-value items, from disagreement to agreement."""
    simulated: tuple[Simulated, ...] = ()
    """What models did in the place of people; written by `park benchmark build`."""


class BenchmarkItem(Item):
    """An item of a benchmark."""

    kind: Kind
    keyword: str = ""
    """What it is about."""
    country: Country | Literal[""] = ""
    """Whose knowledge it asks for; '' for everybody's."""
    answer: int | None = None
    """Code of the true answer of a knowledge item."""

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        codes = [option.code for option in self.options]
        if self.kind == "value" and self.answer is not None:
            raise ValueError(f"item {self.id}: a social-value item has no true answer")
        if self.kind == "knowledge" and self.answer not in codes:
            raise ValueError(f"item {self.id}: answer: {self.answer} is not among its codes")
        return self
