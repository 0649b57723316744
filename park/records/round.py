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


class Thresholds(Record):
    """Minimum probabilities for keeping an opinion."""

    first: float
    """Of `entails`, for stances below the middle of their scale."""
    middle: float
    """Of `entails`, for stances in the middle or off the scale."""
    last: float
    """Of `entails`, for stances above the middle."""
    relevant: float | None = None
    """Of bearing on the statement; None if that is not asked."""
    weak: bool = False
    """Whether they were calibrated on a judge that turned out weak."""

    def of(self, side: int) -> float:
        """Return the threshold of a side of the scale: -1, 0 or 1."""
        return (self.middle, self.last, self.first)[side]

    def bears(self, probability: float) -> bool:
        """Whether an opinion bears on its statement."""
        return self.relevant is None or probability >= self.relevant


class Round(Record):
    """The judge's verification of a text."""

    text: Foreign
    probabilities: dict[str, float] | None = None
    """Probabilities by relation, or shares of the votes; None if no answer was readable."""
    votes: tuple[Vote, ...] = ()
    relevant: float | None = None
    """Probability that the text bears on the statement; None if that was not asked."""
    error: Foreign = ""

    @property
    def relation(self) -> Relation | None:
        """The likeliest relation, if readable; a tie is never `entails`."""
        if self.probabilities is None:
            return None
        found = self.probabilities
        return max(RELATIONS, key=lambda name: found[name])
