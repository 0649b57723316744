"""Figures of answers to labelled posts, and controls that ask no model.

An answer is coded with its post's label and the number of its set, so that a figure of resampled
posts is read off counts of codes: set × 6 + label × 3 + answer, an answer being 0, 1 or NONE.
"""

from collections.abc import Sequence
from functools import cache
from math import lgamma
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from park.statistics import Statistic, calibration_error, macro_f1, precision, recall
from park.statistics.interval import Numbers, ratio

NONE = 2
"""The code of a post without an answer."""
MISSING = 2.0
"""In place of a missing probability: sorts behind all others."""
CELLS = 6
"""Codes of one set."""
NEVER = 1e-18
"""A probability that no figure shows; large sets would not fit into memory otherwise."""


class Measure(NamedTuple):
    """A figure of counts of label × answer, shape (..., 2, 2 or 3) to (...)."""

    name: str
    of: Statistic


def of_positive_precision(matrix: Numbers) -> Numbers:
    """Return the positive class's precision."""
    return precision(matrix)[..., 1]


def of_positive_recall(matrix: Numbers) -> Numbers:
    """Return the positive class's recall."""
    return recall(matrix)[..., 1]


MEASURES = (
    Measure("macro_f1", macro_f1),
    Measure("precision", of_positive_precision),
    Measure("recall", of_positive_recall),
)


def answers_of(probabilities: ArrayLike) -> Numbers:
    """Return the answers that probabilities of the positive class give: 1, 0, or NONE.

    One half is none: whoever changes an answer with the order of the options has not given one.
    """
    given = np.asarray(probabilities, float)
    answers = np.where(given > 0.5, 1.0, 0.0)
    return np.where(np.isnan(given) | (np.abs(given - 0.5) < 1e-12), float(NONE), answers)


def codes(labels: ArrayLike, probabilities: ArrayLike, *, number: int = 0) -> Numbers:
    """Return the codes of answers.

    Args:
        labels: 0 or 1, shape (posts,).
        probabilities: of the positive class, shape (posts, forms); nan where there is no answer.
        number: the number of the set.
    """
    label = np.asarray(labels, float)[:, None]
    coded: Numbers = number * CELLS + label * 3 + answers_of(probabilities)
    return coded


def answered(coded: Numbers) -> Numbers:
    """Return codes with nan in place of those without an answer."""
    return np.where(coded % 3 == NONE, np.nan, coded)


def over_sets(measure: Statistic, weights: Sequence[float] = (1.0,)) -> Statistic:
    """Return the statistic of codes that is a weighted mean over sets of a measure.

    Args:
        measure: of counts of label × answer.
        weights: by the number of the set, adding up to 1.

    Returns:
        From samples, shape (samples, posts), to figures, shape (samples,).
    """
    sets = len(weights)
    share = np.asarray(weights)

    def figure(samples: Numbers) -> Numbers:
        total = len(samples)
        known = np.isfinite(samples)
        cells = np.where(known, samples, 0).astype(np.int64)
        cells += np.arange(total)[:, None] * (CELLS * sets)
        counted = cells.ravel() if known.all() else cells[known]
        counts = np.bincount(counted, minlength=total * CELLS * sets)
        figures: Numbers = measure(counts.reshape(total, sets, 2, 3).astype(float)) @ share
        return figures

    return figure


def squared_errors(labels: ArrayLike, probabilities: ArrayLike) -> Numbers:
    """Return (p - y)², whose mean is the halved Brier score; shape (posts, forms)."""
    given = np.asarray(probabilities, float)
    errors: Numbers = (given - np.asarray(labels, float)[:, None]) ** 2
    return errors


def told(labels: ArrayLike, probabilities: ArrayLike) -> Numbers:
    """Return label and probability side by side; shape (posts, forms, 2)."""
    given = np.asarray(probabilities, float)
    label = np.broadcast_to(np.asarray(labels, float)[:, None], given.shape)
    return np.stack([label, given], axis=-1)


def miscalibration(samples: Numbers) -> Numbers:
    """Return the expected calibration error of the likelier answer; shape (..., posts, 2)."""
    label, given = samples[..., 0], samples[..., 1]
    answer = answers_of(given)
    right = np.where(answer == NONE, np.nan, answer == label)
    return calibration_error(np.maximum(given, 1 - given), right)


def auroc(samples: Numbers) -> Numbers:
    """Return the chance that a positive post gets a higher probability than a negative one.

    The rank statistic of Mann & Whitney (1947), ties counting half (Hanley & McNeil 1982).

    Args:
        samples: label and probability, shape (samples, posts, 2); posts with nan are left out.

    Returns:
        Shape (samples,); nan without posts of both classes.
    """
    label, given = samples[..., 0], samples[..., 1]
    given = np.where(np.isfinite(given), given, MISSING)
    order = np.argsort(given, axis=-1)
    given = np.take_along_axis(given, order, -1)
    label = np.where(given < MISSING, np.take_along_axis(label, order, -1), np.nan)
    new = np.diff(given, axis=-1, prepend=-1.0) != 0
    below = _negatives_below(label, new)
    # The same from the other end: negatives above each post.
    last = np.concatenate([new[..., 1:], np.ones_like(new[..., :1])], axis=-1)
    above = _negatives_below(label[..., ::-1], last[..., ::-1])[..., ::-1]
    positives, negatives = (label == 1).sum(-1), (label == 0).sum(-1)
    ahead = ((label == 1) * (below - above)).sum(-1)
    return ratio(ahead + positives * negatives, 2 * positives * negatives)


def _negatives_below(label: Numbers, new: NDArray[np.bool_]) -> Numbers:
    """Return how many negatives come before the run of ties that each post is in."""
    before: Numbers = np.cumsum(label == 0, axis=-1) - (label == 0)
    return np.maximum.accumulate(np.where(new, before, 0), axis=-1)


class Coin(NamedTuple):
    """What a coin reaches: the mean over all its throws, and the range of 95 % of them."""

    mean: float
    low: float
    high: float


@cache
def coin(measure: Statistic, positive: int, negative: int, chance: float) -> Coin:
    """Return what answering at random reaches, exactly, by summing over all outcomes.

    Right and wrong positive answers are two independent binomials; outcomes rarer than NEVER are
    left out.

    Args:
        measure: of counts of label × answer.
        positive: positive posts.
        negative: negative posts.
        chance: of answering positive.
    """
    (hit, of_hit), (alarm, of_alarm) = (_likely(n, chance) for n in (positive, negative))
    hits, alarms = np.meshgrid(hit, alarm, indexing="ij")
    rows = [[negative - alarms, alarms], [positive - hits, hits]]
    counts = np.moveaxis(np.array(rows, float), (0, 1), (-2, -1))
    figures = np.nan_to_num(measure(counts))
    mass = of_hit[:, None] * of_alarm
    order = np.argsort(figures, axis=None)
    reached = np.cumsum(mass.ravel()[order])
    ends = np.searchsorted(reached, (0.025, 0.975)).clip(max=len(order) - 1)
    low, high = figures.ravel()[order][ends]
    return Coin(float((mass * figures).sum()), float(low), float(high))


def _likely(n: int, chance: float) -> tuple[NDArray[np.int64], Numbers]:
    """Return the counts of n throws that are not all too rare, and their probabilities."""
    mass = _binomial(n, chance)
    counts = np.flatnonzero(mass > NEVER)
    return counts, mass[counts]


def _binomial(n: int, chance: float) -> Numbers:
    if chance in (0.0, 1.0):
        certain: Numbers = np.eye(n + 1)[round(chance) * n]
        return certain
    k = np.arange(n + 1)
    factorial = np.array([lgamma(each + 1) for each in range(n + 1)])
    logs = factorial[n] - factorial - factorial[::-1]
    mass: Numbers = np.exp(logs + k * np.log(chance) + (n - k) * np.log1p(-chance))
    return mass
