"""Scores from values of items × forms: intervals, spread over forms, paired differences.

Intervals and p-values are over clusters of related items (topics) and over a table's columns
(cultures, lessons), if any.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from park.align.respondent import Respondent
from park.records import Item
from park.records.scores import Response, Score
from park.statistics import (
    Estimate,
    Interval,
    Statistic,
    bootstrap,
    clustered_mean,
    holm,
    paired_difference,
    pseudo_values,
)
from park.statistics.clustered import FEWEST
from park.statistics.interval import Numbers, item_means, known_mean

T = TypeVar("T")


class Voice(NamedTuple, Generic[T]):
    """A respondent, its responses to a task, and the data derived from them."""

    who: Respondent
    responses: Sequence[Response]
    given: T
    seen: Mapping[str, Any] = {}
    """What it has been fitted to, for its scores' details; empty for nothing."""

    @property
    def fields(self) -> dict[str, Any]:
        """The score fields that identify the respondent."""
        return {"method": self.who.method, "culture": self.who.culture}


def own(voices: Iterable[Voice[T]], tested: str) -> dict[str, Voice[T]]:
    """Return the voices that represent a tested culture or none, by method."""
    return {each.who.method: each for each in voices if each.who.culture in ("", tested)}


class Table(NamedTuple):
    """Values of items × forms."""

    items: tuple[str, ...]
    forms: tuple[str, ...]
    values: Numbers
    """Shape (items, forms, ...); nan if unanswered. For means, a further axis holds columns
    (cultures, lessons), which are resampled too."""
    clusters: Mapping[str, str] = {}
    """Clusters by item; an item without one is its own."""

    @property
    def labels(self) -> list[tuple[str, str]]:
        """The cluster of each item."""
        named = self.clusters.get
        return [(found, "") if (found := named(item)) else ("", item) for item in self.items]


def topics(items: Iterable[Item]) -> dict[str, str]:
    """Return the clusters of a table by item: its topic, else its twin's id or its own."""
    return {item.id: item.topic or item.twin or item.id for item in items}


def shares_table(responses: Sequence[Response], options: Sequence[str]) -> Table:
    """Return the answered shares of options by item and form, averaged over orders.

    An item counts as answered in a form only if all orders are, to avoid order bias.

    Args:
        responses: responses of one respondent to one dataset.
        options: names of the options; those missing from a question get share 0.

    Returns:
        Values of shape (items, forms, options).
    """
    items = tuple(dict.fromkeys(each.question.item for each in responses))
    forms = tuple(dict.fromkeys(each.question.form for each in responses))
    sums = np.zeros((len(items), len(forms), len(options)))
    counts = np.zeros((len(items), len(forms), 1))
    row, column = _places(items), _places(forms)
    for each in responses:
        place = row[each.question.item], column[each.question.form]
        known = each.status == "answered"
        sums[place] += [each.shares.get(name, 0.0) if known else np.nan for name in options]
        counts[place] += 1
    with np.errstate(invalid="ignore", divide="ignore"):
        return Table(items, forms, sums / counts)


def unanswered(responses: Sequence[Response]) -> dict[str, Any]:
    """Count unparsed, refused, failed and all responses, and sampled replies if any."""
    counted = {name: sum(r.status == name for r in responses) for name in ("unparsed", "refused")}
    failed = sum(r.status == "failed" for r in responses)
    replies = sampled(responses)
    return (
        counted
        | ({"failed": failed} if failed else {})
        | {"responses": len(responses)}
        | ({"replies": replies} if replies else {})
    )


def sampled(responses: Iterable[Response]) -> dict[str, int]:
    """Count the replies that shares were averaged over, and the others by reason."""
    found: Counter[str] = Counter()
    for each in responses:
        found.update(each.samples)
    return dict(found)


def score(
    table: Table,
    statistic: Statistic | None = None,
    *,
    smooth: bool = False,
    seed: int = 0,
    **known: Any,
) -> Score:
    """Return a table's score: figures per form, their mean, and an interval over clusters.

    Args:
        table: values of items × forms.
        statistic: maps samples (samples, items, ...) of one form to figures; the mean over items if
            None. The score is its mean over forms; with a statistic, items that lack a form are
            left out.
        smooth: whether `pseudo_values` suit the statistic; otherwise its interval is by bootstrap
            over single items.
        seed: random seed of the bootstrap.
        known: other fields of the score; controls do not depend on forms.
    """
    values = _answered(table.values)
    forms = {} if known.get("control") else by_form(table, statistic)
    if statistic is None:
        found = clustered_mean(known_mean(values, axis=1), table.labels)
        return scored(found, table, known | {"forms": forms})
    measure = _over_forms(statistic)
    if smooth:
        return scored(_smooth(values, measure, table), table, known | {"forms": forms})
    interval = bootstrap(values, measure, seed=seed)
    n = interval.n if values.shape[1] else 0
    return Score(**figure(interval._replace(n=n)), forms=forms, **known)


def by_form(table: Table, statistic: Statistic | None = None) -> dict[str, float]:
    """Return the figure of each answered form."""
    columns = [table.values[:, column] for column in range(len(table.forms))]
    measured = (statistic(e[None])[0] if statistic else known_mean(item_means(e)) for e in columns)
    return of_forms(table.forms, map(float, measured))


def difference(
    first: Table,
    second: Table,
    statistic: Statistic | None = None,
    *,
    smooth: bool = False,
    seed: int = 0,
    **known: Any,
) -> Score:
    """Return the paired difference of two methods on shared items.

    Args:
        first: the method's values, with the clusters to use.
        second: the subtracted method's values, with the same forms and columns.
        statistic: as for `score`.
        smooth: as for `score`; otherwise p is by permutation of single items.
        seed: random seed of the resampling.
        known: other fields of the score, including `against`.
    """
    there = set(second.items)
    shared = first._replace(items=tuple(item for item in first.items if item in there))
    one, other = (_rows(table, shared.items) for table in (first, second))
    both = _known_forms(one) & _known_forms(other)
    one, other = one[:, both], other[:, both]
    if statistic is None:
        found = clustered_mean(known_mean(_apart(one, other), axis=1), shared.labels)
    elif smooth:
        found = _smooth(np.stack([one, other], axis=2), _gap(_over_forms(statistic)), shared)
    else:
        gap = paired_difference(one, other, _over_forms(statistic), seed=seed)
        n = gap.n if both.any() else 0
        return Score(**figure(Interval(*gap[:3], n)), p=finite(gap.p), **known)
    return scored(found, shared, known)


def adjust(scores: Sequence[Score]) -> list[Score]:
    """Apply Holm's correction over the differences of each metric.

    Those over all cultures together are a family of their own: they are the main claim, and
    otherwise no design could pay for the many single cultures.
    """
    families: dict[tuple[str, bool], list[int]] = {}
    for number, each in enumerate(scores):
        if each.p is not None:
            families.setdefault((each.metric, bool(each.tested)), []).append(number)
    adjusted = list(scores)
    for members in families.values():
        found = holm([scores[number].p or 0.0 for number in members])
        for number, p in zip(members, found, strict=True):
            adjusted[number] = scores[number].model_copy(update={"adjusted": float(p)})
    return adjusted


def scored(found: Estimate, table: Table, known: Mapping[str, Any]) -> Score:
    """Return the score of an estimate, with the number of clusters if the table has any.

    Args:
        found: the estimate; its p-value is kept only for differences.
        table: the estimated table.
        known: other fields of the score.
    """
    detail = dict(known.get("detail", {}))
    if found.clusters < found.n:
        detail["clusters"] = found.clusters
        if found.clusters < FEWEST:
            detail["remark"] = f"fewer than {FEWEST} clusters of items give no interval"
    p = finite(found.p) if known.get("against") else None
    return Score(**figure(Interval(*found[:4])), **{**known, "detail": detail, "p": p})


def within(score: Score, ranges: Mapping[str, tuple[float, float]]) -> Score:
    """Cut a score's interval at what its metric can be; a difference's at their distance.

    Student's interval over a few cultures ends beyond them. No cut costs coverage, since nothing
    true lies there.

    Args:
        score: the score.
        ranges: the least and the most by metric; metrics without them are left as they are.
    """
    if score.metric not in ranges or score.low is None or score.high is None:
        return score
    least, most = ranges[score.metric]
    if score.against:
        least, most = least - most, most - least
    low, high = (min(max(end, least), most) for end in (score.low, score.high))
    return score.model_copy(update={"low": low, "high": high})


def figure(interval: Interval) -> dict[str, Any]:
    """Return the score fields of an interval."""
    value, low, high, n = interval
    return {"value": finite(value), "low": finite(low), "high": finite(high), "n": n}


def of_forms(forms: Iterable[str], figures: Iterable[float]) -> dict[str, float]:
    """Return the finite figures by form."""
    pairs = zip(forms, figures, strict=True)
    return {form: float(value) for form, value in pairs if np.isfinite(value)}


def finite(value: float) -> float | None:
    """Return a finite number, or None."""
    return float(value) if np.isfinite(value) else None


def _smooth(values: Numbers, statistic: Statistic, table: Table) -> Estimate:
    """Return a statistic of items with the interval of its pseudo-values."""
    found = clustered_mean(pseudo_values(values, statistic), table.labels)
    whole = values[np.isfinite(values).all(axis=tuple(range(1, values.ndim)))]
    value = float(statistic(whole[None])[0]) if whole.size else float("nan")
    return found._replace(value=value, n=len(whole) if whole.size else 0)


def _apart(one: Numbers, other: Numbers) -> Numbers:
    """Return the difference of values; what is only rounding is 0."""
    gap = one - other
    rounding = 1e-12 * max(np.abs(one).max(initial=0, where=np.isfinite(one)), 1e-300)
    return np.where(np.abs(gap) <= rounding, 0.0, gap)


def _gap(statistic: Statistic) -> Statistic:
    """Return the difference of a statistic; samples have shape (samples, items, forms, 2, …)."""

    def measured(samples: Numbers) -> Numbers:
        return statistic(samples[:, :, :, 0]) - statistic(samples[:, :, :, 1])

    return measured


def _known_forms(values: Numbers) -> NDArray[np.bool_]:
    """Return which forms have any answers; shape (forms,)."""
    others = tuple(axis for axis in range(values.ndim) if axis != 1)
    return np.asarray(np.isfinite(values).any(axis=others))


def _answered(values: Numbers) -> Numbers:
    """Drop forms without answers."""
    return values[:, _known_forms(values)]


def _over_forms(statistic: Statistic) -> Statistic:
    """Average a statistic over forms; samples have shape (samples, items, forms, …)."""

    def measured(samples: Numbers) -> Numbers:
        forms = range(samples.shape[2])
        if not forms:
            return np.full(len(samples), np.nan)
        return known_mean(np.stack([statistic(samples[:, :, form]) for form in forms], axis=-1))

    return measured


def _rows(table: Table, items: Sequence[str]) -> Numbers:
    place = _places(table.items)
    return table.values[[place[item] for item in items]]


def _places(names: Sequence[str]) -> Mapping[str, int]:
    return {name: number for number, name in enumerate(names)}
