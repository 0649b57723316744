"""Exams for people before and after a lesson with a tutor, stored in the run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from park.adapters.switchable import adapters_of
from park.align.people import people
from park.errors import InputError, nearest
from park.ledger.keys import key_of
from park.ledger.ledger import Ledger
from park.ledger.people import LEARNER, LEARNERS
from park.ledger.run import config_of, survey_of
from park.models.base import Message
from park.records import Culture, Foreign, Item, Name, Record, storable
from park.records.scores import Role
from park.setup import Setup, prepare
from park.statistics import paired_difference, wilson
from park.statistics.interval import Numbers

TutorKind = Literal["adapter", "prompt", "plain"]
Sitting = Literal["before", "after"]

LONGEST_NAME = 80
REMEMBERED = 19
"""Maximum messages shown to the tutor; odd, so that the first is the learner's."""


class Learner(Record):
    """A learner's record."""

    name: Foreign
    culture: Name
    tutor: TutorKind
    model: str = ""
    """The tutor's model; '' before the lesson."""
    items: tuple[str, ...]
    """Items of the exam."""
    before: dict[str, int] = Field(default_factory=dict)
    """Chosen codes before the lesson, by item."""
    chat: tuple[tuple[Role, Foreign], ...] = ()
    taught: bool = False
    """Whether the lesson is over."""
    after: dict[str, int] = Field(default_factory=dict)
    satisfaction: int | None = Field(default=None, ge=1, le=5)

    @property
    def key(self) -> str:
        """Key in the ledger."""
        return f"{LEARNER}{self.culture}:{self.name}"


@dataclass(frozen=True)
class Course:
    """A course about a culture, with its exam."""

    culture: Culture
    items: Mapping[str, Item]
    """The held-out items asked in the culture, in exam order."""
    shares: Mapping[str, Numbers]
    """People's shares of the options, by item."""
    setup: Setup
    """The run's setup, restricted to the culture."""

    def is_right(self, item: str, code: int) -> bool:
        """Whether an option is (one of) people's most frequent."""
        codes = [option.code for option in self.items[item].options]
        share = self.shares[item][codes.index(code)]
        return bool(np.isclose(share, self.shares[item].max()))


def course_of(ledger: Ledger, folder: Path, culture: str) -> Course:
    """Return a run's course about a culture.

    Raises:
        InputError: the run has no such culture, or it was not asked any held-out item.
    """
    config, base = config_of(ledger, folder)
    if culture not in config.cultures:
        raise InputError(
            f"--culture: {culture!r} is not in {folder}{nearest(culture, config.cultures)}"
        )
    setup = prepare(config, base, began=survey_of(ledger)).narrowed((culture,))
    card = setup.cultures[culture]
    held = {item.id: item for item in setup.heldout}
    shares = people(setup.survey, setup.heldout, card.countries)
    # Shuffled by hash, as neighbouring items in a survey are similar.
    order = sorted(shares, key=lambda item: key_of("learn", item))
    if not order:
        raise InputError(
            f"{folder}: no held-out item that people of {culture!r} were asked "
            f"(seeds.holdout: {config.seeds.holdout})"
        )
    return Course(card, {name: held[name] for name in order}, shares, setup)


def enrol(
    ledger: Ledger, folder: Path, course: Course, name: str, tutor: TutorKind | None, most: int
) -> Learner:
    """Return a learner's record, creating it if necessary.

    Args:
        ledger: the run's ledger.
        folder: the run folder.
        course: the course.
        name: the learner's name.
        tutor: the tutor; if None, the culture's adapter if there is one, else `prompt`.
        most: maximum questions of an exam.

    Raises:
        InputError: the name is unusable, or the learner began with another tutor.
    """
    name = storable(name).strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise InputError(f"--name: give a name of 1 to {LONGEST_NAME} characters")
    there = course.culture.name in adapters_of(ledger, folder)
    new = Learner(
        name=name,
        culture=course.culture.name,
        tutor=tutor or ("adapter" if there else "prompt"),
        items=tuple(course.items)[:most],
    )
    stored = ledger.get(new.key)
    if stored is None:
        return new
    found = Learner.model_validate(stored)
    if tutor not in (None, found.tutor):
        raise InputError(
            f"--tutor: {name!r} began with the tutor {found.tutor!r}; "
            "leave the option out, or take another --name"
        )
    if not set(found.items) <= set(course.items):
        raise InputError(f"--name: the exam of {name!r} is no longer held out; take another name")
    return found


def keep(ledger: Ledger, learner: Learner) -> None:
    """Store a learner's record."""
    with ledger.changing():
        ledger.put(learner.key, learner.model_dump(mode="json"))
        keys = ledger.get(LEARNERS) or []
        if learner.key not in keys:
            ledger.put(LEARNERS, [*keys, learner.key])


def learners(ledger: Ledger, culture: Name = "") -> list[Learner]:
    """Return the learners in order of enrolment, of one culture if given."""
    found = [Learner.model_validate(ledger.get(key)) for key in ledger.get(LEARNERS) or []]
    return [each for each in found if culture in ("", each.culture)]


def results(learner: Learner, course: Course) -> dict[str, object]:
    """Return shares of right answers with Wilson intervals, and the gain with its interval.

    The gain is after minus before over questions answered both times; its interval is over their
    topics. Intervals are over questions, so they do not generalise to other people.
    """
    found: dict[str, object] = {}
    right: dict[str, dict[str, bool]] = {}
    for sitting, chosen in (("before", learner.before), ("after", learner.after)):
        right[sitting] = {i: course.is_right(i, chosen[i]) for i in learner.items if i in chosen}
        hits, n = sum(right[sitting].values()), len(right[sitting])
        low, high = wilson(hits, n)
        found[sitting] = {"right": hits, "n": n, "low": low, "high": high}
    both = [item for item in learner.items if item in right["before"] and item in right["after"]]
    after, before = ([right[sitting][item] for item in both] for sitting in ("after", "before"))
    alike = [course.items[item].topic or item for item in both]
    gain = paired_difference(after, before, clusters=alike)
    numbers = {"value": gain.value, "low": gain.low, "high": gain.high}
    known = {name: float(x) if np.isfinite(x) else None for name, x in numbers.items()}
    return found | {"gain": known | {"n": gain.n}, "satisfaction": learner.satisfaction}


def remembered(learner: Learner) -> list[Message]:
    """Return the last messages of a lesson, as shown to the tutor."""
    return [{"role": role, "content": content} for role, content in learner.chat[-REMEMBERED:]]
