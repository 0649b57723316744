"""Dialogues, turns and usage."""

from typing import Literal

from park.records.base import Foreign, Language, Name, Record
from park.records.culture import Person
from park.records.survey import Profile, Seed

Speaker = Literal["contact", "delegate"]


class Flag(Record):
    """A failed check of a turn."""

    check: str
    reason: str


class Turn(Record):
    """A speaker's turn."""

    number: int
    speaker: Speaker
    text: Foreign
    instruction: str
    """The instruction to the speaker."""
    facts: tuple[str, ...] = ()
    """Facts from the role card that the speaker was told and may have used."""
    attempts: int = 1
    """Number of drafts, including retries."""
    samples: int = 1
    """Number of drafts that were asked for; the others were retries."""
    flags: tuple[Flag, ...] = ()
    """Checks that the final text fails."""
    call: str = ""
    """Ledger key of the call that produced the text."""

    @property
    def tries(self) -> int:
        """Number of times the turn was asked for; 1 if nothing had to be tried again."""
        return max(1, self.attempts - self.samples + 1)


class Usage(Record):
    """Token usage, which can be added."""

    tokens_in: int = 0
    tokens_out: int = 0
    cached_tokens_in: int = 0
    """The part of `tokens_in` from the server's prompt cache."""

    def __add__(self, other: "Usage") -> "Usage":
        """Add two usages field by field."""
        return Usage(
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_out=self.tokens_out + other.tokens_out,
            cached_tokens_in=self.cached_tokens_in + other.cached_tokens_in,
        )


Ending = Literal["turns", "agreement", "farewell", "refusal", "error"]
"""Why a dialogue ended: all turns done, nothing new to say, goodbye, refusal or failure."""


CALLED = {"agreement": "repetition"}
"""Endings whose name in records, an early one, is not what they are."""


class Dialogue(Record):
    """A finished dialogue, or the part before its failure."""

    key: str
    seed: Seed
    statement: str
    stance_label: str
    style: str
    language: Language
    delegate: Person
    contact: Person
    contact_culture: Name
    profile: Profile = Profile()
    """The delegate's other answers; none in older runs."""
    norms: tuple[str, ...] = ()
    """Ids of the items whose norms the delegate was told."""
    models: dict[Speaker, str]
    prompts: str
    """Hash of all templates used."""
    turns: tuple[Turn, ...]
    ending: Ending
    failure: Foreign = ""
    """The error, if the ending is `error`."""

    @property
    def ended(self) -> str:
        """What the ending is called to people."""
        return CALLED.get(self.ending, self.ending)

    def speaker_name(self, speaker: Speaker) -> str:
        """Return the name of a speaker."""
        return (self.contact if speaker == "contact" else self.delegate).name
