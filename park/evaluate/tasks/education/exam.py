"""The exam: what most people of a culture answer."""

from collections.abc import Sequence

import numpy as np

from park.align.questions import shown
from park.evaluate.lesson import FOLDER
from park.evaluate.tasks.education.scores import BEFORE
from park.prompts import Prompts
from park.records import Culture, Item
from park.records.scores import Question
from park.statistics import js_similarity
from park.statistics.interval import Numbers

DIGITS = "123456789"


def question(
    prompts: Prompts,
    culture: Culture,
    item: Item,
    form: str,
    order: int,
    known: Numbers,
) -> Question:
    """Return an exam question: what do most people of a culture answer?

    Args:
        prompts: the templates.
        culture: the culture.
        item: the item.
        form: the template's name.
        order: 0 for the original order of options, 1 for reversed.
        known: people's shares of the options, shape (k,).
    """
    listed = item.options[::-1] if order else item.options
    options = shown(listed, DIGITS if form == "number" else "")
    text = prompts.render(
        f"{FOLDER}/{form}", home=culture.home, statement=item.statement, options=options.lines
    )
    shares = dict(zip((str(each.code) for each in item.options), known, strict=True))
    return Question(
        task="education",
        set=BEFORE,
        tested=culture.name,
        item=item.id,
        form=form,
        order=order,
        text=text,
        expected={name: float(share) for name, share in shares.items()},
        **options._asdict(),
    )


def exam_values(given: Numbers, people: Numbers) -> dict[str, Numbers]:
    """Score answers against people's.

    Args:
        given: the learner's shares, shape (..., options); nan if unanswered.
        people: people's shares, broadcastable; all 0 if unknown.

    Returns:
        `mode`: 1 if the likeliest option is people's most frequent one, else 0; for ties, the
        share of those that are. `js`: 1 - Jensen–Shannon distance. Shape (...).
    """
    best = np.isclose(given, given.max(-1, keepdims=True))
    frequent = np.isclose(people, people.max(-1, keepdims=True))
    unknown = np.isnan(given).any(-1) | (people.sum(-1) == 0)
    hits = (best & frequent).sum(-1) / np.maximum(best.sum(-1), 1)
    return {"mode": np.where(unknown, np.nan, hits), "js": js_similarity(given, people)}


def columns(item: Item, codes: Sequence[str]) -> list[int]:
    """Return the places of an item's options among all codes."""
    return [codes.index(str(option.code)) for option in item.options]
