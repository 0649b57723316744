"""Rows of training data."""

from typing import Any, Literal

from pydantic import Field

from park.records.base import Country, Name, Record, Text

Split = Literal["train", "test"]


class Sample(Record):
    """A row of training data and its provenance."""

    key: str
    view: Name
    """Name of the row's view."""
    split: Split
    culture: Name
    country: Country
    item: Text
    stance: int
    stance_label: str
    profile: str = ""
    """The delegate's other answers."""
    share: float = Field(ge=0, le=1)
    opinions: tuple[str, ...]
    """Keys of its opinions; empty for whole dialogues."""
    dialogue: str
    models: dict[str, str]
    prompts: str
    row: dict[str, Any]
    """The view's fields, such as `prompt` and `completion`."""
