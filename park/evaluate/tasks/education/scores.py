"""Scores of exams: before and after lessons, gains, and their differences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from park.align.method import pairs
from park.evaluate.scoring import Table, of_forms, scored, topics
from park.evaluate.strangers import OTHER_ADAPTER, OTHER_PROMPT, compared
from park.records import Item
from park.records.scores import Score
from park.statistics import clustered_mean
from park.statistics.interval import Numbers, known_mean

FORMS = ("survey", "statement", "number")
BEFORE = "before"
"""Control: the exam without any lesson."""
NO_LESSON = "no-lesson"
"""Control: a neutral conversation of the same length."""
UNIFORM = "uniform"
"""Control: all options are equally likely."""
FIRST = "first-shown"
"""Control: always the first option shown."""
CONTROLS = (BEFORE, NO_LESSON, UNIFORM, FIRST, OTHER_PROMPT, OTHER_ADAPTER)


@dataclass(frozen=True)
class Sat:
    """Results of exams; arrays have shape (items, forms, lessons)."""

    values: Mapping[str, Numbers]
    """By metric, `mode` and `js`; nan if unanswered."""
    detail: Mapping[str, Any]


def scores_of(
    items: Sequence[Item],
    model: str,
    metric: str,
    tested: str,
    cultures: Sequence[Mapping[str, Sat]],
) -> list[Score]:
    """Return all scores of a metric for one or several cultures.

    For several, only methods available for all of them are scored.
    """
    known: dict[str, Any] = {"task": "education", "tested": tested}
    methods = [m for m in cultures[0] if all(m in each for each in cultures)]
    scores = []
    for method in methods:
        control = method in CONTROLS
        about = known | {
            "method": method,
            "culture": "" if control or method == "plain" else tested,
            "model": "" if method in (UNIFORM, FIRST) else model,
            "control": control,
            "detail": dict(cultures[0][method].detail) if tested else {},
        }
        values = together([each[method].values[metric] for each in cultures])
        scores.append(_score(items, values, about | {"metric": f"exam_{metric}"}))
        if method not in (BEFORE, UNIFORM, FIRST):
            values = together([gain(each, method, metric) for each in cultures])
            scores.append(_score(items, values, about | {"metric": f"gain_{metric}"}))
    about = known | {"metric": f"gain_{metric}", "model": model}
    return scores + _differences(items, about, metric, cultures)


def _differences(
    items: Sequence[Item],
    known: Mapping[str, Any],
    metric: str,
    cultures: Sequence[Mapping[str, Sat]],
) -> list[Score]:
    """Return differences in gain between tutors, and from no lesson."""
    there = [name for name in cultures[0] if all(name in each for each in cultures)]
    taught = [(tutor, NO_LESSON) for tutor in there if tutor not in CONTROLS]
    scores = []
    for first, second in (*compared(pairs(there), there), *taught):
        gaps = [gain(e, first, metric) - gain(e, second, metric) for e in cultures]
        culture = "" if first == "plain" else known["tested"]
        about = {**known, "method": first, "culture": culture, "against": second}
        scores.append(_score(items, together(gaps), about))
    return scores


def _score(items: Sequence[Item], values: Numbers, known: Mapping[str, Any]) -> Score:
    """Score values (items, forms, columns), with an interval over topics and columns.

    Columns are lessons or cultures.
    """
    table = Table(tuple(item.id for item in items), FORMS, values, topics(items))
    found = clustered_mean(known_mean(values, 1), table.labels)
    per_form = known_mean(values, (0, 2))
    # Controls without a model have one form.
    forms = of_forms(FORMS, per_form) if len(per_form) == len(FORMS) else {}
    return scored(found, table, {**known, "forms": forms})


def gain(sat: Mapping[str, Sat], method: str, metric: str) -> Numbers:
    """Return after minus before, shape (items, forms, lessons); nan if either is unknown."""
    return sat[method].values[metric] - sat[BEFORE].values[metric]


def together(values: Sequence[Numbers]) -> Numbers:
    """Return one culture's values unchanged; of several, each culture's mean over lessons."""
    if len(values) == 1:
        return values[0]
    return np.stack([known_mean(each, 2) for each in values], axis=2)
