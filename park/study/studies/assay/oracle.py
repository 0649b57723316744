"""Oracles: people's own shares, mixed with those of a base that goes by position."""

from collections.abc import Mapping, Sequence
from math import log
from typing import Any

from park.models.base import ChatModel, Choices, Message, ModelError, Params, Reply
from park.prompts import Prompts
from park.study.studies.assay.asking import Asked, all_asked
from park.study.studies.assay.world import CULTURES, OPTIONS, Planted, agrees

FIRST = 0.8
"""What the base gives to the first place, whatever is written there."""


class Oracle(ChatModel):
    """Answers λ × people's shares + (1 - λ) × the base's; without a culture, as the base."""

    abilities = frozenset({"reply", "option_logprobs"})

    def __init__(self, weight: float, items: Sequence[Planted], prompts: Prompts) -> None:
        self.name = self.endpoint = f"oracle-{weight:g}"
        self._weight = weight
        self._known: dict[str, tuple[Planted, Asked]] = {
            each.text: (item, each) for item in items for each in all_asked(prompts, item.statement)
        }

    async def option_logprobs(self, messages: Sequence[Message], options: Sequence[str]) -> Choices:
        """Return the logarithms of the mixed shares."""
        if messages[-1]["content"] not in self._known:
            raise ModelError(f"{self.name}: no item of the assay", "rejected")
        item, question = self._known[messages[-1]["content"]]
        base = dict(zip(question.labels, (FIRST, 1 - FIRST), strict=True))
        culture = _culture(messages)
        known = base if culture is None else _people(culture, item)
        mixed = {
            label: self._weight * known[label] + (1 - self._weight) * base[label]
            for label in OPTIONS
        }
        return Choices(logprobs={question.marker(e): log(share) for e, share in mixed.items()})

    async def reply(
        self, messages: Sequence[Message], params: Params, schema: Mapping[str, Any] | None = None
    ) -> Reply:
        """Refuse: it has shares alone."""
        raise ModelError(f"{self.name}: says nothing", "rejected")


def _culture(messages: Sequence[Message]) -> str | None:
    told = " ".join(each["content"] for each in messages if each["role"] == "system")
    return next((name for name, (home, *_) in CULTURES.items() if home in told), None)


def _people(culture: str, item: Planted) -> dict[str, float]:
    yes = agrees(culture, item.topic)
    return dict(zip(OPTIONS, (yes, 1 - yes), strict=True))
