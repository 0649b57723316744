"""C-Dist: whether each culture's own respondent is the best on it, with shuffled controls."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from park.align.people import Shares
from park.evaluate.scoring import Table, Voice, figure, of_forms, topics
from park.evaluate.tasks.survey.sheet import Sheet
from park.ledger.keys import seed_of
from park.records.scores import Score
from park.statistics import Interval, c_dist, hierarchical_bootstrap, nested
from park.statistics.clustered import FEWEST, Labels
from park.statistics.interval import Numbers, known_mean

ASSIGNMENTS = 2_000
"""Random assignments of adapters to cultures, as the null distribution of C-Dist."""


def matrix(method: str, sheets: Sequence[Sheet], model: str) -> list[Score]:
    """Return a method's C-Dist over cultures × tested cultures, and that of shuffled cultures.

    An item not asked in a culture is missing only in that culture's column.
    """
    voices = [voice for voice in (sheets[0].voices if sheets else ()) if voice.who.method == method]
    names = {sheet.tested for sheet in sheets} & {voice.who.culture for voice in voices}
    columns = [sheet for sheet in sheets if sheet.tested in names]
    rows = {voice.who.culture: voice for voice in voices}
    if len(columns) < 2:
        return []
    seed = seed_of("survey", "c_dist", method)
    table = _similarities([rows[sheet.tested] for sheet in columns], columns)
    values = table.values
    by_item = known_mean(values, axis=1)
    found = c_dist_interval(by_item, table.labels, seed=seed)
    null = _shuffled(known_mean(by_item, axis=0), seed)
    reached = float((null >= found.value - 1e-12).mean())
    low, high = np.quantile(null, (0.025, 0.975)) if np.isfinite(null).all() else (np.nan, np.nan)
    forms = [float(_c_dist(values[None, None, :, form])[0]) for form in range(len(table.forms))]
    shared: dict[str, Any] = {"task": "survey", "metric": "c_dist"}
    names_in_order = [sheet.tested for sheet in columns]
    return [
        Score(
            method=method,
            model=model,
            **figure(found),
            forms=of_forms(table.forms, forms),
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


def c_dist_interval(
    values: Numbers, clusters: Labels, *, resamples: int = ASSIGNMENTS, seed: int = 0
) -> Interval:
    """Return the C-Dist of similarities with its basic bootstrap interval over clusters of items.

    The maximum of noisy means is biased upwards, so C-Dist is biased downwards, and in resamples
    twice. The basic interval (Davison & Hinkley 1997, 5.2) reflects the resamples at the estimate
    to offset this. It does not cover if adapters are alike; hence the shuffled cultures.

    Args:
        values: shape (items, adapters, cultures), nan where missing.
        clusters: the cluster of each item.
        resamples: number of resamples of clusters.
        seed: equal seeds give equal intervals.

    Returns:
        The C-Dist; without an interval below three clusters.
    """
    known = np.isfinite(values).any(axis=(1, 2))
    grouped = nested(values[known], [clusters[int(place)] for place in np.flatnonzero(known)])
    found = hierarchical_bootstrap(
        grouped, _c_dist, crossed=False, resamples=resamples, seed=seed
    )._replace(n=int(known.sum()))
    if len(grouped) < FEWEST:
        return found._replace(low=np.nan, high=np.nan)
    low, high = 2 * found.value - found.high, 2 * found.value - found.low
    return found._replace(low=low, high=min(high, 1.0))


def _similarities(voices: Sequence[Voice[Shares]], sheets: Sequence[Sheet]) -> Table:
    """Return 1 - JS distance by item × form × answering × tested culture; nan if not asked."""
    items = {item.id: item for sheet in sheets for item in sheet.items}
    ids = list(items)
    forms = sheets[0].forms
    values = np.full((len(ids), len(forms), len(voices), len(sheets)), np.nan)
    for column, sheet in enumerate(sheets):
        for row, voice in enumerate(voices):
            table = sheet.values["js", voice.who.name]
            values[[ids.index(item) for item in table.items], :, row, column] = table.values
    return Table(tuple(ids), forms, values, topics(items.values()))


def _c_dist(samples: Numbers) -> Numbers:
    """Compute C-Dist of samples of topics, (samples, topics, items, k, k) to (samples,)."""
    return c_dist(known_mean(samples, axis=(1, 2)))


def _shuffled(matrix: Numbers, seed: int) -> Numbers:
    """Compute C-Dist of a matrix, shape (k, k), with randomly permuted rows."""
    rng = np.random.default_rng(seed)
    return c_dist(np.stack([matrix[rng.permutation(len(matrix))] for _ in range(ASSIGNMENTS)]))
