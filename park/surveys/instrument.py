"""A questionnaire in several languages, as a YAML file."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from park.errors import InputError, nearest
from park.ledger.keys import key_of
from park.records import Record
from park.records.base import Language, Text
from park.yamlfile import load_yaml

FOLDER = Path(__file__).parent / "instruments"

Slots = Mapping[Language, Text]
"""A text by language."""


class Question(Record):
    """A question with a slot for each language."""

    id: Text
    kind: Literal["scale", "choice", "attention"]
    """`attention` is a scale of which one answer is right."""
    text: Slots
    ends: Mapping[Language, tuple[Text, Text]] = Field(default={})
    """What the lowest and the highest number of a scale mean."""
    options: Mapping[Language, tuple[Text, ...]] = Field(default={})
    """The options of a choice, in one order; answers are numbered from 1."""
    expects: int | None = None
    """The right answer of an attention check."""

    @property
    def choices(self) -> int:
        """How many options a choice has."""
        return len(next(iter(self.options.values()), ()))


class Instrument(Record):
    """A questionnaire."""

    about: Text
    languages: tuple[Language, ...] = Field(min_length=1)
    scale: tuple[int, int]
    """The lowest and the highest number of scales."""
    instruction: Slots
    """What respondents read first."""
    number: Slots
    """The request to answer by a number alone, for those who do not tick boxes."""
    questions: tuple[Question, ...] = Field(min_length=1)
    consent: Slots = Field(default={})
    """What respondents agree to before they answer in the page; its own words by default."""
    groups: Mapping[Text, Slots] = Field(default={})
    """What respondents may say they belong to; the language of their answers by default."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        low, high = self.scale
        if not low < high:
            raise ValueError(f"scale: {low} is not below {high}")
        ids = [question.id for question in self.questions]
        twice = next((each for each in ids if ids.count(each) > 1), None)
        if twice:
            raise ValueError(f"questions: two have the id {twice!r}")
        _all_slots("instruction", self.instruction, self.languages)
        _all_slots("number", self.number, self.languages)
        if self.consent:
            _all_slots("consent", self.consent, self.languages)
        for group, slots in self.groups.items():
            _all_slots(f"groups: {group}", slots, self.languages)
        for question in self.questions:
            _check(question, self.languages, self.scale)
        return self

    @property
    def digest(self) -> str:
        """What tells its wording from any other."""
        return key_of("instrument", self.model_dump(mode="json"))

    def of_kind(self, kind: str) -> list[Question]:
        """Return the questions of a kind."""
        return [question for question in self.questions if question.kind == kind]

    def range_of(self, question: Question) -> tuple[int, int]:
        """Return the lowest and the highest answer to a question."""
        return (1, question.choices) if question.kind == "choice" else self.scale


def _check(question: Question, languages: tuple[str, ...], scale: tuple[int, int]) -> None:
    """Raise ValueError for a question that lacks something."""
    where = f"questions: {question.id}"
    _all_slots(f"{where}: text", question.text, languages)
    if question.kind == "choice":
        _all_slots(f"{where}: options", question.options, languages)
        if len({len(each) for each in question.options.values()}) > 1 or question.choices < 2:
            raise ValueError(f"{where}: options: as many in each language are needed, two at least")
        return
    _all_slots(f"{where}: ends", question.ends, languages)
    if question.kind == "attention" and not scale[0] <= (question.expects or 0) <= scale[1]:
        raise ValueError(f"{where}: expects: must be a number from {scale[0]} to {scale[1]}")


def _all_slots(where: str, slots: Mapping[str, object], languages: tuple[str, ...]) -> None:
    lacking = next((each for each in languages if each not in slots), None)
    if lacking:
        raise ValueError(f"{where}: the language {lacking!r} is missing")


@cache
def instrument_names() -> tuple[str, ...]:
    """Return the names of the questionnaires that come with the package."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def load_instrument(name: str, base: Path) -> Instrument:
    """Read a questionnaire by its name, or from a YAML file.

    Raises:
        InputError: there is none (names the nearest), or it is invalid (names line and key).
    """
    if name in instrument_names():
        return load_yaml(FOLDER / f"{name}.yaml", Instrument)
    if Path(name).suffix in (".yaml", ".yml"):
        return load_yaml(base / name, Instrument)
    if Path(name).suffix or (base / name).exists():
        raise InputError(
            f"instrument: {name}: a questionnaire is a YAML file, such as mine.yaml, or one of "
            f"{', '.join(instrument_names())}"
        )
    hint = nearest(name, instrument_names())
    raise InputError(f"instrument: there is no questionnaire {name!r}{hint}")
