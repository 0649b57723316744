"""Accepted opinions → pairs: what this culture holds, and what it does not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from park.export.country_difference import contrast
from park.export.inputs import Contradiction, Group, Material
from park.export.views import Row
from park.export.wording import Wording, message
from park.ledger.keys import rng_of
from park.records import Opinion, Record
from park.text.sentences import fold

OTHER_CULTURE = "other culture"
CONTRADICTION = "contradiction"

Drawn = TypeVar("Drawn", Opinion, Contradiction)


class Rejected(Record):
    """The worse half of a pair."""

    text: str
    opinion: str
    """The key of the opinion it is or was."""
    origin: str
    """`other culture` or `contradiction`."""
    culture: str
    p_value: float | None = None
    """Of the difference between the two countries' answers."""


@dataclass(frozen=True)
class Opponents:
    """Finds what an opinion is better than; which of several follows from the opinion's key."""

    material: Material
    _others: dict[Group, list[Opinion]] = field(default_factory=dict)
    _by_item: dict[str, list[Group]] = field(default_factory=dict)

    def of(self, opinion: Opinion) -> list[Rejected]:
        """Return an opinion of another culture and a contradiction, as far as there are any."""
        found = (self._other_culture(opinion), self._contradiction(opinion))
        return [each for each in found if each is not None]

    def _other_culture(self, opinion: Opinion) -> Rejected | None:
        group = Group.of(opinion)
        other = _draw(self._opposed(group), opinion)
        if other is None:
            return None
        return Rejected(
            text=other.text,
            opinion=other.key,
            origin=OTHER_CULTURE,
            culture=other.seed.culture,
            p_value=self._contrast(group, Group.of(other)),
        )

    def _contradiction(self, opinion: Opinion) -> Rejected | None:
        known = self.material.contradictions.get(Group.of(opinion), ())
        own = [each for each in known if each.opinion == opinion.key]
        chosen = _draw(own, opinion) or _draw(known, opinion)
        if chosen is None:
            return None
        return Rejected(
            text=chosen.text,
            opinion=chosen.opinion,
            origin=CONTRADICTION,
            culture=opinion.seed.culture,
        )

    def _opposed(self, group: Group) -> list[Opinion]:
        """Return the opinions of other cultures that stand for a difference to a group."""
        if group not in self._others:
            self._others[group] = [
                opinion
                for other in self._groups(group.item)
                if self._contrast(group, other) is not None
                for opinion in self.material.accepted[other]
            ]
        return self._others[group]

    def _groups(self, item: str) -> Sequence[Group]:
        if not self._by_item:
            for group in self.material.accepted:
                self._by_item.setdefault(group.item, []).append(group)
        return self._by_item[item]

    def _contrast(self, here: Group, there: Group) -> float | None:
        """Return the p-value of a difference that two groups stand for, None if they do not."""
        if here.culture == there.culture or here.language != there.language:
            return None
        survey = self.material.survey
        ours = survey.answers_for(here.item, here.country)
        theirs = survey.answers_for(there.item, there.country)
        if ours is None or theirs is None:
            return None
        return contrast(survey.items[here.item], ours, here.stance, theirs, there.stance)


def _draw(texts: Sequence[Drawn], opinion: Opinion) -> Drawn | None:
    """Return a text that says something else than the opinion; its key decides which."""
    start = rng_of("opponent", opinion.key).randrange(len(texts)) if texts else 0
    turned = (texts[(start + step) % len(texts)] for step in range(len(texts)))
    return next((each for each in turned if fold(each.text) != fold(opinion.text)), None)


def preference(opinion: Opinion, rejected: Rejected, material: Material, wording: Wording) -> Row:
    """Return a pair as the open question, the better and the worse opinion.

    Both are given bare, without the words of an option, so that they differ in nothing but what
    they say.
    """
    seed = opinion.seed
    system = wording.system(material.cultures[seed.culture], opinion.language)
    return {
        "prompt": [system, wording.open(material.survey.items[seed.item])],
        "chosen": [message("assistant", opinion.text)],
        "rejected": [message("assistant", rejected.text)],
        "rejected_from": rejected.origin,
        "rejected_opinion": rejected.opinion,
        "rejected_culture": rejected.culture,
        "p_value": rejected.p_value,
    }
