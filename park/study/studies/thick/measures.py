"""Figures of ratings: shares, agreement, pairs, and what shuffled contexts do to anchoring."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from park.ledger.keys import rng_of
from park.statistics import Interval, alpha_interval, paired_difference, wilson
from park.study.studies.thick.answers import Ratings, Told
from park.study.studies.thick.rubric import CRITERIA


def shares(ratings: Ratings) -> dict[str, dict[str, Any]]:
    """Return the share of answers that fulfil each criterion, by rater, with Wilson intervals."""
    return {
        rater: {name: _share([r[name] for r in rows.values() if name in r]) for name in CRITERIA}
        for rater, rows in ratings.items()
    }


def agreement(one: Ratings, other: Ratings | None = None, seed: int = 0) -> dict[str, Any]:
    """Return Krippendorff's α per criterion with intervals over answers.

    Args:
        one: ratings of people.
        other: ratings of a proxy to add; None for the agreement of people alone.
        seed: equal seeds give equal intervals.
    """
    every = [*one.values(), *(other or {}).values()]
    both = other is None or bool(one and other)
    found = {}
    for name in CRITERIA:
        ids = sorted({key for rows in every for key in rows})
        units = [[rows[key][name] for rows in every if name in rows.get(key, {})] for key in ids]
        if other is not None:
            units = [unit for key, unit in zip(ids, units, strict=True) if _shared(key, one, other)]
        found[name] = told(alpha_interval(units if both else [], seed=seed))
    return found


def pairs(ratings: Mapping[str, Mapping[str, bool]], answers: Sequence[Told]) -> dict[str, Any]:
    """Return how often a pair's thick answer fulfils more criteria than its thin one."""
    by_pair: dict[str, dict[str, str]] = {}
    for each in answers:
        if each.pair and each.kind:
            by_pair.setdefault(each.pair, {})[each.kind] = each.id
    gaps = []
    for sides in by_pair.values():
        rows = [ratings.get(sides.get(kind, "")) for kind in ("thick", "thin")]
        if all(row is not None and len(row) == len(CRITERIA) for row in rows):
            gaps.append(sum((rows[0] or {}).values()) - sum((rows[1] or {}).values()))
    more, alike = sum(gap > 0 for gap in gaps), sum(gap == 0 for gap in gaps)
    return _share([gap > 0 for gap in gaps]) | {
        "thicker": more, "alike": alike, "thinner": len(gaps) - more - alike,
    }  # fmt: skip


def shuffled(answers: Sequence[Told]) -> list[str]:
    """Return for each answer the question of another pair; the order follows from the ids."""
    names = list(dict.fromkeys(each.pair or each.id for each in answers))
    order = list(names)
    rng_of("thick", *names).shuffle(order)
    following = dict(zip(order, [*order[1:], *order[:1]], strict=True))
    question = {each.pair or each.id: each.question for each in answers}
    return [question[following[each.pair or each.id]] for each in answers]


def anchoring(own: Sequence[bool], other: Sequence[bool], seed: int = 0) -> dict[str, Any]:
    """Return the paired difference of anchoring: own contexts minus shuffled ones."""
    found = paired_difference(np.array(own, float), np.array(other, float), seed=seed)
    return {
        "own": _share(list(own)), "shuffled": _share(list(other)),
        "difference": told(Interval(found.value, found.low, found.high, found.n)),
        "p": None if found.p != found.p else float(found.p),
    }  # fmt: skip


def told(found: Interval) -> dict[str, Any]:
    """Return an interval as plain data."""
    numbers = {k: None if v != v else float(v) for k, v in found._asdict().items()}
    return numbers | {"n": found.n}


def _shared(key: str, one: Ratings, other: Ratings) -> bool:
    return all(any(key in rows for rows in ratings.values()) for ratings in (one, other))


def _share(values: Sequence[bool]) -> dict[str, Any]:
    n = len(values)
    low, high = wilson(sum(values), n)
    return {"value": sum(values) / n if n else None, "low": low, "high": high, "n": n}
