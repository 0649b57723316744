"""Mediation where everything is measured under two conditions (Montoya & Hayes 2017)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from park.statistics.interval import Numbers, quantiles

FEWEST = 5
"""Fewer pairs give no interval."""


class Mediation(NamedTuple):
    """How an effect splits into a path through the mediator and the rest."""

    a: float
    """The condition's effect on the mediator."""
    b: float
    """The mediator's on the outcome, at equal condition."""
    indirect: float
    """a·b."""
    low: float
    high: float
    """Bounds of the 95 % percentile interval of a·b; nan below five pairs."""
    direct: float
    """The effect on the outcome that is left."""
    total: float
    """The effect on the outcome, direct + indirect."""
    n: int


def mediation(
    mediator: tuple[ArrayLike, ArrayLike],
    outcome: tuple[ArrayLike, ArrayLike],
    *,
    resamples: int = 5_000,
    seed: int = 0,
) -> Mediation:
    """Return the mediation of a within-pair effect, with a·b by bootstrap of pairs.

    With differences d (on minus off) and the centred mean m of the mediator's two values, the
    outcome's difference is regressed on the mediator's: d_y = c' + b d_m + g m; a is the mean of
    d_m. An association of d_y and d_m is b only if nothing else moves both.

    Args:
        mediator: its values with the condition on and off, each of shape (n,).
        outcome: the same of the outcome.
        resamples: number of bootstrap samples.
        seed: equal seeds give equal intervals.
    """
    pairs = np.stack([np.asarray(each, float) for each in (*mediator, *outcome)], axis=1)
    pairs = pairs[np.isfinite(pairs).all(axis=1)]
    n = len(pairs)
    if n < FEWEST:
        nothing = float("nan")
        return Mediation(nothing, nothing, nothing, nothing, nothing, nothing, nothing, n)
    a, b, direct = _paths(pairs)
    rng = np.random.default_rng(seed)
    drawn = [_paths(pairs[rng.integers(0, n, n)]) for _ in range(resamples)]
    low, high = quantiles(np.array([one * other for one, other, _ in drawn]), 0.025, 0.975)
    total = float((pairs[:, 2] - pairs[:, 3]).mean())
    return Mediation(a, b, a * b, low, high, direct, total, n)


def _paths(pairs: Numbers) -> tuple[float, float, float]:
    """Return a, b and c' of pairs, shape (n, 4); b is 0 where the mediator never moves."""
    moved, shifted = pairs[:, 0] - pairs[:, 1], pairs[:, 2] - pairs[:, 3]
    level = pairs[:, :2].mean(axis=1)
    design = np.stack([np.ones(len(pairs)), moved, level - level.mean()], axis=1)
    found, *_ = np.linalg.lstsq(design, shifted, rcond=None)
    if not np.ptp(moved):
        return float(moved.mean()), 0.0, float(shifted.mean())
    return float(moved.mean()), float(found[1]), float(found[0])
