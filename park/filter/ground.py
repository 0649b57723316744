"""Claims about a culture at large against what people of the country answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from park.filter.claims import Claim
from park.filter.judge import NONE, Judge, lettered
from park.models.base import ModelError
from park.records import Answers, Foreign, Item, Record
from park.statistics import wilson
from park.surveys.stance import side_share
from park.text.choice import chosen

NOTHING = "nothing"
"""The name of a claim that says nothing of the item."""
CLEAR = 0.5
"""The probability above which the judge's reading of a claim is believed."""


class Grounding(Record):
    """A claim beside the figures of the country."""

    claim: Claim
    item: str | None = None
    """The survey item that fits; None if none does."""
    fit: float = 0.0
    """Cosine similarity of the claim and the item's statement."""
    answer: str | None = None
    """The answer that the people would give, as the judge reads the claim."""
    share: float | None = None
    """The share of the country's people on that side of the scale."""
    interval: tuple[float, float] | None = None
    """The share's 95 % interval (Wilson)."""
    error: Foreign = ""

    @property
    def contradicted(self) -> bool:
        """Whether the interval of the share lies wholly outside what the quantifier can mean."""
        if self.interval is None:
            return False
        low, high = self.interval
        return high < self.claim.low or low > self.claim.high


@dataclass(frozen=True)
class Fit:
    """An item that a claim may be about."""

    item: Item
    answers: Answers
    similarity: float


async def ground(judge: Judge, claim: Claim, text: str, fit: Fit | None, home: str) -> Grounding:
    """Compare a claim with the answers to the item that fits it.

    Raises:
        ModelError: no call of the judge can work.
    """
    if fit is None:
        return Grounding(claim=claim)
    known = Grounding(claim=claim, item=fit.item.id, fit=fit.similarity)
    labels = _answers_to(fit.item)
    asked = {"statement": fit.item.statement, "opinion": text, "home": home}
    try:
        found = await _answer(judge, labels, asked)
    except ModelError as error:
        if error.trouble == "fatal":
            raise
        return known.model_copy(update={"error": str(error)})
    if found is None:
        return known
    best = max(found, key=lambda name: found[name])
    if best == NOTHING or found[best] <= CLEAR:
        return known
    code = int(best)
    share = side_share(fit.answers, fit.item, code)
    return known.model_copy(
        update={
            "answer": fit.item.label(code),
            "share": share,
            "interval": _interval(share, fit.answers),
        }
    )


async def _answer(
    judge: Judge, labels: Mapping[str, str], asked: Mapping[str, Any]
) -> Mapping[str, float] | None:
    """Return how likely each label is; from words where the judge gives no probabilities."""
    if judge.gives_probabilities:
        found = await judge.weigh("filter/claim", labels, **asked)
        if found is not None:
            return found
    options = lettered(labels, list(labels))
    letters = [letter for letter, _ in options]
    messages = judge.asks("filter/claim", options, True, **asked)
    text, _ = await judge.tell(messages, _schema(letters))
    place = chosen(text, letters, list(labels.values()), key="verdict")
    if place is None:
        return None
    return {name: float(number == place) for number, name in enumerate(labels)}


def _schema(letters: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"verdict": {"type": "string", "enum": letters}},
        "required": ["verdict"],
        "additionalProperties": False,
    }


def _answers_to(item: Item) -> dict[str, str]:
    """Return the labels a judge chooses from: the ends of a scale, or all options."""
    shown = (item.scale[0], item.scale[-1]) if item.ordered else item.scale
    return {**{str(code): item.label(code) for code in shown}, NOTHING: NONE}


def _interval(share: float, answers: Answers) -> tuple[float, float]:
    if answers.valid is None:
        return share, share
    return wilson(share * answers.valid, answers.valid)
