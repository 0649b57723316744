"""What people say of opinions."""

from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints, model_validator

from park.records.base import Foreign, Record

Kind = Literal[
    "fine",
    "contradicts",
    "irrelevant",
    "contentless",
    "recites",
    "nonsense",
    "fragment",
    "invented",
    "about_others",
    "stereotype",
    "personal_data",
]
"""A kind of fault, or `fine`; docs/labelling.md says how they are told apart."""
KINDS: tuple[Kind, ...] = get_args(Kind)
FAULTS = KINDS[1:]
"""Reasons to reject an opinion."""

PersonName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
"""The name by which a person is known in a run."""

LONGEST = 2_000
"""Maximum characters of an edited opinion or a note."""


class Review(Record):
    """A person's decision on an opinion."""

    opinion: str
    """Key of the opinion."""
    person: PersonName
    decision: Literal["keep", "reject", "edit"]
    reason: Kind = "fine"
    """Why it is rejected; `fine` if it is not."""
    text: Annotated[Foreign, Field(max_length=LONGEST)] = ""
    """The opinion as edited; '' otherwise."""
    shown: Foreign
    """The opinion as the person read it; a decision is about this text alone."""
    note: Annotated[Foreign, Field(max_length=LONGEST)] = ""
    time: str
    """UTC, ISO 8601."""

    @model_validator(mode="after")
    def _whole(self) -> "Review":
        if (self.decision == "reject") == (self.reason == "fine"):
            raise ValueError("reason: a rejection has one, and nothing else does")
        if (self.decision == "edit") == (not self.text.strip()):
            raise ValueError("text: an edited opinion has one, and nothing else does")
        return self

    def concerns(self, text: str) -> bool:
        """Whether the decision is about an opinion with this text."""
        return text == self.shown or (self.decision == "edit" and text == self.text)

    @property
    def label(self) -> Kind:
        """What the person says of the text as shown; an edited one was not fine as it was."""
        return self.reason if self.decision == "reject" else "fine"
