"""Rows of training data."""

from typing import Any, Literal

from pydantic import Field

from park.records.base import Country, Name, Record, Text

Split = Literal["train", "test"]


class Sample(Record):
    """A row of training data and where it comes from."""

    key: str
    view: Name
    """The form of the row, a name of the registry of views."""
    split: Split
    culture: Name
    country: Country
    item: Text
    stance: int
    stance_label: str
    share: float = Field(ge=0, le=1)
    opinions: tuple[str, ...]
    """The keys of its opinions; none for a whole dialogue."""
    dialogue: str
    models: dict[str, str]
    prompts: str
    row: dict[str, Any]
    """The fields of the view, such as `prompt` and `completion`."""
