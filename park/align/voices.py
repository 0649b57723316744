"""Decides questions from several voices of one model: its base and personas.

A voice's answer to an item is the centred log of its options' shares, averaged over the orders in
which they are shown. Decisions are made on the gaps between all pairs of options, and made whole
again by least squares. With two options this is one gap, as DISCA has it, and the shares are
logistic. Pairs treat all options alike, whatever their names and number.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from park.align.disca import DECISION, temperature
from park.align.respondent import Asker, Respondent
from park.ledger.keys import seed_of
from park.records.scores import Answer, Question
from park.statistics.interval import Numbers

Decide = Callable[[Numbers, np.random.Generator], Numbers]
"""Maps gaps (voices, pairs) to decided gaps (pairs,)."""
LEAST = 1e-6
"""Smallest share: what is below was cut off by the server, or is noise."""
VOTE = 0.5
"""Added to each option's votes where answers are words, so that no gap is infinite."""
IN_WORDS = "from answers in words, one vote each"


async def decided(
    asker: Asker,
    respondent: Respondent,
    systems: Sequence[str],
    questions: Sequence[Question],
    decide: Decide,
) -> list[Answer]:
    """Ask all voices all questions and return the decided answers, in order.

    Args:
        asker: the model.
        respondent: who answers.
        systems: the system message of each voice; '' for the base alone.
        questions: the questions; all orders of an item's options in a form are decided together.
        decide: the decision.
    """
    said = []
    for system in systems:
        voice = replace(respondent, system=system, ask=None, answer=None)
        said.append(await asker.choose(voice, questions))
    answers: dict[int, Answer] = {}
    for places in _together(questions):
        asked = [questions[place] for place in places]
        heard = [[answered[place] for place in places] for answered in said]
        answers |= dict.fromkeys(places, _decision(asked, heard, decide))
    return [answers[place] for place in range(len(questions))]


def _together(questions: Sequence[Question]) -> list[list[int]]:
    """Return the places of questions that differ in nothing but the order of options."""
    found: dict[tuple[str, ...], list[int]] = {}
    for place, each in enumerate(questions):
        found.setdefault((each.set, each.tested, each.item, each.form), []).append(place)
    return list(found.values())


def _decision(
    asked: Sequence[Question], heard: Sequence[Sequence[Answer]], decide: Decide
) -> Answer:
    """Return the answer to one item in one form.

    Args:
        asked: its questions, one for each order.
        heard: each voice's answers to them.
        decide: the decision.
    """
    every = [answer for answers in heard for answer in answers]
    missing = next((answer for answer in every if answer.status != "answered"), None)
    if missing is not None:
        return Answer(status=missing.status, text=missing.text, mass=missing.mass)
    first = asked[0]
    logs = np.array([_log_shares(answers, first.options) for answers in heard])
    pairs = list(combinations(range(len(first.options)), 2))
    # Only the decisions of a moral dilemma have a category.
    divisor = temperature(first.set if first.task == "multitp" else "")
    gaps = np.stack([logs[:, b] - logs[:, a] for a, b in pairs], axis=1) / divisor
    rng = np.random.default_rng(seed_of("voices", first.task, first.set, first.item, first.form))
    shares = _shares(decide(gaps, rng), pairs, len(first.options))
    masses = [answer.mass for answer in every if answer.mass is not None]
    return Answer(
        status="answered",
        shares=dict(zip(first.options, map(float, shares), strict=True)),
        mass=sum(masses) / len(masses) if masses else None,
        text=IN_WORDS if any(answer.text for answer in every) else "",
    )


def _log_shares(answers: Sequence[Answer], options: Sequence[str]) -> Numbers:
    """Return the centred log shares of options, averaged over orders; shape (k,)."""
    shares = np.array([[answer.shares.get(name, 0.0) for name in options] for answer in answers])
    if any(answer.text for answer in answers):
        votes = shares.sum(0) + VOTE
        shares = (votes / votes.sum())[None]
    logs = np.log(np.maximum(shares, LEAST)).mean(0)
    centred: Numbers = logs - logs.mean()
    return centred


def _shares(gaps: Numbers, pairs: Sequence[tuple[int, int]], count: int) -> Numbers:
    """Return the shares of options whose gaps are nearest to given ones, shape (count,)."""
    levels = np.zeros(count)
    for (a, b), gap in zip(pairs, gaps, strict=True):
        levels[b] += gap / count
        levels[a] -= gap / count
    weights = np.exp((levels - levels.max()) / DECISION)
    shares: Numbers = weights / math.fsum(weights)
    return shares
