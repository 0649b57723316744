"""Survey items and each country's answers."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from park.errors import InputError
from park.records import Answers, Item
from park.surveys.respondents import Respondents

LATER = ("aside", "twin")
"""Item fields added after surveys were first hashed."""


@dataclass(frozen=True)
class Survey:
    """Items in source order, and each country's answers."""

    items: Mapping[str, Item]
    """By id."""
    answers: Mapping[tuple[str, str], Answers]
    """By item id and country code."""
    skipped: Mapping[str, float] = field(default_factory=dict)
    """Unusable input by kind, with the number of occurrences. For answers without an opinion: the
    number of people, or percent where the source has shares."""
    respondents: Mapping[str, Respondents] = field(default_factory=dict)
    """Single people's answers by country code, where the source has them."""

    @classmethod
    def of(
        cls,
        items: Iterable[Item],
        answers: Iterable[Answers],
        skipped: Mapping[str, float] | None = None,
        respondents: Mapping[str, Respondents] | None = None,
    ) -> "Survey":
        """Build a survey from records."""
        return cls(
            {item.id: item for item in items},
            {(each.item, each.country): each for each in answers},
            dict(skipped or {}),
            dict(respondents or {}),
        )

    @property
    def countries(self) -> tuple[str, ...]:
        """The codes of all countries with an answer, sorted."""
        return tuple(sorted({country for (_, country), a in self.answers.items() if a.asked}))

    @property
    def weighted(self) -> dict[str, float]:
        """The effective number of weighted answers as a share of the people, by country."""
        found: dict[str, tuple[float, int]] = {}
        for (_, country), each in sorted(self.answers.items()):
            if each.effective is not None and each.valid:
                effective, people = found.get(country, (0.0, 0))
                found[country] = effective + each.effective, people + each.valid
        return {country: effective / people for country, (effective, people) in found.items()}

    def answers_for(self, item: str, country: str) -> Answers | None:
        """Return a country's answers to an item; None if it was not asked."""
        found = self.answers.get((item, country))
        return found if found is not None and found.asked else None

    def not_asked(self, country: str) -> tuple[str, ...]:
        """Return the ids of the items that a country was not asked, in survey order."""
        return tuple(item for item in self.items if self.answers_for(item, country) is None)

    def digest(self) -> str:
        """Return a BLAKE2 hash of all items and answers, whatever their order."""
        hasher = hashlib.blake2b(digest_size=16)
        for _, item in sorted(self.items.items()):
            # Items without the later fields keep their earlier hash, so that old runs resume.
            absent = {name for name in LATER if not getattr(item, name)}
            hasher.update(item.model_dump_json(exclude=absent).encode())
        for _, answers in sorted(self.answers.items()):
            counts = sorted((code, count) for code, count in answers.counts.items() if count)
            row: list[object] = [answers.item, answers.country, answers.valid, answers.missing]
            row.append(counts)
            if answers.effective is not None:
                row.append(answers.effective)
            hasher.update(json.dumps(row).encode())
        return hasher.hexdigest()


def merge(surveys: Sequence[Survey]) -> Survey:
    """Join surveys; for the same item and country, later answers win, also over respondents'.

    Raises:
        InputError: two surveys use one id for different items.
    """
    items: dict[str, Item] = {}
    answers: dict[tuple[str, str], Answers] = {}
    skipped: dict[str, float] = {}
    respondents: dict[str, Respondents] = {}
    for survey in surveys:
        for item in survey.items.values():
            _check_same(items.setdefault(item.id, item), item)
        answers.update(survey.answers)
        respondents = _unanswered(respondents, survey.answers) | dict(survey.respondents)
        for what, count in survey.skipped.items():
            skipped[what] = skipped.get(what, 0) + count
    return Survey(items, answers, skipped, respondents)


def _unanswered(
    respondents: Mapping[str, Respondents], answers: Iterable[tuple[str, str]]
) -> dict[str, Respondents]:
    """Return respondents without the items that a later source answers for their country."""
    later: dict[str, set[str]] = {}
    for item, country in answers:
        later.setdefault(country, set()).add(item)
    kept = {name: each.without(later.get(name, ())) for name, each in respondents.items()}
    return {name: each for name, each in kept.items() if each.items}


def _check_same(first: Item, second: Item) -> None:
    for aspect in ("options", "statement"):
        if getattr(first, aspect) != getattr(second, aspect):
            raise InputError(
                f"seeds.source: item {first.id!r} of {second.source} has another {aspect[:9]} "
                f"than {first.id!r} of {first.source}; give one of them another id"
            )
