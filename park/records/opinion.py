"""Opinions taken from dialogues, and the verdicts on them."""

from typing import Any, Literal

from pydantic import Field

from park.records.base import Foreign, Language, Record
from park.records.round import Round
from park.records.survey import Seed

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

    @property
    def rounds(self) -> tuple[Round, ...]:
        """What the judge made of the text, and of the rewritten one; none if it was not asked."""
        return tuple(map(Round.model_validate, self.detail.get("rounds", ())))
