"""Metrics of answers to labelled posts, and exact controls.

An answer is coded together with its post's label and dataset, so that metrics of resampled posts
follow from counts of codes: dataset × 6 + label × 3 + answer, where an answer is 0, 1 or NONE.
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
"""Code of a missing answer."""
MISSING = 2.0
"""Placeholder for missing probabilities, which sorts last."""
CELLS = 6
"""Codes per dataset."""
NEVER = 1e-18
"""Negligible probability, to fit large datasets into memory."""


class Measure(NamedTuple):
    """A metric of counts of label × answer, shape (..., 2, 2 or 3) to (...)."""

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
    """Convert probabilities of the positive class to answers: 1, 0, or NONE.

    0.5 is NONE, as an answer that changes with the order of options is not an answer.
    """
    given = np.asarray(probabilities, float)
    answers = np.where(given > 0.5, 1.0, 0.0)
    return np.where(np.isnan(given) | (np.abs(given - 0.5) < 1e-12), float(NONE), answers)


def codes(labels: ArrayLike, probabilities: ArrayLike, *, number: int = 0) -> Numbers:
    """Return the codes of answers.

    Args:
        labels: 0 or 1, shape (posts,).
        probabilities: of the positive class, shape (posts, forms); nan if unanswered.
        number: the dataset's number.
    """
    label = np.asarray(labels, float)[:, None]
    coded: Numbers = number * CELLS + label * 3 + answers_of(probabilities)
    return coded


def answered(coded: Numbers) -> Numbers:
    """Replace codes of missing answers by nan."""
    return np.where(coded % 3 == NONE, np.nan, coded)


def over_sets(measure: Statistic, weights: Sequence[float] = (1.0,)) -> Statistic:
    """Return a statistic of codes: the weighted mean of a metric over datasets.

    Args:
        measure: a metric of counts of label × answer.
        weights: weights by dataset number, summing to 1.

    Returns:
        Maps samples, shape (samples, posts), to figures, shape (samples,).
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
    """Return (p - y)², with half the Brier score as its mean; shape (posts, forms)."""
    given = np.asarray(probabilities, float)
    errors: Numbers = (given - np.asarray(labels, float)[:, None]) ** 2
    return errors


def told(labels: ArrayLike, probabilities: ArrayLike) -> Numbers:
    """Stack label and probability; shape (posts, forms, 2)."""
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
    """Return the area under the ROC curve.

    The rank statistic of Mann & Whitney (1947), with ties counted half (Hanley & McNeil 1982).

    Args:
        samples: label and probability, shape (samples, posts, 2); posts with nan are ignored.

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
    # Likewise, count the negatives above each post from the other end.
    last = np.concatenate([new[..., 1:], np.ones_like(new[..., :1])], axis=-1)
    above = _negatives_below(label[..., ::-1], last[..., ::-1])[..., ::-1]
    positives, negatives = (label == 1).sum(-1), (label == 0).sum(-1)
    ahead = ((label == 1) * (below - above)).sum(-1)
    return ratio(ahead + positives * negatives, 2 * positives * negatives)


def _negatives_below(label: Numbers, new: NDArray[np.bool_]) -> Numbers:
    """Count the negatives before each post's run of ties."""
    before: Numbers = np.cumsum(label == 0, axis=-1) - (label == 0)
    return np.maximum.accumulate(np.where(new, before, 0), axis=-1)


class Coin(NamedTuple):
    """The results of coin tosses: the mean and the range of 95 % of them."""

    mean: float
    low: float
    high: float


@cache
def coin(measure: Statistic, positive: int, negative: int, chance: float) -> Coin:
    """Return the exact results of random answers by summing over all outcomes.

    True and false positives are independent binomials; outcomes rarer than NEVER are ignored.

    Args:
        measure: a metric of counts of label × answer.
        positive: number of positive posts.
        negative: number of negative posts.
        chance: probability of answering positive.
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
    """Return non-negligible counts of n tosses and their probabilities."""
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
