"""Cards: who made a task or benchmark, for whom, and what it cannot say."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from park.records.base import Record

CARDS = "cards"
"""Where a ledger keeps the cards of evaluated tasks: task, name, statements."""
BLANK = frozenset({"", "-", "...", "…", "?", "n/a", "na", "none", "tba", "tbd", "todo", "unknown"})
"""What stands where nothing is stated."""


def blank(text: str) -> bool:
    """Whether a statement states nothing."""
    return text.strip().strip(".:;()[]<>").casefold() in BLANK


def _stated(text: str) -> str:
    return "" if blank(text) else text


Statement = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=2_000), AfterValidator(_stated)
]
"""A sentence or two; '' if nothing is stated."""


class Statements(Record):
    """What a card states; a statement may still be missing.

    After "Culture is everywhere" (arXiv 2509.01301): whoever evaluates says who evaluates what, for
    whom, and under which assumptions.
    """

    authors: Statement = Field(default="", description="who made it")
    """Who made it."""
    audience: Statement = Field(default="", description="for whom")
    """For whom."""
    words: Statement = Field(default="", description="whose words its questions are")
    """Whose words its questions are."""
    language: Statement = Field(default="", description="the language it asks in")
    """The language it asks in."""
    assumptions: Statement = Field(default="", description="what it assumes")
    """What it assumes."""
    annotators: Statement = Field(default="", description="who annotated, and from where")
    """Who annotated or answered, and from where."""
    limits: Statement = Field(default="", description="what it cannot say")
    """What it cannot say."""

    def lacking(self) -> tuple[str, ...]:
        """Return the names of the statements that are missing."""
        return tuple(name for name in STATEMENTS if not getattr(self, name))

    def statements(self) -> dict[str, str]:
        """Return the statements by what they say."""
        return {what: getattr(self, name) for name, what in STATEMENTS.items()}


STATEMENTS = {name: str(each.description) for name, each in Statements.model_fields.items()}
"""The required statements: name and what each says."""


class Card(Statements):
    """A complete card; ValueError names a statement that is missing."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for name in self.lacking():
            raise ValueError(f"{name}: must be stated ({STATEMENTS[name]})")
        return self
