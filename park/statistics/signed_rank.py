"""Wilcoxon's signed-rank test of paired differences."""

from math import erfc, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from park.statistics.ranks import average_ranks

EXACT = 50
"""Up to this many differences, all 2ⁿ signs count; beyond, the normal approximation."""


class SignedRank(NamedTuple):
    """The result of the test."""

    p: float
    """Two-sided p-value of differences that are symmetric around 0; nan without any."""
    biserial: float
    """Rank-biserial correlation in [-1, 1] (Kerby 2014): how far positive ranks outweigh."""
    n: int
    """The number of differences that are not 0."""


def signed_rank(differences: ArrayLike) -> SignedRank:
    """Return the signed-rank test (Wilcoxon 1945); zeros and missing values are left out.

    With ties, ranks are averaged, and the exact distribution is that of the averaged ranks.

    Args:
        differences: shape (n,).
    """
    given = np.asarray(differences, float)
    kept = given[np.isfinite(given) & (given != 0)]
    n = len(kept)
    if not n:
        return SignedRank(float("nan"), float("nan"), 0)
    # Averaged ranks are halves, so that twice a rank is a whole number.
    doubled = np.rint(2 * average_ranks(np.abs(kept))).astype(int)
    total, above = int(doubled.sum()), int(doubled[kept > 0].sum())
    biserial = (2 * above - total) / total
    if n > EXACT:
        spread = sqrt(float((doubled**2).sum())) / 2
        z = max(abs(above - total / 2) - 1, 0.0) / spread
        return SignedRank(erfc(z / sqrt(2)), biserial, n)
    ways = np.zeros(total + 1)
    ways[0] = 1.0
    for rank in doubled:
        ways[rank:] += ways[:-rank].copy()
    low = min(above, total - above)
    return SignedRank(min(2 * float(ways[: low + 1].sum()) / 2.0**n, 1.0), biserial, n)
