"""Calibration of probabilities."""

import numpy as np
from numpy.typing import ArrayLike

from park.statistics.interval import Numbers, known_mean, ratio


def calibration_error(confidence: ArrayLike, correct: ArrayLike, *, bins: int = 10) -> Numbers:
    """Return the expected calibration error (Guo et al. 2017, equation 3).

    The mean over items of |accuracy - mean confidence| of the item's bin, with bins (0, 1/b],
    (1/b, 2/b], … of equal width and 0 in the first. Biased upwards with few items per bin, even if
    perfectly calibrated.

    Args:
        confidence: the probability of the given answer, shape (..., n), in [0, 1].
        correct: whether it was correct (1, 0), same shape. Items with either value outside [0, 1]
        are ignored.
        bins: the number of bins.

    Returns:
        Shape (...), in [0, 1]; nan without items.

    Raises:
        ValueError: incompatible shapes.
    """
    given, right = np.broadcast_arrays(np.asarray(confidence, float), np.asarray(correct, float))
    known = (given >= 0) & (given <= 1) & (right >= 0) & (right <= 1)
    leading = given.shape[:-1]
    tables = int(np.prod(leading))
    bin_of = np.searchsorted(np.arange(1, bins) / bins, given)
    cells = np.arange(tables).reshape(*leading, 1) * bins + bin_of
    gaps = np.bincount(cells[known], (given - right)[known], minlength=tables * bins)
    return ratio(np.abs(gaps.reshape(*leading, bins)).sum(-1), known.sum(-1))


def brier(probabilities: ArrayLike, truth: ArrayLike) -> Numbers:
    """Return half the Brier score, the mean squared error of probabilities (Brier 1950).

    Halved, it is in [0, 1] for any number of classes, and for two classes it is the mean of (p -
    y)²
    with y 1 or 0.

    Args:
        probabilities: shape (..., n, k), summing to 1 over k.
        truth: class numbers 0 … k - 1, shape (..., n). Items with another number or a missing
            probability are ignored.

    Returns:
        Shape (...); 0 is best; nan without items.

    Raises:
        ValueError: incompatible shapes.
    """
    given, true = np.asarray(probabilities, float), np.asarray(truth, float)
    if given.shape[:-1] != true.shape:
        raise ValueError(f"probabilities {given.shape} do not fit classes {true.shape}")
    happened = true[..., None] == np.arange(given.shape[-1])
    errors = ((given - happened) ** 2).sum(-1) / 2
    return known_mean(np.where(happened.any(-1), errors, np.nan))
