"""The view `preference`: opinions of a culture preferred to others."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from pydantic import Field

from park.export.country_difference import LEAST, Contrast, contrast
from park.export.inputs import Contradiction, Group
from park.export.schema import Column
from park.export.view import Row, View
from park.export.wording import message
from park.ledger.keys import rng_of
from park.records import Opinion, Record
from park.text.sentences import fold

Drawn = TypeVar("Drawn", Opinion, Contradiction)


class Distance(Record):
    """Options of the view."""

    least_difference: float = Field(default=LEAST, ge=0, le=1)
    """Minimum difference between a stance side's shares at home and abroad, between 0 and 1."""


class Preference(View):
    """An opinion preferred to one of another culture, or to a contradiction."""

    name = "preference"
    help = "`prompt`, `chosen`, `rejected`"
    Options = Distance
    order = 40
    columns: ClassVar = {
        "prompt": Column("messages", "system message and open question"),
        "chosen": Column("messages", "an opinion of this culture"),
        "rejected": Column("messages", "what this culture's delegate did not hold"),
        "rejected_from": Column("label", "`other culture` or `contradiction` (verified)"),
        "rejected_opinion": Column("text", "the key of the rejected opinion"),
        "rejected_culture": Column("label", "whose opinion was rejected"),
        "p_value": Column("number", "of the difference between the two countries' answers"),
        "difference": Column("number", "how much larger each side's share is at home, at least"),
    }
    content = ("prompt", "chosen", "rejected")
    cites = ("rejected_opinion",)

    @classmethod
    def described(cls, options: Any) -> str:
        """Describe the pairs, with the minimum difference."""
        return (
            "an opinion against one of another culture on the same item, where the stances lie on "
            "opposite sides and the two countries' answers differ: by a chi-square test (p < .05), "
            "and in size, the share of people on each stance's side being larger in its own "
            f"country by {options.least_difference:g} at least (`least_difference`); or against a "
            "text that was verified to contradict the stance. `rejected_from` says which"
        )

    def of_opinion(self, opinion: Opinion) -> Iterator[Row]:
        """Yield a pair of each kind, if any, drawn by key."""
        group = Group.of(opinion)
        if other := _draw(self._opposed(group), opinion):
            found = self._contrast(group, Group.of(other))
            yield self._pair(
                opinion, other.text, "other culture", other.key, other.seed.culture, found
            )
        known = self.material.contradictions.get(group, ())
        own = [each for each in known if each.opinion == opinion.key]
        if against := _draw(own, opinion) or _draw(known, opinion):
            yield self._pair(
                opinion, against.text, "contradiction", against.opinion, group.culture, None
            )

    def _pair(
        self,
        opinion: Opinion,
        rejected: str,
        origin: str,
        key: str,
        culture: str,
        found: Contrast | None,
    ) -> Row:
        # Both without an option's label, so that they only differ in content.
        asked = self.wording.say("user", "open", statement=self.item(opinion).statement)
        return {
            "prompt": [self.wording.system(self.culture(opinion), opinion.language), asked],
            "chosen": [message("assistant", opinion.text)],
            "rejected": [message("assistant", rejected)],
            "rejected_from": origin,
            "rejected_opinion": key,
            "rejected_culture": culture,
            "p_value": found and found.p,
            "difference": found and found.difference,
        }

    @cached_property
    def _others(self) -> dict[Group, list[Opinion]]:
        return {}

    @cached_property
    def _by_item(self) -> dict[str, list[Group]]:
        found = defaultdict(list)
        for group in self.material.accepted:
            found[group.item].append(group)
        return found

    def _opposed(self, group: Group) -> list[Opinion]:
        """Return other cultures' opinions that represent a difference to a group."""
        if group not in self._others:
            self._others[group] = [
                opinion
                for other in self._by_item[group.item]
                if self._contrast(group, other) is not None
                for opinion in self.material.accepted[other]
            ]
        return self._others[group]

    def _contrast(self, here: Group, there: Group) -> Contrast | None:
        """Return the difference represented by two groups, if any."""
        if here.culture == there.culture or here.language != there.language:
            return None
        survey = self.material.survey
        ours = survey.answers_for(here.item, here.country)
        theirs = survey.answers_for(there.item, there.country)
        if ours is None or theirs is None:
            return None
        item, least = survey.items[here.item], self.options.least_difference
        return contrast(item, ours, here.stance, theirs, there.stance, least)


def _draw(texts: Sequence[Drawn], opinion: Opinion) -> Drawn | None:
    """Draw, by key, a text that differs from the opinion."""
    start = rng_of("opponent", opinion.key).randrange(len(texts)) if texts else 0
    turned = (texts[(start + step) % len(texts)] for step in range(len(texts)))
    return next((each for each in turned if fold(each.text) != fold(opinion.text)), None)
