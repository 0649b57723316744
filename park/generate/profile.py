"""A delegate's profile: answers to related items that, with the stance, make up a person."""

import random
from collections.abc import Mapping, Sequence

from park.records import Held, Item, Profile, Seed
from park.surveys.respondents import Respondents
from park.surveys.stance import draw
from park.surveys.survey import Survey

SIZE = 3
"""Answers of a profile."""


def draw_profile(survey: Survey, seed: Seed, items: Sequence[Item], rng: random.Random) -> Profile:
    """Draw a delegate's answers to items related to the seed's.

    Where the source has respondents, all are answers of one who gave the seed's answer, drawn by
    weight; otherwise each is drawn from its country's answers, whatever the others are.

    Args:
        survey: the items and answers.
        seed: the seed, whose item is left out.
        items: the items to choose from: those of its topic first, in random order.
        rng: decides the order, the respondent and the answers.
    """
    topic = survey.items[seed.item].topic
    pool = [item for item in items if item.id != seed.item]
    rng.shuffle(pool)
    pool.sort(key=lambda item: item.topic != topic)
    people = survey.respondents.get(seed.country)
    answered = _of_one(people, seed, pool, rng) if people is not None else {}
    if answered:
        return Profile(answers=_held(pool, answered), of="respondent")
    asked = [
        (item, answers)
        for item in pool
        if (answers := survey.answers_for(item.id, seed.country)) is not None
    ]
    drawn = {item.id: draw(answers, item, "sample", rng) for item, answers in asked[:SIZE]}
    return Profile(answers=_held(pool, drawn), of="items")


def _of_one(
    people: Respondents, seed: Seed, pool: Sequence[Item], rng: random.Random
) -> Mapping[str, int]:
    """Return one respondent's answers, by item; {} if nobody gave the seed's answer and others."""
    found = [
        (weight, row)
        for weight, row in people.weighed(seed.item, seed.stance)
        if weight and _enough(row, pool)
    ]
    if not found:
        return {}
    weights, rows = zip(*found, strict=True)
    row = rng.choices(rows, weights)[0] if people.weighted else rng.choice(rows)
    known = [item.id for item in pool if item.id in row]
    return {item: row[item] for item in known[:SIZE]}


def _enough(row: Mapping[str, int], pool: Sequence[Item]) -> bool:
    return sum(item.id in row for item in pool) >= min(SIZE, len(pool))


def _held(pool: Sequence[Item], answered: Mapping[str, int]) -> tuple[Held, ...]:
    return tuple(
        Held(
            item=item.id,
            statement=item.statement,
            stance=answered[item.id],
            label=item.label(answered[item.id]),
        )
        for item in pool
        if item.id in answered
    )
