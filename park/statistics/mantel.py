"""Rank correlation of two matrices of distances, and its permutation test."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from park.statistics.interval import Numbers

MARGIN = 1e-12
"""Differences of τ that are rounding."""


class Mantel(NamedTuple):
    """A correlation of distances."""

    tau: float
    """Kendall's τ-b over pairs; nan where either side does not vary."""
    p: float
    """Share of permutations with a τ as high or higher; nan if τ is."""
    n: int
    """Number of things compared."""
    permutations: int


def kendall(one: ArrayLike, other: ArrayLike) -> float:
    """Return Kendall's τ-b of pairs (Kendall 1945); nan where either side does not vary."""
    a, b = (_signs(np.asarray(each, float)) for each in (one, other))
    scale = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / scale if scale else float("nan")


def mantel(one: ArrayLike, other: ArrayLike, *, permutations: int = 2_000, seed: int = 0) -> Mantel:
    """Return Kendall's τ between two distance matrices and its one-sided p-value.

    The things are permuted, not their distances, which depend on one another (Mantel 1967; with τ:
    Dietz 1983). The observed order counts among the permutations.

    Args:
        one: symmetric distances, shape (n, n).
        other: the same; pairs with a missing distance on either side are left out.
        permutations: number of random permutations.
        seed: equal seeds give equal p-values.

    Raises:
        ValueError: the matrices have other shapes.
    """
    a, b = np.asarray(one, float), np.asarray(other, float)
    if a.shape != b.shape or a.ndim != 2 or a.shape[0] != a.shape[1]:
        raise ValueError(f"distances of shapes {a.shape} and {b.shape}")
    n = len(a)
    tau = _tau(a, b)
    if not np.isfinite(tau):
        return Mantel(float("nan"), float("nan"), n, 0)
    rng = np.random.default_rng(seed)
    orders = (rng.permutation(n) for _ in range(permutations))
    reached = sum(_tau(a[order][:, order], b) >= tau - MARGIN for order in orders)
    return Mantel(tau, (reached + 1) / (permutations + 1), n, permutations)


def _tau(one: Numbers, other: Numbers) -> float:
    above = np.triu_indices(len(one), 1)
    a, b = one[above], other[above]
    known = np.isfinite(a) & np.isfinite(b)
    return kendall(a[known], b[known])


def _signs(values: Numbers) -> Numbers:
    """Return which of each two values is greater, shape (n, n); rounding counts as equal."""
    gaps = values[:, None] - values
    tiny = MARGIN * max(float(np.abs(values).max(initial=0.0)), 1.0)
    signs: Numbers = np.where(np.abs(gaps) <= tiny, 0.0, np.sign(gaps))
    return signs
