"""Opinions from dialogues, and verdicts on them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal

from pydantic import Field

from park.records.base import Foreign, Language, Record
from park.records.round import Round
from park.records.survey import Profile, Seed

Failure = Literal["unreadable", "cut_off", "failed"]
"""The judge's answer is not a listing; it was truncated; the call failed."""


class Extraction(Record):
    """The result of extracting opinions from a window of turns."""

    dialogue: str
    turns: tuple[int, ...]
    """Numbers of the delegate's turns in the window."""
    call: str = ""
    """Key of the last call."""
    listed: int = 0
    """Number of opinions listed, including dropped ones."""
    dropped: int = 0
    """Number of opinions dropped for exceeding a turn's maximum."""
    failure: Failure | None = None
    raw: Foreign = ""
    """The judge's unreadable answer, or the error."""


class Opinion(Record):
    """A delegate's self-contained opinion, extracted from a dialogue."""

    key: str
    dialogue: str
    """Key of its dialogue."""
    seed: Seed
    statement: str
    """Statement of the seed's item."""
    stance_label: str
    profile: Profile = Profile()
    """The delegate's other answers."""
    language: Language
    turns: tuple[int, ...]
    """Numbers of the turns with the quote."""
    quote: Foreign
    """The delegate's supporting words, as quoted by the judge."""
    quote_score: float = Field(ge=0, le=1)
    """Share of the quote found in the dialogue."""
    text: Foreign
    """The final text, after any rewriting."""
    said: Foreign = ""
    """The text before rewriting; '' if not rewritten."""
    call: str
    """Key of the call that extracted it."""
    models: dict[str, str]
    """Model names by role: `delegate`, `contact`, `judge`."""
    prompts: str
    """Hash of the dialogue's templates."""


CheckName = Literal[
    "quote", "form", "verify", "ground", "subject", "review", "near_duplicate",
    "semantic_duplicate", "diversity",
]  # fmt: skip
"""The checks, in order; `review` is done by people."""
COMPARISONS: tuple[CheckName, ...] = ("near_duplicate", "semantic_duplicate", "diversity")
"""Checks of an opinion against others."""
COMPARED = (
    "near_duplicate", "repeats_item", "held_out", "semantic_duplicate", "over_per_seed",
    "over_target",
)  # fmt: skip
"""Reasons of those checks."""
DISPUTED = "disputed"
"""Reason for rejecting an opinion that as many people keep as reject."""


class Verdict(Record):
    """A check's verdict on an opinion."""

    opinion: str
    """Key of the opinion."""
    check: CheckName
    kept: bool
    reason: str = ""
    """One-word reason for rejection; '' if kept."""
    score: float | None = None
    by: str = "rules"
    """`rules`, the name of the deciding model, or `person:<name>`."""
    detail: dict[str, Any] = Field(default_factory=dict)
    """Evidence: votes, rationale, prompt hashes, figures, the nearest text."""

    @property
    def rounds(self) -> tuple[Round, ...]:
        """The verifications of the text and of the rewritten one, if any."""
        return tuple(map(Round.model_validate, self.detail.get("rounds", ())))


def rejection(verdicts: Iterable[Verdict]) -> Verdict | None:
    """Return the verdict that rejects an opinion; None if it is kept.

    Without people, it is the first that rejects. People outrank the checks of the opinion itself,
    by majority; if they are divided, it is rejected as disputed. What people keep may still be
    rejected as a duplicate.
    """
    given = list(verdicts)
    people = [verdict for verdict in given if verdict.check == "review"]
    against = [verdict for verdict in people if not verdict.kept]
    if 2 * len(against) > len(people):
        counts = Counter(verdict.reason for verdict in against)
        return max(against, key=lambda verdict: counts[verdict.reason])
    if against and 2 * len(against) == len(people):
        return against[0].model_copy(update={"reason": DISPUTED})
    checks = (each for each in given if not people or each.check in COMPARISONS)
    return next((verdict for verdict in checks if not verdict.kept), None)
