"""C-Dist: whether each culture's own respondent is the best on it, against shuffled cultures."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from park.align.people import Shares
from park.evaluate.questions import FORMS
from park.evaluate.scoring import Voice, figure, of_forms
from park.evaluate.tasks.survey.sheet import Sheet
from park.ledger.keys import seed_of
from park.records.scores import Score
from park.statistics import Interval, c_dist, hierarchical_bootstrap
from park.statistics.interval import Numbers, known_mean

ASSIGNMENTS = 2_000
"""Random assignments of adapters to cultures that C-Dist is held against."""


def matrix(method: str, sheets: Sequence[Sheet], model: str) -> list[Score]:
    """Return a method's C-Dist over cultures × tested cultures, and that of shuffled cultures.

    Its interval is by bootstrap over items; an item that a culture was not asked is missing in
    that culture's column alone.
    """
    voices = [voice for voice in (sheets[0].voices if sheets else ()) if voice.who.method == method]
    names = {sheet.tested for sheet in sheets} & {voice.who.culture for voice in voices}
    columns = [sheet for sheet in sheets if sheet.tested in names]
    rows = {voice.who.culture: voice for voice in voices}
    if len(columns) < 2:
        return []
    values = _similarities([rows[sheet.tested] for sheet in columns], columns)
    by_item = known_mean(values, axis=1)[:, None]
    seed = seed_of("survey", "c_dist", method)
    found = hierarchical_bootstrap(
        by_item, _c_dist, crossed=False, resamples=ASSIGNMENTS, seed=seed
    )
    null = _shuffled(known_mean(by_item, axis=(0, 1)), seed)
    reached = float((null >= found.value - 1e-12).mean())
    low, high = np.quantile(null, (0.025, 0.975)) if np.isfinite(null).all() else (np.nan, np.nan)
    forms = [float(_c_dist(values[None, :, form, None])[0]) for form in range(len(FORMS))]
    shared: dict[str, Any] = {"task": "survey", "metric": "c_dist"}
    names_in_order = [sheet.tested for sheet in columns]
    return [
        Score(
            method=method,
            model=model,
            **figure(found),
            forms=of_forms(FORMS, forms),
            detail={"cultures": names_in_order, "shuffles_that_reach_it": reached},
            **shared,
        ),
        Score(
            method=f"shuffled-{method}",
            control=True,
            **figure(Interval(float(null.mean()), low, high, len(null))),
            unit="shuffles",
            detail={"what": "the same answers, given out to the cultures at random"},
            **shared,
        ),
    ]


def _similarities(voices: Sequence[Voice[Shares]], sheets: Sequence[Sheet]) -> Numbers:
    """Return 1 - JS distance of items × forms × answering × tested culture; nan if not asked."""
    ids = list(dict.fromkeys(item.id for sheet in sheets for item in sheet.items))
    values = np.full((len(ids), len(FORMS), len(voices), len(sheets)), np.nan)
    for column, sheet in enumerate(sheets):
        for row, voice in enumerate(voices):
            table = sheet.values["js", voice.who.name]
            values[[ids.index(item) for item in table.items], :, row, column] = table.values
    return values


def _c_dist(samples: Numbers) -> Numbers:
    """Return the C-Dist of samples of items, shape (samples, items, 1, k, k) to (samples,)."""
    return c_dist(known_mean(samples, axis=(1, 2)))


def _shuffled(matrix: Numbers, seed: int) -> Numbers:
    """Return the C-Dist of a matrix, shape (k, k), whose rows are given to random cultures."""
    rng = np.random.default_rng(seed)
    return c_dist(np.stack([matrix[rng.permutation(len(matrix))] for _ in range(ASSIGNMENTS)]))
