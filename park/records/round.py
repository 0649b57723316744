"""What the judge makes of one text: a round of a verification."""

from typing import Literal

from park.records.base import Foreign, Record

Relation = Literal["entails", "contradicts", "irrelevant"]
RELATIONS: tuple[Relation, ...] = ("contradicts", "irrelevant", "entails")
"""In the order in which they win a tie: an opinion is not kept for lack of a decision."""


class Vote(Record):
    """What the judge said once, in words."""

    relation: Relation | None
    """None if it could not be read."""
    letter: str = ""
    """What the relation was shown with; '' if it could not be read."""
    rationale: Foreign = ""
    call: str = ""


class Round(Record):
    """What the judge makes of one text."""

    text: Foreign
    probabilities: dict[str, float] | None = None
    """By relation; shares of the votes where the judge gives no probabilities; None if nothing
    it said could be read."""
    votes: tuple[Vote, ...] = ()
    error: Foreign = ""

    @property
    def relation(self) -> Relation | None:
        """The likeliest relation; None if none could be read. A tie is never `entails`."""
        if self.probabilities is None:
            return None
        found = self.probabilities
        return max(RELATIONS, key=lambda name: found[name])
