"""What a culture's answers to the train items tell of its answers to others: scale and wording."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from park.align.people import Shares, people
from park.models.embedders import Embedder
from park.records import Item
from park.statistics import js_similarity
from park.statistics.interval import Numbers, known_mean
from park.surveys.survey import Survey

PENALTIES = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Multiples of the mean of the kernel's diagonal among which the text regression's λ is chosen."""
SMALLEST = 1e-6
"""The smallest share that the text regression predicts."""
Vectors = Mapping[str, ArrayLike]
"""By item id: the embedding of its statement, shape (d,)."""


def vectors_of(survey: Survey, embedder: Embedder) -> Vectors:
    """Return the embeddings of all items' statements."""
    found = embedder.embed([item.statement for item in survey.items.values()])
    return dict(zip(survey.items, found, strict=True))


def profile(
    survey: Survey, items: Sequence[Item], train: Sequence[Item], countries: Sequence[str]
) -> Shares:
    """Return a culture's mean shares of the train items with as many options, place by place.

    Args:
        survey: people's answers.
        items: the held-out items; one with a number of options that no train item has is left out.
        train: the train items.
        countries: the culture's countries.
    """
    means = {size: table.mean(0) for size, (_, table) in _by_size(survey, train, countries).items()}
    sizes = {item.id: len(item.options) for item in items}
    return {name: means[size] for name, size in sizes.items() if size in means}


def majority(
    survey: Survey, items: Sequence[Item], train: Sequence[Item], countries: Sequence[str]
) -> Shares:
    """Return all of the share for the place where a culture's most common answers stand most often.

    Of the train items with as many options; the first of several places that tie.

    Args:
        survey: people's answers.
        items: the held-out items; one with a number of options that no train item has is left out.
        train: the train items.
        countries: the culture's countries.
    """
    found = {}
    for size, (_, table) in _by_size(survey, train, countries).items():
        times = np.bincount(table.argmax(1), minlength=size)
        found[size] = np.eye(size)[times.argmax()]
    sizes = {item.id: len(item.options) for item in items}
    return {name: found[size] for name, size in sizes.items() if size in found}


def from_text(
    survey: Survey,
    items: Sequence[Item],
    train: Sequence[Item],
    countries: Sequence[str],
    vectors: Vectors,
) -> tuple[Shares, float | None]:
    """Return answers by kernel ridge regression on the items' statements, and its penalty.

    With X the centred embeddings of the train items with as many options, K = XXᵀ, P the culture's
    shares of them and p their mean, the prediction is p + k (K + λI)⁻¹ (P - p), clipped at 1e-6
    and scaled to sum to 1. λ is the penalty times the mean of K's diagonal; the penalty is the one
    that predicts the train items best, each left out in turn (p kept).

    Args:
        survey: people's answers.
        items: the held-out items.
        train: the train items.
        countries: the culture's countries.
        vectors: embeddings of all items.
    """
    groups = _by_size(survey, train, countries)
    reached = [_fit(groups, vectors, each) for each in PENALTIES]
    if not np.isfinite(reached).any():
        return {}, None
    penalty = PENALTIES[int(np.nanargmax(reached))]
    found = {}
    for item in items:
        ids, table = groups.get(len(item.options), ([], np.empty((0, 0))))
        if len(ids) > 1:
            points, mean = _centred(ids, vectors)
            weights = _weights(points, penalty) @ (table - table.mean(0))
            found[item.id] = _shares(table.mean(0) + (_row(item.id, vectors) - mean) @ weights)
    return found, penalty


def _by_size(
    survey: Survey, train: Sequence[Item], countries: Sequence[str]
) -> dict[int, tuple[list[str], Numbers]]:
    """Return the ids and the shares, (items, k), of train items by their number of options k."""
    own = people(survey, train, countries)
    ids: dict[int, list[str]] = {}
    for item in train:
        if item.id in own:
            ids.setdefault(len(item.options), []).append(item.id)
    return {size: (names, np.stack([own[name] for name in names])) for size, names in ids.items()}


def _fit(
    groups: Mapping[int, tuple[list[str], Numbers]], vectors: Vectors, penalty: float
) -> float:
    """Return the mean similarity of predictions of train items, each left out in turn."""
    found = []
    for ids, table in groups.values():
        if len(ids) > 1:
            points, _ = _centred(ids, vectors)
            inverse = np.linalg.inv(_ridge(points, penalty))
            away = table - table.mean(0)
            # The error of an item that is left out, in closed form (Wahba 1990, 4.2).
            errors = inverse @ away / np.diag(inverse)[:, None]
            found.append(js_similarity(_shares(table - errors), table))
    return float(known_mean(np.concatenate(found))) if found else float("nan")


def _weights(points: Numbers, penalty: float) -> Numbers:
    """Return what turns deviations of train items, (items, k), into a slope, (d, items)."""
    return np.asarray(np.linalg.solve(_ridge(points, penalty), points).T, float)


def _ridge(points: Numbers, penalty: float) -> Numbers:
    kernel = points @ points.T
    scale = penalty * max(float(np.trace(kernel)), SMALLEST) / len(kernel)
    return np.asarray(kernel + scale * np.eye(len(kernel)), float)


def _centred(ids: Sequence[str], vectors: Vectors) -> tuple[Numbers, Numbers]:
    points = np.stack([_row(name, vectors) for name in ids])
    return points - points.mean(0), points.mean(0)


def _row(name: str, vectors: Vectors) -> Numbers:
    return np.asarray(vectors[name], float)


def _shares(predicted: Numbers) -> Numbers:
    clipped = np.maximum(predicted, SMALLEST)
    shares: Numbers = clipped / clipped.sum(-1, keepdims=True)
    return shares
