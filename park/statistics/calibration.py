"""How far probabilities can be believed."""

import numpy as np
from numpy.typing import ArrayLike

from park.statistics.interval import Numbers, known_mean, ratio


def calibration_error(confidence: ArrayLike, correct: ArrayLike, *, bins: int = 10) -> Numbers:
    """Return the expected calibration error (Guo et al. 2017, equation 3).

    It is the mean over items of |accuracy - mean confidence| of the item's bin; the bins (0, 1/b],
    (1/b, 2/b], … are equally wide, 0 falls into the first. With few items a bin it is biased
    upwards even for calibrated answers.

    Args:
        confidence: the probability of the given answer, shape (..., n), in [0, 1].
        correct: whether it was right (1, 0), same shape. An item is left out if either is not in
            [0, 1].
        bins: the number of bins.

    Returns:
        Shape (...), in [0, 1]; nan without items.

    Raises:
        ValueError: if the shapes do not fit.
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
    """Return the Brier score, the mean squared error of probabilities (Brier 1950), halved.

    Halved, it lies in [0, 1] for any number of classes, and for two it is the mean of
    (p - y)², y being 1 or 0.

    Args:
        probabilities: shape (..., n, k), summing to 1 over k.
        truth: class numbers 0 … k - 1, shape (..., n). An item is left out if its class is
            another number or if a probability is missing.

    Returns:
        Shape (...); 0 is best; nan without items.

    Raises:
        ValueError: if the shapes do not fit.
    """
    given, true = np.asarray(probabilities, float), np.asarray(truth, float)
    if given.shape[:-1] != true.shape:
        raise ValueError(f"probabilities {given.shape} do not fit classes {true.shape}")
    happened = true[..., None] == np.arange(given.shape[-1])
    errors = ((given - happened) ** 2).sum(-1) / 2
    return known_mean(np.where(happened.any(-1), errors, np.nan))
