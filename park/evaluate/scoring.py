"""Scores from values of items × forms: intervals, spread over forms, paired differences."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from park.align.respondent import Respondent
from park.records.scores import Response, Score
from park.statistics import Interval, Statistic, bootstrap, holm, paired_difference
from park.statistics.interval import Numbers, known_mean

T = TypeVar("T")


class Voice(NamedTuple, Generic[T]):
    """A respondent, its responses to a task, and the data derived from them."""

    who: Respondent
    responses: Sequence[Response]
    given: T

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
    """Shape (items, forms, ...); nan if unanswered."""


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


def unanswered(responses: Sequence[Response]) -> dict[str, int]:
    """Count unparsed, refused, failed and all responses."""
    counted = {name: sum(r.status == name for r in responses) for name in ("unparsed", "refused")}
    failed = sum(r.status == "failed" for r in responses)
    return counted | ({"failed": failed} if failed else {}) | {"responses": len(responses)}


def score(
    table: Table, statistic: Statistic | None = None, *, seed: int = 0, **known: Any
) -> Score:
    """Return a table's score: figures per form, their mean, and an interval over items.

    Args:
        table: values of items × forms.
        statistic: maps samples (samples, items, ...) of one form to figures; the mean over items if
            None. The score is its mean over forms; with a statistic, items that lack a form are
            left out.
        seed: random seed of the bootstrap.
        known: other fields of the score; controls do not depend on forms.
    """
    values = _answered(table.values)
    interval = bootstrap(values, _over_forms(statistic) if statistic else None, seed=seed)
    return Score(
        **figure(interval._replace(n=interval.n if values.shape[1] else 0)),
        forms={} if known.get("control") else by_form(table, statistic),
        **known,
    )


def by_form(table: Table, statistic: Statistic | None = None) -> dict[str, float]:
    """Return the figure of each answered form."""
    columns = [table.values[None, :, column] for column in range(len(table.forms))]
    figures = (statistic(each) if statistic else known_mean(each) for each in columns)
    return of_forms(table.forms, (float(each[0]) for each in figures))


def difference(
    first: Table,
    second: Table,
    statistic: Statistic | None = None,
    *,
    seed: int = 0,
    **known: Any,
) -> Score:
    """Return the paired difference of two methods on shared items.

    Args:
        first: the method's values.
        second: the subtracted method's values, with the same forms.
        statistic: as for `score`.
        seed: random seed of the resampling.
        known: other fields of the score, including `against`.
    """
    shared = [item for item in first.items if item in set(second.items)]
    one, other = (_rows(table, shared) for table in (first, second))
    both = _known_forms(one) & _known_forms(other)
    one, other = one[:, both], other[:, both]
    found = paired_difference(one, other, _over_forms(statistic) if statistic else None, seed=seed)
    return Score(
        **figure(Interval(*found[:3], found.n if both.any() else 0)),
        p=finite(found.p),
        **known,
    )


def adjust(scores: Sequence[Score]) -> list[Score]:
    """Apply Holm's correction over the differences of each metric."""
    families: dict[str, list[int]] = {}
    for number, each in enumerate(scores):
        if each.p is not None:
            families.setdefault(each.metric, []).append(number)
    adjusted = list(scores)
    for members in families.values():
        found = holm([scores[number].p or 0.0 for number in members])
        for number, p in zip(members, found, strict=True):
            adjusted[number] = scores[number].model_copy(update={"adjusted": float(p)})
    return adjusted


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
        return known_mean(np.stack([statistic(samples[:, :, form]) for form in forms], axis=-1))

    return measured


def _rows(table: Table, items: Sequence[str]) -> Numbers:
    place = _places(table.items)
    return table.values[[place[item] for item in items]]


def _places(names: Sequence[str]) -> Mapping[str, int]:
    return {name: number for number, name in enumerate(names)}
