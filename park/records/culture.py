"""Role cards: the people who represent a culture."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from park.records.base import AGE, Country, Language, Name, Record, Text
from park.records.fact import Facts


class Person(Record):
    """A person who may speak in a dialogue."""

    name: Text
    """First name."""
    gender: Literal["woman", "man", "nonbinary"]
    age: Annotated[str, StringConstraints(pattern=AGE)]
    """An age band in years, such as `30-39`."""
    occupation: Text
    """Occupation with its article: `a pharmacist`."""
    place: Text
    """Town or region of residence."""
    voice: Text
    """Two spoken English sentences as an example of the person's voice, answering "What did you
    have
    for breakfast?"."""
    voice_own: Text
    """The same in the culture's own language; that of `voice` on an English card."""


class Culture(Record):
    """A role card."""

    name: Name
    """The card's name, equal to the file name."""
    people: Text
    """English adjective for the people: `Turkish`."""
    home: Text
    """English name of the country as used in a sentence: `the United States`."""
    countries: tuple[Country, ...] = Field(min_length=1)
    """Countries of the survey answers that the delegates represent."""
    language: Language
    """Language of dialogues with `language: own`."""
    language_name: Text
    """English name of the language."""
    speak: Text
    """A request in that language to speak only that language."""
    greeting: Text
    """Small talk in that language, ending with a question about breakfast."""
    self_names: tuple[Text, ...] = Field(min_length=1)
    """The people's names for themselves, in their own language or in English."""
    delegates: tuple[Person, ...] = Field(min_length=2)
    """People who may represent the culture."""
    partners: tuple[Name, ...] = Field(default=("american",), min_length=1)
    """Possible cultures of the contact; the first is the default, `same` is this one."""

    facts: Facts = ()
    """What delegates may mention: in the card, or in a file beside it that the card names."""

    @model_validator(mode="before")
    @classmethod
    def _one_voice_in_english(cls, data: Any) -> Any:
        """Let English cards leave out `voice_own`, which would say the same as `voice`."""
        if not isinstance(data, Mapping) or not isinstance(data.get("delegates"), Sequence):
            return data
        if str(data.get("language", "")).split("-")[0] != "en":
            return data
        people = [
            {"voice_own": each["voice"], **each} if isinstance(each, dict) and "voice" in each
            else each
            for each in data["delegates"]
        ]  # fmt: skip
        return {**data, "delegates": people}

    @model_validator(mode="after")
    def _distinct_delegates(self) -> "Culture":
        names = [person.name for person in self.delegates]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValueError(f"two delegates are named {twice!r}")
        return self
