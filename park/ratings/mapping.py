"""What the columns of a table of ratings mean, as a YAML file."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from park.errors import InputError, nearest
from park.records import Record
from park.records.base import Country, Name, Text
from park.yamlfile import load_yaml

FOLDER = Path(__file__).parent / "mappings"

Coding = Mapping[str, tuple[Country, ...]]
"""Countries by zone."""


class Demographic(Record):
    """A column about raters, and the groups made of its values."""

    column: Text
    """Its column; in JSON a dotted path, such as `location.reside_country`."""
    cuts: tuple[float, ...] = ()
    """Numbers at which a new group begins: cuts of 25 and 35 make three groups."""
    groups: Mapping[str, str] = Field(default={})
    """Group of each value; values not listed keep their own name, unless `others` is set."""
    others: str = ""
    """Group of all values that `groups` does not list."""

    def group(self, value: str) -> str:
        """Return a value's group; ValueError if a number is expected and it is none."""
        if self.cuts:
            return self._between(float(value))
        return self.groups.get(value, self.others or value)

    def _between(self, number: float) -> str:
        below = sum(number >= cut for cut in self.cuts)
        if below == 0:
            return f"under {self.cuts[0]:g}"
        first = f"{self.cuts[below - 1]:g}"
        return (
            f"{first} and over"
            if below == len(self.cuts)
            else f"{first} to under {self.cuts[below]:g}"
        )


class People(Record):
    """A second file, with a row for each rater."""

    file: Text
    """Its name, beside the ratings."""
    rater: Text
    """Its column of raters."""


class Texts(Record):
    """A second file, with a row for each item."""

    file: Text
    """Its name, beside the ratings."""
    item: Text
    text: Text


class RatingsMapping(Record):
    """The columns of a table of ratings."""

    about: Text
    """Which data set it is for."""
    item: Text
    """Column of what is rated; in JSON a dotted path."""
    rater: Text
    rating: Text
    values: Mapping[str, float] = Field(default={})
    """Numbers of ratings that are words."""
    scale: tuple[float, float]
    """The lowest and the highest rating."""
    harmful: float | None = None
    """Ratings from here on count as harmful where items are counted; without it none are."""
    graded: bool = False
    """Whether a guard learns ratings as shares of the scale, and not whether they are harmful."""
    none: tuple[str, ...] = ()
    """Ratings that are none, such as *don't know*."""
    country: Text
    """Column of the rater's country, as a name or an ISO 3166 alpha-3 code."""
    countries: Mapping[str, Country] = Field(default={})
    """Codes of names that are not in the list."""
    demographics: dict[Name, Demographic]
    """Columns about raters, by name."""
    interaction: Name
    """The demographic that is crossed with zones in the model D×CZ."""
    unknown: tuple[str, ...] = ()
    """Values of countries and demographics that count as missing, beside empty ones."""
    people: People | None = None
    """Where countries and demographics are in a file of their own."""
    texts: Texts | None = None
    """Where the rated texts are."""
    codings: dict[Name, dict[Text, tuple[Country, ...]]] = Field(default={})
    """Ways to group countries into zones, by name."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.scale[0] < self.scale[1]:
            raise ValueError(f"scale: {self.scale[0]:g} is not below {self.scale[1]:g}")
        if self.interaction not in self.demographics:
            hint = nearest(self.interaction, self.demographics)
            raise ValueError(f"interaction: {self.interaction!r} is no demographic{hint}")
        for name, coding in self.codings.items():
            known = [country for zone in coding.values() for country in zone]
            twice = next((each for each in known if known.count(each) > 1), None)
            if twice:
                raise ValueError(f"codings.{name}: {twice} is in two zones")
            if len(coding) < 2:
                raise ValueError(f"codings.{name}: a coding needs two zones")
        return self

    def columns(self) -> list[str]:
        """Return the columns about raters: their country and demographics."""
        return [self.country, *(each.column for each in self.demographics.values())]


@cache
def mapping_names() -> tuple[str, ...]:
    """Return the names of the mappings that come with the package."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def load_mapping(name: str, base: Path = Path(), where: str = "--mapping") -> RatingsMapping:
    """Read a mapping by its name, or from a YAML file.

    Raises:
        InputError: there is none (names the nearest), or it is invalid (names line and key).
    """
    if name in mapping_names():
        return load_yaml(FOLDER / f"{name}.yaml", RatingsMapping)
    if Path(name).suffix in (".yaml", ".yml"):
        return load_yaml(base / name, RatingsMapping)
    raise InputError(f"{where}: there is no mapping {name!r}{nearest(name, mapping_names())}")


def zone_of(coding: Coding) -> dict[str, str]:
    """Return the zone of each country."""
    return {country: zone for zone, countries in coding.items() for country in countries}


def each_its_own(countries: Iterable[str]) -> Coding:
    """Return the coding in which each country is a zone."""
    return {country: (country,) for country in sorted(set(countries))}
