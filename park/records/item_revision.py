"""What a person decides in the page on a drafted item of a benchmark."""

from typing import Annotated, Literal

from pydantic import Field

from park.records.base import Foreign, Record
from park.records.review import LONGEST, PersonName

Line = Annotated[Foreign, Field(max_length=LONGEST)]


class ItemRevision(Record):
    """A person's decision on an item."""

    sheet: str
    """Digest of the round's table."""
    item: str
    person: PersonName
    decision: Literal["keep", "change", "drop"]
    why: Line = ""
    question: Line
    """The question as the person would have it."""
    options: tuple[Line, ...]
    answer: Line = ""
    """The true answer of a knowledge item."""
    time: str
    """UTC, ISO 8601."""
