"""Worlds with a known truth: items of topics, answers of cultures, posts, texts, adapters."""

from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from park.evaluate.tasks.moderation import measures
from park.statistics import c_dist

STANDARD = NormalDist()


class Margin(NamedTuple):
    """A distribution, made of standard normal numbers."""

    values: Callable
    mean: float


def _mean(values: Callable) -> float:
    """Return the mean by Gauss's quadrature."""
    places, weights = np.polynomial.hermite_e.hermegauss(101)
    return float(values(places) @ weights / weights.sum())


def similarities(z):
    """Return numbers in (0, 1) with a mean near .75 and a longer lower tail, as 1 - JS has."""
    return 1 / (1 + np.exp(-1.2 - 0.65 * z))


def _survival(z):
    """Return P(Z > z), by Abramowitz & Stegun 7.1.26 (error below 1.5e-7)."""
    x = np.abs(z) / np.sqrt(2)
    t = 1 / (1 + 0.3275911 * x)
    series = 1.061405429
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = series * t + factor
    tail = series * t * np.exp(-x * x) / 2
    return np.where(z >= 0, tail, 1 - tail)


MARGINS = {
    "normal": Margin(lambda z: z, 0.0),
    "similarities": Margin(similarities, _mean(similarities)),
    "exponential": Margin(lambda z: -np.log(_survival(z)), 1.0),
    "lognormal": Margin(np.exp, float(np.exp(0.5))),
    "right or wrong": Margin(lambda z: (z < STANDARD.inv_cdf(0.7)) * 1.0, 0.7),
}


def labels(sizes: Sequence[int]):
    """Return the topic of each item."""
    return np.repeat(np.arange(len(sizes)), sizes)


def items(rng, sizes: Sequence[int], icc: float, margin: Margin):
    """Return values of items, shape (n,), that correlate by `icc` within a topic."""
    topic = rng.normal(size=len(sizes))[labels(sizes)]
    own = rng.normal(size=sum(sizes))
    return margin.values(np.sqrt(icc) * topic + np.sqrt(1 - icc) * own)


class Parts(NamedTuple):
    """Shares of the variance of a cell, adding up to 1."""

    topic: float
    item: float
    column: float
    """Of a culture or lesson, the same for all items."""
    topic_column: float
    cell: float


def cells(rng, sizes: Sequence[int], columns: int, parts: Parts, margin: Margin):
    """Return values of items × columns, shape (n, columns)."""
    of, n, topics = labels(sizes), sum(sizes), len(sizes)
    shapes = ((topics, 1), (n, 1), (1, columns), (topics, columns), (n, columns))
    drawn = [np.sqrt(share) * rng.normal(size=s) for share, s in zip(parts, shapes, strict=True)]
    return margin.values(drawn[0][of] + drawn[1] + drawn[2] + drawn[3][of] + drawn[4])


def posts(rng, n: int, positive: float, right: Sequence[float]):
    """Return codes of label and answer of methods on the same posts, shape (n, methods)."""
    label = (rng.random(n) < positive).astype(float)
    # Half of what makes a post hard is the same for all methods.
    hard = np.sqrt(0.5) * (rng.normal(size=(n, 1)) + rng.normal(size=(n, len(right))))
    correct = hard < [STANDARD.inv_cdf(each) for each in right]
    return label[:, None] * 3 + np.where(correct, label[:, None], 1 - label[:, None])


def macro_f1(positive: float, right: float) -> float:
    """Return the macro-F1 of endless posts."""
    counts = [
        [(1 - positive) * right, (1 - positive) * (1 - right), 0.0],
        [positive * (1 - right), positive * right, 0.0],
    ]
    return float(measures.MEASURES[0].of(np.array([counts]))[0])


def ranked(rng, n: int):
    """Return label and probability of posts, shape (n, 2); the AUROC is Φ(1 / √2)."""
    label = (rng.random(n) < 0.3).astype(float)
    return np.stack([label, 1 / (1 + np.exp(-rng.normal(size=n) - label))], axis=-1)


def overconfident(rng, n: int):
    """Return label and probability of posts, shape (n, 2), of too little confidence."""
    given = rng.beta(2, 2, n)
    odds = given / (1 - given)
    return np.stack([(rng.random(n) < odds**2 / (1 + odds**2)) * 1.0, given], axis=-1)


def texts(rng, sizes: Sequence[int]):
    """Return nats and bytes of texts, shape (n, 2); those of a language are alike by a half."""
    size = np.exp(rng.normal(5, 0.5, sum(sizes)))
    language = rng.normal(size=len(sizes))[labels(sizes)]
    price = np.sqrt(0.5) * (language + rng.normal(size=sum(sizes)))
    return np.stack([size * np.exp(0.3 * price - 0.3), size], axis=-1)


def adapters(rng, sizes: Sequence[int], own: Sequence[float]):
    """Return similarities of items × adapters × cultures; `own` is what one's own adapter adds."""
    of, cultures = labels(sizes), len(own)
    shape = (cultures, cultures)
    item = 0.08 * rng.normal(size=(sum(sizes), 1, cultures))
    noise = 0.02 * rng.normal(size=(len(sizes), *shape))[of]
    return 0.75 + item + noise + 0.04 * rng.normal(size=(sum(sizes), *shape)) + np.diag(own)


def c_dist_of(own: Sequence[float]) -> float:
    """Return the C-Dist of endless topics."""
    return float(c_dist(0.75 + np.diag(own)))
