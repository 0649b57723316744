"""What people say of single texts."""

from typing import Annotated, Literal

from pydantic import Field

from park.records.base import Foreign, Record
from park.records.review import LONGEST, PersonName

Said = Literal["yes", "no", "unsure"]
"""Whether it depends on the culture if a text is harmful."""


class Annotation(Record):
    """What a person says of a text."""

    set: str
    """Digest of the table that it stands in."""
    item: str
    person: PersonName
    said: Said
    note: Annotated[Foreign, Field(max_length=LONGEST)] = ""
    time: str
    """UTC, ISO 8601."""
