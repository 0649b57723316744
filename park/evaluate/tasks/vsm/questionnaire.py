"""The questionnaire of the VSM task: 24 questions in our own words, or those of a licensed copy."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from park.records import Item, Name, Option, Record, Text
from park.yamlfile import load_yaml

ITEMS = 24


class VsmItem(Record):
    """One item of the questionnaire."""

    number: int = Field(ge=1, le=ITEMS)
    """Its number in the VSM 2013, which the formulas refer to."""
    scale: Name
    """Which of the questionnaire's scales it is answered on."""
    statement: Text


class Questionnaire(Record):
    """The 24 items and the scales that they are answered on."""

    source: Text
    """Whose wording it is."""
    scales: dict[Name, Annotated[tuple[Text, ...], Field(min_length=5, max_length=5)]]
    """By name: the labels of the answers 1 to 5."""
    items: tuple[VsmItem, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        numbers = [item.number for item in self.items]
        for number in range(1, ITEMS + 1):
            if numbers.count(number) != 1:
                how = "is missing" if number not in numbers else "stands twice"
                raise ValueError(f"items: number {number} {how}")
        for item in self.items:
            if item.scale not in self.scales:
                raise ValueError(f"items: number {item.number}: scale {item.scale!r} is not known")
        return self

    def as_items(self) -> list[Item]:
        """Return the items in the order of their numbers, with codes 1 to 5."""
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
    """Read a questionnaire, by default the one that ships.

    Raises:
        InputError: one line with the file and the key of the first mistake.
    """
    return load_yaml(path or Path(__file__).with_name("questionnaire.yaml"), Questionnaire)
