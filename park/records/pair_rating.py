"""Ratings of blinded pairs of texts by people."""

from typing import Annotated

from pydantic import Field

from park.records.base import Record
from park.records.review import PersonName

Points = Annotated[int, Field(ge=1, le=5)]


class PairRating(Record):
    """What a person says of the two texts of a pair."""

    set: str
    """Digest of the pairs that it is one of."""
    pair: str
    """Its name; attention checks have names of their own."""
    person: PersonName
    points: dict[str, Points]
    """By scale and side, such as `empathy_A`."""
    passed: bool | None = None
    """Whether an attention check was passed; None for a real pair."""
    time: str
    """UTC, ISO 8601."""
