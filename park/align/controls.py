"""Controls: answers without a model, as a reference for every method."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from park.align.neighbours import Neighbours
from park.align.own_answers import Vectors, from_text, majority, profile
from park.align.people import Shares, people
from park.records import Item
from park.statistics.interval import Numbers
from park.surveys.survey import Survey

Knows = Literal["nothing", "items", "countries"]


@dataclass(frozen=True)
class Control:
    """Answers without a model."""

    name: str
    shares: Shares
    what: str
    """Description for readers."""
    knows: Knows
    """The answers of people it has seen: none, those to other items, or other countries' answers to
    the same items. A method trained on the train items knows no more than `items`."""
    detail: Mapping[str, Any] = field(default_factory=dict)


def controls(
    survey: Survey,
    items: Sequence[Item],
    train: Sequence[Item],
    countries: Sequence[str],
    vectors: Vectors | None = None,
    *,
    new: bool = False,
) -> list[Control]:
    """Return the controls for a tested culture; none uses its answers to the held-out items.

    Args:
        survey: people's answers.
        items: the held-out items that the culture was asked.
        train: the train items.
        countries: the culture's countries.
        vectors: embeddings of all items; without them there is no control `text`.
        new: whether nothing at all is known of the culture; controls that learn from its answers
            to the train items are left out.
    """
    others = [country for country in survey.countries if country not in countries]
    pooled = people(survey, items, others)
    return [
        Control("uniform", {i.id: uniform(i) for i in items}, "all options alike", "nothing"),
        Control("first", {i.id: only(i, 0) for i in items}, "always the first option", "nothing"),
        Control(
            "constant",
            {i.id: only(i, int(pooled[i.id].argmax())) for i in items if i.id in pooled},
            "always the option that is the most common in the other countries together",
            "countries",
        ),
        Control(
            "pooled", pooled, "the mean of all other countries", "countries", {"countries": others}
        ),
        *([] if new else _weighed(Neighbours.of(survey, items, train, countries, others))),
        *([] if new else _own(survey, items, train, countries, vectors)),
    ]


def _own(
    survey: Survey,
    items: Sequence[Item],
    train: Sequence[Item],
    countries: Sequence[str],
    vectors: Vectors | None,
) -> Iterator[Control]:
    """Yield the controls that learn from the culture's own answers to the train items."""
    yield Control(
        "majority",
        majority(survey, items, train, countries),
        "always the place where the culture's most common answers to the train items stand most "
        "often, of as many options",
        "items",
    )
    yield Control(
        "profile",
        profile(survey, items, train, countries),
        "the culture's mean answers to the train items with as many options, place by place",
        "items",
    )
    if vectors:
        shares, penalty = from_text(survey, items, train, countries, vectors)
        what = "regression of the culture's answers to the train items on the items' statements"
        yield Control("text", shares, what, "items", {"penalty": penalty})


def _weighed(neighbours: Neighbours) -> list[Control]:
    """Return the controls that learn similarities between countries from the train items."""
    ranks = neighbours.ranking()
    nearest, stand_ins = neighbours.nearest()
    name = next(iter(ranks), "")
    kernel, width = neighbours.kernel()
    ridge, penalty = neighbours.ridge()
    return [
        Control(
            "nearest",
            nearest,
            "the country with the most similar answers to the train items",
            "countries",
            {"country": name, "similarity": ranks.get(name), "stand_ins": stand_ins},
        ),
        Control(
            "kernel",
            kernel,
            "the other countries, weighted by their answers to the train items",
            "countries",
            {"width": width},
        ),
        Control(
            "ridge",
            ridge,
            "ridge regression over the other countries, fitted on the train items",
            "countries",
            {"penalty": penalty},
        ),
    ]


def uniform(item: Item) -> Numbers:
    """Return equal shares of an item's options, shape (k,)."""
    return np.full(len(item.options), 1 / len(item.options))


def only(item: Item, place: int) -> Numbers:
    """Return all of the share for the option at a place, shape (k,)."""
    shares: Numbers = np.eye(len(item.options))[place]
    return shares
