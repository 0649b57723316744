"""Rounds of verification by the judge."""

import math
from collections.abc import Mapping
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
    """Minimum scores for keeping an opinion."""

    first: float
    """For stances below the middle of their scale."""
    middle: float
    """For stances in the middle or off the scale."""
    last: float
    """For stances above the middle."""
    by: Literal["entails", "lean"] = "entails"
    """What these are compared with; see `score`."""
    apart: float | None = None
    """Of `entails`, for opinions without a word of the statement; None for none of its own."""
    relevant: float | None = None
    """Of bearing on the statement; None if that is not asked."""

    def score(self, found: Mapping[str, float]) -> float:
        """Return the score of an opinion, between 0 and 1.

        The probability of `entails`; or, for `lean`, its mean (geometric) with the share that it
        has of the two sides, so that what tells no side clearly counts less than what is silent.

        Args:
            found: the probabilities by relation.
        """
        entails = found["entails"]
        if self.by == "entails" or not entails:
            return entails
        return entails / math.sqrt(entails + found["contradicts"])

    def of(self, side: int) -> float:
        """Return the threshold of a side of the scale: -1, 0 or 1."""
        return (self.middle, self.last, self.first)[side]

    def near(self, entails: float) -> bool:
        """Whether an opinion that shares no word with its statement is near enough to it."""
        return self.apart is None or entails >= self.apart

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
