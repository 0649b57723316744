"""Preferences from values of dilemmas, with resamples within dimensions."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from park.align.moral_machine import MOST_MIS, NAMES, correlation, misalignment, profile_distance
from park.statistics import Interval
from park.statistics.interval import Numbers, quantiles, ratio

RESAMPLES = 1_999


class Metric(NamedTuple):
    """A metric of six preferences against people's, (..., 6) to (...)."""

    name: str
    measure: Callable[[Numbers, Numbers], Numbers]
    higher_is_better: bool = False
    range: tuple[float, float] = (0.0, 1.0)
    """The least and the most that it can be."""


METRICS = (
    Metric("mis", misalignment, range=(0.0, MOST_MIS)),
    Metric("js_distance", profile_distance),
    Metric("correlation", correlation, higher_is_better=True, range=(-1.0, 1.0)),
)


def preferences(category: NDArray[np.int64], values: Numbers, seed: int) -> Numbers:
    """Return mean values in each dimension, as observed and of resampled dilemmas.

    Dilemmas are drawn with replacement within their dimension, the same for all columns; a missing
    value is left out of its column.

    Args:
        category: index of each dilemma's dimension, shape (n,).
        values: probabilities of sparing the preferred side, shape (n, columns); nan if unanswered.
        seed: random seed.

    Returns:
        Shape (1 + RESAMPLES, columns, 6), the observed ones first; nan where nothing is known.
    """
    rng = np.random.default_rng(seed)
    found = np.empty((1 + RESAMPLES, values.shape[1], len(NAMES)))
    for place in range(len(NAMES)):
        own = values[category == place]
        known = np.isfinite(own)
        count = len(own)
        drawn = rng.multinomial(count, np.full(count, 1 / max(count, 1)), RESAMPLES)
        weights = np.concatenate([np.ones((1, count)), drawn])
        found[:, :, place] = ratio(weights @ np.where(known, own, 0.0), weights @ known)
    return found


def interval(figures: Numbers, n: int) -> Interval:
    """Return the percentile interval of a figure and its resamples, widened to contain it.

    Resampling moves distances upwards, so an interval near 0 may miss its figure.
    """
    value = float(figures[0])
    if not np.isfinite(value) or n < 2:
        return Interval(value, np.nan, np.nan, n)
    low, high = quantiles(figures[1:], 0.025, 0.975)
    return Interval(value, min(low, value), max(high, value), n)
