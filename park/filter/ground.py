"""Compares claims about a whole culture with survey answers."""

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
"""Label of claims that do not relate to the item."""
CLEAR = 0.5
"""Minimum probability to trust the judge's reading of a claim."""


class Grounding(Record):
    """A claim compared with the country's answers."""

    claim: Claim
    item: str | None = None
    """The matching survey item, if any."""
    fit: float = 0.0
    """Cosine similarity between the claim and the item's statement."""
    answer: str | None = None
    """The people's answer according to the claim, as read by the judge."""
    share: float | None = None
    """The country's share on that side of the scale."""
    interval: tuple[float, float] | None = None
    """The share's 95 % interval (Wilson)."""
    error: Foreign = ""

    @property
    def contradicted(self) -> bool:
        """Whether the share's interval lies entirely outside the quantifier's range."""
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
    """Compare a claim with the answers to its matching item.

    Raises:
        ModelError: the judge fails fatally.
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
    """Return each label's probability; 0 or 1 if the judge can only answer in words."""
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
