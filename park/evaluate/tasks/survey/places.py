"""Whether options are chosen for what they say, or for where they stand."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from park.align.people import Shares
from park.evaluate.questions import FORMS
from park.evaluate.scoring import Table, Voice, score
from park.ledger.keys import seed_of
from park.records import Item
from park.records.scores import Response, Score
from park.statistics.interval import Numbers, known_mean

ITEM_BLIND = "item_blind"
BY_OPTION, BY_PLACE = "order_by_option", "order_by_place"


def item_blind(given: Shares, items: Sequence[Item]) -> dict[str, Numbers]:
    """Return the shares that an answerer gives an item's places in the scale, whatever it asks.

    It is the mean of its own shares of the other items with as many options, place by place; an
    item that is alone with its number of options has none.

    Args:
        given: the answerer's shares by item, shape (forms, k).
        items: the items.

    Returns:
        Shares by item, shape (forms, k); nan where the answerer did not answer the item itself.
    """
    found = {}
    by_size: dict[int, list[str]] = {}
    for item in items:
        if item.id in given:
            by_size.setdefault(len(item.options), []).append(item.id)
    for alike in by_size.values():
        for name in alike if len(alike) > 1 else ():
            others = np.stack([given[other] for other in alike if other != name])
            answered = np.isfinite(given[name]).all(-1, keepdims=True)
            found[name] = np.where(answered, known_mean(others, axis=0), np.nan)
    return found


def order_scores(voice: Voice[Shares], items: Sequence[Item], model: str) -> Iterator[Score]:
    """Yield how much an answerer's shares move with the order of the options.

    `order_by_option` is the mean total variation distance between the shares of the options in
    two orders, over all pairs of orders: 0 for an answerer that reads the options.
    `order_by_place` is the same between the shares of the places: 0 for one that goes by the place
    alone. If the first is greater, what the options say matters less than where they stand.
    """
    tables = _shifts(voice.responses, items)
    for metric, table in tables.items():
        yield score(
            table,
            task="survey",
            metric=metric,
            model=model,
            higher_is_better=False,
            seed=seed_of("survey", metric, voice.who.name),
            **voice.fields,
        )


def _shifts(responses: Sequence[Response], items: Sequence[Item]) -> Mapping[str, Table]:
    by_item: dict[str, list[Response]] = {}
    for each in responses:
        by_item.setdefault(each.question.item, []).append(each)
    kept = [item for item in items if item.id in by_item]
    values = np.full((2, len(kept), len(FORMS)), np.nan)
    for row, item in enumerate(kept):
        for column, form in enumerate(FORMS):
            asked = [r for r in by_item[item.id] if r.question.form == form]
            if len(asked) > 1 and all(each.status == "answered" for each in asked):
                codes = [str(option.code) for option in item.options]
                shares = [[each.shares.get(code, 0.0) for code in codes] for each in asked]
                places = [
                    [each.shares.get(o, 0.0) for o in each.question.options] for each in asked
                ]
                values[:, row, column] = _apart(shares), _apart(places)
    ids = tuple(item.id for item in kept)
    return {
        metric: Table(ids, FORMS, each)
        for metric, each in zip((BY_OPTION, BY_PLACE), values, strict=True)
    }


def _apart(rows: Sequence[Sequence[float]]) -> float:
    """Return the mean total variation distance of all pairs of distributions, shape (n, k)."""
    table = np.asarray(rows)
    one, other = np.triu_indices(len(table), 1)
    return float(np.abs(table[one] - table[other]).sum(-1).mean() / 2)
