"""Role cards: the people who speak for a culture."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from park.records.base import Country, Language, Name, Record, Text


class Person(Record):
    """Somebody who may speak in a dialogue."""

    name: Text
    """The name the person goes by."""
    gender: Literal["woman", "man", "nonbinary"]
    age: Annotated[str, StringConstraints(pattern=r"^\d{2}-\d{2}$")]
    """An age band in years, such as `30-39`."""
    occupation: Text
    """What the person does, with its article: `a pharmacist`."""
    place: Text
    """The town or region the person lives in."""
    voice: Text
    """Two spoken sentences in English, the model's example of how the person talks: an answer to
    "What did you have for breakfast?"."""
    voice_own: Text
    """The same in the culture's own language."""


class Culture(Record):
    """A role card: who speaks, for which countries, in which language."""

    name: Name
    """The card's name, equal to the file's."""
    people: Text
    """The adjective for the people in English: `Turkish`."""
    home: Text
    """The country's English name as used in a sentence: `the United States`."""
    countries: tuple[Country, ...] = Field(min_length=1)
    """Whose survey answers the delegates speak for."""
    language: Language
    """The language spoken with `language: own`."""
    language_name: Text
    """The language's English name."""
    speak: Text
    """One sentence in that language asking to speak only that language."""
    greeting: Text
    """Small talk in that language that ends by asking what was for breakfast."""
    self_names: tuple[Text, ...] = Field(min_length=1)
    """How people of the culture name themselves, in their own language or in English."""
    delegates: tuple[Person, ...] = Field(min_length=2)
    """The people who may speak for the culture."""
    partners: tuple[Name, ...] = Field(default=("american",), min_length=1)
    """Cultures the contact may come from; the first is the default, `same` is this one."""

    @model_validator(mode="after")
    def _distinct_delegates(self) -> "Culture":
        names = [person.name for person in self.delegates]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValueError(f"two delegates are named {twice!r}")
        return self
