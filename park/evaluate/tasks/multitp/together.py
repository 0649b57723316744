"""Scores over all tested cultures, and whether anything may be called cultural."""

from collections.abc import Sequence
from math import inf
from typing import Any

import numpy as np

from park.align.moral_machine import centred
from park.evaluate.scoring import figure, finite
from park.evaluate.tasks.multitp.measures import METRICS, Metric
from park.evaluate.tasks.multitp.sheet import BLIND, Sheet, about, plain_name
from park.records.scores import Score
from park.statistics import Interval, clustered_mean, paired_difference
from park.statistics.interval import Numbers

CENTRED = Metric("mis_centred", centred, range=(0.0, inf))
"""MIS after a method's mean error over cultures is taken away."""
NEEDED = ("constant", "shrinkage", BLIND)
"""Controls that must be beaten, besides a method's baselines, before it is called cultural."""


def together(sheets: Sequence[Sheet], model: str) -> list[Score]:
    """Return means over tested cultures with intervals over them, and paired differences.

    Only what represents every tested culture, or none, is included.
    """
    people = np.array([sheet.people for sheet in sheets])
    shared = [name for name in sheets[0].values if all(name in each.values for each in sheets)]
    seen = {name: np.array([each.observed[name] for each in sheets]) for name in shared}
    found = []
    for metric in (*METRICS, CENTRED):
        measured = {name: metric.measure(each, people) for name, each in seen.items()}
        gaps = _gaps(metric, sheets[0], measured, model)
        verdicts = _verdicts(gaps) if metric.name == "mis" else {}
        for name, values in measured.items():
            known = _fields(metric, sheets[0], name, model)
            if name in verdicts:
                known["detail"] = {"cultural": verdicts[name]}
            found.append(Score(**figure(Interval(*clustered_mean(values)[:4])), **known))
        found += gaps
    return found


def _gaps(metric: Metric, sheet: Sheet, measured: dict[str, Numbers], model: str) -> list[Score]:
    found = []
    for method, against in sheet.pairs():
        if method in measured and against in measured:
            gap = paired_difference(measured[method], measured[against])
            known = _fields(metric, sheet, method, model) | {"against": plain_name(against)}
            found.append(Score(**figure(Interval(*gap[:4])), p=finite(gap.p), **known))
    return found


def _fields(metric: Metric, sheet: Sheet, name: str, model: str) -> dict[str, Any]:
    made = name not in sheet.own
    return {
        "task": "multitp",
        "metric": metric.name,
        "method": name,
        "model": "" if made else model,
        "control": made,
        "unit": "cultures",
        "higher_is_better": metric.higher_is_better,
        "detail": about(name) if made else {},
    }


def _verdicts(gaps: Sequence[Score]) -> dict[str, str]:
    """Return a sentence on each method that was held against all controls that are needed."""
    found = {}
    for method in dict.fromkeys(each.method for each in gaps):
        own = {each.against: each for each in gaps if each.method == method}
        own.pop("pooled", None)
        if not all(name in own for name in NEEDED):
            continue
        unbeaten = [name for name, gap in own.items() if gap.high is None or gap.high >= 0]
        found[method] = (
            f"{method}: no cultural effect is shown; not beaten with its interval: "
            f"{', '.join(unbeaten)}"
            if unbeaten
            else f"{method}: cultural, as it is nearer to people than {', '.join(own)}"
        )
    return found
