"""The nouns: frozen records that the stages hand to each other."""

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
"""An identifier that is safe as a file name."""

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""An ISO 3166 alpha-3 code."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A BCP 47 language tag."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def storable(text: str) -> str:
    """Return a text that a file can hold: half of a surrogate pair is replaced by U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


Foreign = Annotated[str, AfterValidator(storable)]
"""A text that came from a model or a server."""

Speaker = Literal["contact", "delegate"]


class Record(BaseModel):
    """A frozen record; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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


class Option(Record):
    """One answer that a survey question allows."""

    code: int
    label: Text


class Item(Record):
    """A survey question."""

    id: Text
    """The question's number in its source."""
    source: Text
    """The survey it belongs to."""
    topic: str = ""
    statement: Text
    """The statement or question, as it is put to a reader."""
    options: tuple[Option, ...] = Field(min_length=2)
    """The valid answers in the order of their codes; missing codes are never options."""
    ordered: bool = True
    """Whether the options form a scale."""

    @model_validator(mode="after")
    def _distinct_codes(self) -> "Item":
        codes = [option.code for option in self.options]
        if len(set(codes)) < len(codes):
            raise ValueError(f"item {self.id}: two options have one code")
        return self

    def label(self, code: int) -> str:
        """Return the label of an option's code; KeyError if there is no such option."""
        for option in self.options:
            if option.code == code:
                return option.label
        raise KeyError(code)


class Answers(Record):
    """A country's distribution over an item's options."""

    item: Text
    country: Country
    counts: dict[int, Annotated[float, Field(ge=0)]]
    """Respondents per code, or percentages where the source publishes only shares."""
    valid: int | None = Field(default=None, ge=0)
    """Respondents with a valid answer; None where the source publishes only shares."""
    missing: int | None = Field(default=None, ge=0)
    """Respondents without one (don't know, refused, not asked); None if not published."""

    @cached_property
    def total(self) -> float:
        """Return the sum of the counts; 0 means that the country was not asked."""
        return float(sum(self.counts.values()))

    @property
    def asked(self) -> bool:
        """Whether anybody gave a valid answer."""
        return self.total > 0

    def share(self, code: int) -> float:
        """Return the share of valid answers with this code, between 0 and 1."""
        return self.counts.get(code, 0.0) / self.total


class Seed(Record):
    """What a dialogue starts from: culture × item × stance × repeat."""

    key: str
    culture: Name
    country: Country
    item: Text
    stance: int
    """The code of the option the delegate holds."""
    share: float = Field(ge=0, le=1)
    """The share of the country's respondents who hold it."""
    side_share: float = Field(ge=0, le=1 + 1e-9)
    """The share on the same side of the scale's middle; says whether the view is a minority's."""
    repeat: int = Field(ge=0)


class Flag(Record):
    """A check that a turn did not pass."""

    check: str
    reason: str


class Turn(Record):
    """What one speaker said once."""

    number: int
    speaker: Speaker
    text: Foreign
    instruction: str
    """What the speaker was asked to do in this turn."""
    attempts: int = 1
    """How often the model was asked, retries included."""
    flags: tuple[Flag, ...] = ()
    """Checks that the kept text still fails."""
    call: str = ""
    """The key of the call in the ledger that gave the text."""


class Usage(Record):
    """What calls consumed; adds up."""

    tokens_in: int = 0
    tokens_out: int = 0
    cached_tokens_in: int = 0
    """The part of `tokens_in` that the server took from its prompt cache."""

    def __add__(self, other: "Usage") -> "Usage":
        """Add two usages field by field."""
        return Usage(
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_out=self.tokens_out + other.tokens_out,
            cached_tokens_in=self.cached_tokens_in + other.cached_tokens_in,
        )


Ending = Literal["turns", "agreement", "farewell", "refusal", "error"]
"""Why a dialogue ended: all turns done, nothing new said, leave taken, refused, failed."""


class Dialogue(Record):
    """A finished conversation, or what there is of a failed one."""

    key: str
    seed: Seed
    statement: str
    stance_label: str
    style: str
    language: Language
    delegate: Person
    contact: Person
    contact_culture: Name
    models: dict[Speaker, str]
    prompts: str
    """The hash of all templates that the dialogue was made with."""
    turns: tuple[Turn, ...]
    ending: Ending
    failure: Foreign = ""
    """What failed, when the ending is an error."""

    def speaker_name(self, speaker: Speaker) -> str:
        """Return the name of a speaker."""
        return (self.contact if speaker == "contact" else self.delegate).name


Failure = Literal["unreadable", "cut_off", "failed"]
"""The judge's answer is no listing; it ended before its end; the call failed."""


class Extraction(Record):
    """What came of one window of turns."""

    dialogue: str
    turns: tuple[int, ...]
    """The numbers of the delegate's turns that were read together."""
    call: str = ""
    """The key of the last call."""
    listed: int = 0
    """How many opinions the judge listed, those that were dropped included."""
    dropped: int = 0
    """How many of them were left out, since no turn states so many."""
    failure: Failure | None = None
    raw: Foreign = ""
    """What the judge said, where it could not be read, or the error."""


class Opinion(Record):
    """What a delegate holds, taken from turns of a dialogue and standing on its own."""

    key: str
    dialogue: str
    """The key of the dialogue it comes from."""
    seed: Seed
    statement: str
    """The statement of the seed's item."""
    stance_label: str
    language: Language
    turns: tuple[int, ...]
    """The numbers of the turns that hold the quote."""
    quote: Foreign
    """The words of the delegate that the opinion rests on, as the judge gave them."""
    quote_score: float = Field(ge=0, le=1)
    """How much of the quote is found in the dialogue."""
    text: Foreign
    """The opinion; the rewritten one where it was rewritten."""
    said: Foreign = ""
    """The opinion before it was rewritten; '' where it was not."""
    call: str
    """The key of the call that listed it."""
    models: dict[str, str]
    """Who wrote and judged it: `delegate`, `contact`, `judge`."""
    prompts: str
    """The hash of the templates that the dialogue was made with."""


CheckName = Literal[
    "quote", "form", "verify", "ground", "near_duplicate", "semantic_duplicate", "diversity"
]
"""What an opinion has to pass, in this order."""


class Verdict(Record):
    """What one check says of one opinion."""

    opinion: str
    """The opinion's key."""
    check: CheckName
    kept: bool
    reason: str = ""
    """Why it was rejected, in one word that can be counted; '' if it was kept."""
    score: float | None = None
    by: str = "rules"
    """Who decided: `rules`, or the name of a model."""
    detail: dict[str, Any] = Field(default_factory=dict)
    """What the decision rests on: votes, rationale, prompt hashes, figures, the nearest text."""


View = Literal["sft", "messages", "dialogue", "preference", "sharegpt", "sdialog"]
"""The forms that training data come in."""
Split = Literal["train", "test"]


class Sample(Record):
    """A row of training data and where it comes from."""

    key: str
    view: View
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
