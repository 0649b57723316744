"""Jackknife pseudo-values, by which a statistic is treated as a mean."""

import numpy as np
from numpy.typing import ArrayLike

from park.statistics.chunks import chunk_sizes
from park.statistics.interval import Numbers, complete
from park.statistics.resampling import Statistic


def pseudo_values(values: ArrayLike, statistic: Statistic) -> Numbers:
    """Return the pseudo-values n T - (n - 1) T₋ᵢ of a statistic T by item i (Tukey 1958).

    For smooth statistics (a ratio of sums), their mean varies like T, so `clustered_mean` gives
    an interval. Not for medians, maxima or statistics of bins.

    Args:
        values: shape (n, ...), items on the first axis; one with a missing value stays nan.
        statistic: from (samples, n, ...) to (samples,).

    Returns:
        Shape (n,); for a mean, the items themselves; all nan below two items.
    """
    given = np.asarray(values, float)
    whole = np.isfinite(given).all(axis=tuple(range(1, given.ndim)))
    items, n = complete(given), int(whole.sum())
    pseudo = np.full(len(given), np.nan)
    if n < 2:
        return pseudo
    kept = np.arange(n - 1)
    left_out: list[float] = []
    with np.errstate(all="ignore"):
        for size in chunk_sizes(n, items.size):
            without = len(left_out) + np.arange(size)[:, None]
            left_out.extend(statistic(items[kept + (kept >= without)]))
        pseudo[whole] = n * statistic(items[None]) - (n - 1) * np.asarray(left_out)
    return pseudo
