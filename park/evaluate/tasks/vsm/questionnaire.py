"""The questionnaire of the VSM task: 24 questions in our own words, or a licensed copy."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from park.records import Item, Name, Option, Record, Text
from park.yamlfile import load_yaml

ITEMS = 24


class VsmItem(Record):
    """An item of the questionnaire."""

    number: int = Field(ge=1, le=ITEMS)
    """Its number in the VSM 2013, as used in the formulas."""
    scale: Name
    """Name of its answer scale."""
    statement: Text


class Questionnaire(Record):
    """The 24 items and their answer scales."""

    source: Text
    """Source of the wording."""
    scales: dict[Name, Annotated[tuple[Text, ...], Field(min_length=5, max_length=5)]]
    """Labels of the answers 1 to 5, by scale."""
    items: tuple[VsmItem, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        numbers = [item.number for item in self.items]
        for number in range(1, ITEMS + 1):
            if numbers.count(number) != 1:
                how = "is missing" if number not in numbers else "appears twice"
                raise ValueError(f"items: number {number} {how}")
        for item in self.items:
            if item.scale not in self.scales:
                raise ValueError(f"items: number {item.number}: scale {item.scale!r} is not known")
        return self

    def as_items(self) -> list[Item]:
        """Return the items sorted by number, with codes 1 to 5."""
        return [
            Item(
                id=str(each.number),
                source=self.source,
                statement=each.statement,
                options=tuple(
                    Option(code=code, label=label)
                    for code, label in enumerate(self.scales[each.scale], start=1)
                ),
            )
            for each in sorted(self.items, key=lambda item: item.number)
        ]


def load_vsm(path: Path | None = None) -> Questionnaire:
    """Read a questionnaire, by default the bundled one.

    Raises:
        InputError: the file is invalid; names file and key of the first mistake.
    """
    return load_yaml(path or Path(__file__).with_name("questionnaire.yaml"), Questionnaire)
