"""Dialogues, turn by turn, and what their calls consumed."""

from typing import Literal

from park.records.base import Foreign, Language, Name, Record
from park.records.culture import Person
from park.records.survey import Seed

Speaker = Literal["contact", "delegate"]


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
