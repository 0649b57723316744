"""Position bias: whether options are chosen by content or by position."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from park.align.people import Shares
from park.evaluate.scoring import Table, Voice, score, topics
from park.ledger.keys import seed_of
from park.records import Item
from park.records.scores import Response, Score

BY_OPTION, BY_PLACE = "order_by_option", "order_by_place"


def order_scores(
    voice: Voice[Shares], items: Sequence[Item], model: str, forms: tuple[str, ...]
) -> Iterator[Score]:
    """Yield the effect of the order of options on a respondent's shares.

    `order_by_option` is the mean total variation distance between the shares of options in two
    orders, over all pairs of orders: 0 for a respondent that reads the options. `order_by_place` is
    the same between the shares of positions: 0 for one that only goes by position. If the first is
    greater, position matters more than content.
    """
    tables = _shifts(voice.responses, items, forms)
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


def _shifts(
    responses: Sequence[Response], items: Sequence[Item], forms: tuple[str, ...]
) -> Mapping[str, Table]:
    by_item: dict[str, list[Response]] = {}
    for each in responses:
        by_item.setdefault(each.question.item, []).append(each)
    kept = [item for item in items if item.id in by_item]
    values = np.full((2, len(kept), len(forms)), np.nan)
    for row, item in enumerate(kept):
        for column, form in enumerate(forms):
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
        metric: Table(ids, forms, each, topics(kept))
        for metric, each in zip((BY_OPTION, BY_PLACE), values, strict=True)
    }


def _apart(rows: Sequence[Sequence[float]]) -> float:
    """Return the mean total variation distance over all pairs of distributions, shape (n, k)."""
    table = np.asarray(rows)
    one, other = np.triu_indices(len(table), 1)
    return float(np.abs(table[one] - table[other]).sum(-1).mean() / 2)
