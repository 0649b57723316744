"""On which side of their items' scales people, seeds and opinions are."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from park.quality.model import Figure, Sides, rate, share
from park.records import Seed
from park.statistics.student import critical
from park.surveys.stance import side
from park.surveys.survey import Survey


@dataclass
class Held:
    """A dialogue's side, that of the people it stands for, and its opinions."""

    first: bool
    """Whether the stance is before the middle of the scale."""
    people: float
    """Share of the country's people with such an answer."""
    listed: int = 0
    accepted: int = 0


def held(survey: Survey, seed: Seed) -> Held | None:
    """Return a seed's side; None if the item has no scale or the people's answers are unknown."""
    item, answers = survey.items.get(seed.item), survey.answers_for(seed.item, seed.country)
    if item is None or answers is None or not item.ordered:
        return None
    people = sum(answers.share(o.code) for o in item.options if side(item, o.code) < 0)
    return Held(side(item, seed.stance) < 0, people)


def sides(dialogues: Mapping[str, Held]) -> Sides | None:
    """Return the shares on the first side; None without dialogues."""
    rows = list(dialogues.values())
    if not rows:
        return None
    listed, accepted = sum(e.listed for e in rows), sum(e.accepted for e in rows)
    return Sides(
        people=rate(sum(each.people for each in rows), len(rows)),
        dialogues=share(sum(each.first for each in rows), len(rows)),
        listed=share(sum(each.listed for each in rows if each.first), listed),
        accepted=share(sum(each.accepted for each in rows if each.first), accepted),
        shift=shift([each for each in rows if each.listed]),
    )


def shift(rows: list[Held]) -> Figure:
    """Return the first side's share among accepted opinions minus that among listed ones.

    Opinions of one dialogue share its stance, so the interval takes dialogues as units: it is
    Student's with the linearised variance of a difference of two ratios (Cochran, Sampling
    Techniques, 1977, chapter 6).
    """
    first, listed, accepted = np.array(
        [(each.first, each.listed, each.accepted) for each in rows], float
    ).reshape(-1, 3).T  # fmt: skip
    n = len(rows)
    if not accepted.sum():
        return Figure(value=None, n=n)
    kept, all_of_them = (first @ each / each.sum() for each in (accepted, listed))
    value = float(kept - all_of_them)
    parts = accepted * (first - kept) / accepted.mean()
    parts -= listed * (first - all_of_them) / listed.mean()
    # With all stances on one side, or all opinions kept, nothing tells how far it could vary.
    if n < 2 or not parts.any():
        return Figure(value=value, n=n)
    half = critical(0.95, n - 1) * math.sqrt(float(parts @ parts) / (n * (n - 1)))
    return Figure(value=value, low=max(-1.0, value - half), high=min(1.0, value + half), n=n)
