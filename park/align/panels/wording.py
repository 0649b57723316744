"""The words of personas, by language."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from park.records import Country, Culture, Record, Text
from park.yamlfile import load_yaml

FOLDER = Path(__file__).parent
ENGLISH = "en"
CUTS = (0.75, 0.5, 0.25)
"""Lowest values of the levels of a view, but for the last."""
End = Literal["+", "-"]


class Dimensions(Record):
    """The items that describe people, by dimension."""

    sources: tuple[Text, ...]
    """Sources whose items have these ids."""
    dimensions: dict[str, dict[str, End | dict[int, float]]]


class Words(Record):
    """Sentences about a person in a language."""

    opening: Text
    """First sentence, with `{home}` for the country."""
    closing: Text
    homes: dict[Country, Text] = Field(default_factory=dict)
    """Names of countries in the language; English has those of the role cards."""
    ages: dict[Text, Text] = Field(default_factory=dict)
    """Sentences by age band of the survey; a band without one is not told."""
    views: dict[str, Annotated[tuple[Text, ...], Field(min_length=4, max_length=4)]]
    """Sentences by dimension, for the levels from high to low."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        known = set(dimensions().dimensions)
        if set(self.views) != known:
            raise ValueError(f"views: not the dimensions {', '.join(sorted(known))}")
        return self


@cache
def dimensions() -> Dimensions:
    """Return the bundled items of each dimension."""
    return load_yaml(FOLDER / "dimensions.yaml", Dimensions)


@cache
def words(language: str) -> Words:
    """Return the words of a language; InputError if there are none."""
    return load_yaml(FOLDER / f"{language}.yaml", Words)


def language_of(culture: Culture) -> str:
    """Return the culture's language if it has words, with its country's name; else English."""
    tag = culture.language.split("-")[0]
    if not (FOLDER / f"{tag}.yaml").is_file():
        return ENGLISH
    return tag if tag == ENGLISH or culture.countries[0] in words(tag).homes else ENGLISH


def view(dimension: str, value: float, language: str) -> str:
    """Return the sentence on a dimension for a value in [0, 1]."""
    level = next((place for place, cut in enumerate(CUTS) if value >= cut), len(CUTS))
    return words(language).views[dimension][level]
