"""Sampled respondents and their six dimensions."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from park.align.questions import FORMS
from park.evaluate.scoring import Voice, figure, of_forms, shares_table, unanswered
from park.ledger.keys import seed_of
from park.records.scores import Response, Score
from park.statistics import DIMENSIONS, bootstrap, vsm
from park.statistics.interval import Numbers, known_mean

RESAMPLES = 1_999


def drawn_respondents(shares: Numbers, count: int) -> Numbers:
    """Draw answers 1 to 5 of sampled respondents, independently for each item.

    Draws within an item are stratified (McKay, Beckman & Conover 1979, Latin hypercube), so the
    group's mean deviates from that of the shares by less than 4 / count. Equal shares give equal
    answers, as random numbers are the same for all.

    Args:
        shares: shares of the options by item, shape (24, 5); nan if unanswered.
        count: number of respondents.

    Returns:
        Shape (count, 24); nan if unanswered.
    """
    rng = np.random.default_rng(seed_of("vsm", "respondents"))
    strata = rng.permuted(np.tile(np.arange(count), (len(shares), 1)), axis=1)
    draws = ((strata + rng.random(strata.shape)) / count).T
    passed = draws[..., None] >= np.cumsum(shares, axis=-1)[:, :-1]
    return np.where(np.isfinite(shares).all(-1), 1.0 + passed.sum(-1), np.nan)


class Drawn(NamedTuple):
    """Sampled respondents, as contributions to the six dimensions."""

    parts: Numbers
    """Shape (respondents, 6). The formulas are linear, so the group's scores are the mean."""
    forms: Numbers
    """Scores of each form's expected answers, shape (forms, 6)."""

    @classmethod
    def of(cls, responses: Sequence[Response], count: int) -> "Drawn":
        table = shares_table(responses, [str(code) for code in range(1, 6)])
        # Rounding may exceed the scale for a certain answer of 5.
        expected = np.clip(table.values @ np.arange(1.0, 6.0), 1, 5).T
        shares = known_mean(table.values, axis=1)
        return cls(vsm(drawn_respondents(shares, count)), vsm(expected))


DrawnVoice = Voice[Drawn]


def dimensions(voice: DrawnVoice, model: str) -> list[Score]:
    """Return a respondent's six scores, with intervals over sampled respondents."""
    found = []
    for place, name in enumerate(DIMENSIONS):
        interval = bootstrap(
            voice.given.parts[:, place], seed=seed_of("vsm", name), resamples=RESAMPLES
        )
        found.append(
            Score(
                task="vsm",
                metric=name.lower(),
                model=model,
                unit="respondents",
                forms=of_forms(FORMS, voice.given.forms[:, place]),
                detail={"unanswered": unanswered(voice.responses)},
                **voice.fields,
                **figure(interval),
            )
        )
    return found
