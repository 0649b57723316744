"""Rounds of verification by the judge."""

from typing import Literal

from park.records.base import Foreign, Record

Relation = Literal["entails", "contradicts", "irrelevant"]
RELATIONS: tuple[Relation, ...] = ("contradicts", "irrelevant", "entails")
"""In descending priority for ties, so that a tie never keeps an opinion."""


class Vote(Record):
    """A single verdict in words."""

    relation: Relation | None
    """None if unreadable."""
    letter: str = ""
    """The relation's letter; '' if unreadable."""
    rationale: Foreign = ""
    call: str = ""


class Round(Record):
    """The judge's verification of a text."""

    text: Foreign
    probabilities: dict[str, float] | None = None
    """Probabilities by relation, or shares of the votes; None if no answer was readable."""
    votes: tuple[Vote, ...] = ()
    error: Foreign = ""

    @property
    def relation(self) -> Relation | None:
        """The likeliest relation, if readable; a tie is never `entails`."""
        if self.probabilities is None:
            return None
        found = self.probabilities
        return max(RELATIONS, key=lambda name: found[name])
