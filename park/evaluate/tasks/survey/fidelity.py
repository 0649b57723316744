"""Whether a method's answers vary over cultures as people's do: adaptability and structure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from park.align.people import Shares, respondents_asked
from park.evaluate.scoring import Table, figure, of_forms, score, scored, topics
from park.evaluate.tasks.survey.sheet import Sheet
from park.ledger.keys import seed_of
from park.records import Item
from park.records.scores import Score
from park.statistics import Interval, clustered_mean
from park.statistics.fidelity import FEWEST, adaptability, spread, structure
from park.statistics.interval import Numbers, known_mean, quantiles

ADAPTABILITY, STRUCTURE = "adaptability", "structure"
SAMPLES = 100
"""Samples of people, and random assignments of cultures."""


class Answers(NamedTuple):
    """Answers of a method or control for each culture."""

    items: Sequence[Item]
    given: Sequence[Numbers]
    """By item: shape (cultures, forms, k); nan if unanswered."""
    known: Sequence[Numbers]
    """By item: people's shares, shape (cultures, k); nan if not asked."""
    forms: tuple[str, ...]


def fidelity(sheets: Sequence[Sheet], model: str) -> Iterator[Score]:
    """Yield the adaptability and the structure of methods and controls over tested cultures.

    Only those that answer for every culture, or for none, are included. Intervals are over topics
    of items, for these cultures.

    Args:
        sheets: the cultures' sheets.
        model: the model's name.
    """
    if len(sheets) < 2:
        return
    items = list({item.id: item for sheet in sheets for item in sheet.items}.values())
    for method in sheets[0].own:
        if all(method in sheet.own for sheet in sheets):
            given = [sheet.own[method].given for sheet in sheets]
            yield from _scores(_answers(items, sheets, given), method=method, model=model)
    for control in sheets[0].controls:
        shares = [_of_control(sheet, control.name) for sheet in sheets]
        if all(shares):
            known = {"control": True, "detail": {"what": control.what, "knows": control.knows}}
            yield from _scores(_answers(items, sheets, shares), method=control.name, **known)
    yield from _ceiling(_answers(items, sheets, [sheet.known for sheet in sheets]), sheets)


def _scores(answers: Answers, **known: Any) -> Iterator[Score]:
    shared = {"task": "survey", **known}
    table = _table(answers, _spreads(answers))
    yield score(table, adaptability, smooth=True, metric=ADAPTABILITY, **shared)
    if len(answers.known[0]) >= FEWEST:
        yield from _structures(answers, {**shared, "metric": STRUCTURE})


def _structures(answers: Answers, known: Mapping[str, Any]) -> Iterator[Score]:
    """Yield the structure, and for methods that have one, that of shuffled cultures."""
    columns = _columns(answers)
    each = [structure(form, columns.people, columns.items) for form in columns.given]
    value = float(known_mean(np.array([found.value for found in each])))
    pseudo = known_mean(np.stack([found.pseudo for found in each]), axis=0)
    table = _table(answers, pseudo[:, None])
    found = clustered_mean(pseudo, table.labels)
    forms = {} if known.get("control") else of_forms(answers.forms, [form.value for form in each])
    averaged = found._replace(value=value)
    yield scored(averaged, table, {**known, "forms": forms})
    if not known.get("control") and value:
        yield _shuffled(columns, value, known)


class _Columns(NamedTuple):
    """Answers by culture and column: an item on a scale has one, the mean place on it, others have
    one for each option.
    """

    given: Numbers
    """Shape (forms, cultures, columns)."""
    people: Numbers
    """Shape (cultures, columns)."""
    items: list[int]
    """The number of each column's item."""


def _columns(answers: Answers) -> _Columns:
    given, people, items = [], [], []
    triples = zip(answers.items, answers.given, answers.known, strict=True)
    for number, (item, said, known) in enumerate(triples):
        places = np.eye(len(item.options))
        if item.graded:
            codes = np.array([option.code for option in item.options], float)
            places = (codes[:, None] - codes.min()) / (codes.max() - codes.min())
        given.append(np.moveaxis(said @ places, 1, 0))
        people.append(known @ places)
        items += [number] * places.shape[1]
    return _Columns(np.concatenate(given, -1), np.concatenate(people, -1), items)


def _spreads(answers: Answers) -> Numbers:
    """Return variances over cultures, shape (items, forms, 2)."""
    pairs = zip(answers.given, answers.known, strict=True)
    return np.stack([spread(given, known[:, None]) for given, known in pairs])


def _shuffled(columns: _Columns, value: float, known: Mapping[str, Any]) -> Score:
    """Return the structure of the same answers, given to the cultures at random, item by item."""
    rng = np.random.default_rng(seed_of("survey", STRUCTURE, known["method"]))
    cultures, width = columns.people.shape
    drawn = []
    for _ in range(SAMPLES):
        order = rng.permuted(np.tile(np.arange(cultures), (max(columns.items) + 1, 1)), axis=1)
        mixed = columns.given[:, order[columns.items].T, np.arange(width)]
        drawn.append(_value(mixed, columns))
    null = np.array(drawn)
    return Score(
        **{**known, "method": f"shuffled-{known['method']}", "control": True},
        **figure(Interval(float(known_mean(null)), *quantiles(null, 0.025, 0.975), SAMPLES)),
        unit="shuffles",
        detail={
            "what": "the same answers, given to the cultures at random for each item",
            "shuffles_that_reach_it": float((null >= value - 1e-12).mean()),
        },
    )


def _value(given: Numbers, columns: _Columns) -> float:
    each = [structure(form, columns.people, columns.items, jackknife=False) for form in given]
    return float(known_mean(np.array([found.value for found in each])))


def _ceiling(answers: Answers, sheets: Sequence[Sheet]) -> Iterator[Score]:
    """Yield what samples of as many people of the same cultures reach: the mean and range."""
    rng = np.random.default_rng(seed_of("survey", "fidelity", "ceiling"))
    sizes = [
        [respondents_asked(sheet.source, item, sheet.countries) for sheet in sheets]
        for item in answers.items
    ]
    drawn: dict[str, list[float]] = {ADAPTABILITY: [], STRUCTURE: []}
    for _ in range(SAMPLES):
        given = [
            _sample(known, people, rng) for known, people in zip(answers.known, sizes, strict=True)
        ]
        sample = answers._replace(given=given)
        spreads = _spreads(sample)
        whole = spreads[np.isfinite(spreads).all((1, 2))]
        drawn[ADAPTABILITY].append(float(adaptability(whole[None, :, 0])[0]))
        if len(sheets) >= FEWEST:
            columns = _columns(sample)
            drawn[STRUCTURE].append(_value(columns.given, columns))
    for metric, values in drawn.items():
        if values:
            table = np.array(values)
            found = Interval(float(known_mean(table)), *quantiles(table, 0.025, 0.975), SAMPLES)
            yield Score(
                task="survey",
                metric=metric,
                method="ceiling",
                control=True,
                **figure(found),
                unit="samples",
                detail={"what": "samples of as many people of the same countries"},
            )


def _sample(known: Numbers, sizes: Sequence[int], rng: np.random.Generator) -> Numbers:
    """Return shares in a sample of people, shape (cultures, 1, k); nan if not asked."""
    found = np.full(known.shape, np.nan)
    for row, shares, size in zip(found, known, sizes, strict=True):
        if np.isfinite(shares).all():
            row[:] = rng.multinomial(size, shares / shares.sum()) / size
    return found[:, None]


def _answers(items: Sequence[Item], sheets: Sequence[Sheet], shares: Sequence[Shares]) -> Answers:
    given, known, forms = [], [], sheets[0].forms
    for item in items:
        size = len(item.options)
        known.append(np.stack([_row(sheet.known, item, (size,)) for sheet in sheets]))
        given.append(np.stack([_row(each, item, (len(forms), size)) for each in shares]))
    return Answers(items, given, known, forms)


def _row(shares: Shares, item: Item, shape: tuple[int, ...]) -> Numbers:
    found = shares.get(item.id)
    return np.full(shape, np.nan) if found is None else np.broadcast_to(found, shape)


def _of_control(sheet: Sheet, name: str) -> Shares:
    return next((control.shares for control in sheet.controls if control.name == name), {})


def _table(answers: Answers, values: Numbers) -> Table:
    ids = tuple(item.id for item in answers.items)
    return Table(ids, answers.forms, values, topics(answers.items))
