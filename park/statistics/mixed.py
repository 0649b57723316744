"""Crossed random effects of raters and items, fitted by maximum likelihood.

    rating = X β + u[rater] + v[item] + ε,   u ~ N(0, σ²ᵤ),  v ~ N(0, σ²ᵥ),  ε ~ N(0, σ²)

where X describes raters. β and σ² are profiled, which leaves two variance ratios, λᵤ = σ²ᵤ / σ² and
λᵥ = σ²ᵥ / σ² (Bates et al. 2015, section 3). Of raters and items the more numerous are eliminated,
whose part of the system is diagonal; a Cholesky factor of what is left gives the likelihood.
Unconnected parts of the design have systems of their own. The ratings enter by their sums alone.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import exp, log, pi
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from park.statistics.crossed import Design, Part, Places
from park.statistics.interval import Numbers
from park.statistics.newton import STEP, derivatives, minimum
from park.statistics.proportion import Z95

Ratios = tuple[float, float]
"""The logarithms of λᵤ and λᵥ."""

BOUNDS = (-12.0, 8.0)
"""Of the logarithms; at the lower one a variance counts as 0."""
TOLERANCE = 1e-5
"""Of the deviance, where the search ends."""
BLOCK = 256
CHUNK = 512
FULL = 0.05
"""Share of all pairs of a part from which on whole matrices are multiplied."""


class Variance(NamedTuple):
    """A variance with its 95 % interval, from the curvature of the likelihood on the log scale."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Fit:
    """A fitted model."""

    beta: Numbers
    """Coefficients, shape (columns,)."""
    error: Numbers
    """Their standard errors."""
    rater: Variance
    item: Variance
    residual: Variance
    deviance: float
    """-2 log likelihood."""
    parameters: int
    ratios: Ratios
    """Where the likelihood is highest: log λᵤ, log λᵥ."""
    evaluations: int

    @property
    def aic(self) -> float:
        """Akaike's criterion."""
        return self.deviance + 2 * self.parameters


def fit(design: Design, columns: ArrayLike, start: Ratios = (-2.0, -1.0)) -> Fit:
    """Fit a model by maximum likelihood.

    Args:
        design: the ratings.
        columns: X by rater, shape (raters, columns), of full rank; with the constant.
        start: logarithms of λᵤ and λᵥ to start from.

    Raises:
        ValueError: the columns are collinear.
    """
    x = np.asarray(columns, float)
    if np.linalg.matrix_rank(x * np.sqrt(design.rater_n)[:, None]) < x.shape[1]:
        raise ValueError("the columns are collinear")
    system = _System(design, x)
    best = minimum(system.deviance, np.array(start, float), BOUNDS, TOLERANCE)
    return system.fit((float(best[0]), float(best[1])))


class _System:
    """The profiled likelihood of one model."""

    def __init__(self, design: Design, x: Numbers) -> None:
        self.design, self.x = design, x
        d = design
        self._raters = np.column_stack([x * d.rater_n[:, None], d.rater_sum])
        by_item = [np.bincount(d.item, d.count * x[d.rater, k], d.items) for k in range(x.shape[1])]
        self._items = np.column_stack([*by_item, d.item_sum])
        whole = np.empty((x.shape[1] + 1,) * 2)
        whole[:-1, :-1] = x.T @ (x * d.rater_n[:, None])
        whole[:-1, -1] = whole[-1, :-1] = x.T @ d.rater_sum
        whole[-1, -1] = d.squares
        self._whole = whole
        self._known: dict[Ratios, tuple[float, float]] = {}

    def deviance(self, at: Numbers) -> float:
        """Return -2 log likelihood at logarithms of the ratios."""
        residual, logs = self.parts((float(at[0]), float(at[1])))
        n = self.design.n
        return n * (log(2 * pi * residual / n) + 1) + logs

    def parts(self, at: Ratios) -> tuple[float, float]:
        """Return the residual sum of squares and the log determinant of V / σ²."""
        if at not in self._known:
            crossed, logs = self._crossed(at)
            rest = float(np.linalg.cholesky(crossed)[-1, -1]) ** 2
            self._known[at] = rest, logs
        return self._known[at]

    def _crossed(self, at: Ratios) -> tuple[Numbers, float]:
        """Return [X y]ᵀ V⁻¹ [X y] σ² and the log determinant of V / σ²."""
        d, ratios = self.design, (exp(at[0]), exp(at[1]))
        raters, items = (d.rater, d.rater_n, self._raters), (d.item, d.item_n, self._items)
        (kept, n, sides), (gone, m, others) = (items, raters) if d.by_item else (raters, items)
        of_kept, of_gone = ratios[::-1] if d.by_item else ratios
        weight = of_gone / (1 + of_gone * m)
        weighted = others * weight[:, None]
        crossed = self._whole - others.T @ weighted
        logs = float(np.log1p(of_gone * m).sum())
        taken = [np.bincount(kept, d.count * k[gone], len(n)) for k in weighted.T]
        sides = (sides - np.column_stack(taken)) * of_kept**0.5
        for part in d.parts:
            lower = np.linalg.cholesky(_reduced(part, n[part.kept], weight, of_kept))
            logs += 2 * float(np.log(np.diagonal(lower)).sum())
            solved = _forward(lower.astype(float, copy=False), sides[part.kept])
            crossed = crossed - solved.T @ solved
        return crossed, logs

    def fit(self, at: Ratios) -> Fit:
        """Return the fit at the ratios."""
        crossed, _ = self._crossed(at)
        n, beta = self.design.n, np.linalg.solve(crossed[:-1, :-1], crossed[:-1, -1])
        residual = self.parts(at)[0] / n
        error = np.sqrt(residual * np.diagonal(np.linalg.inv(crossed[:-1, :-1])))
        # The mean was taken off; what it is in terms of the columns is added again.
        beta = beta + np.linalg.lstsq(self.x, np.full(len(self.x), self.design.mean))[0]
        rater, item, chance = self._variances(at, residual)
        return Fit(
            beta=beta,
            error=error,
            rater=rater,
            item=item,
            residual=chance,
            deviance=self.deviance(np.array(at)),
            parameters=len(beta) + 3,
            ratios=at,
            evaluations=len(self._known),
        )

    def _variances(self, at: Ratios, residual: float) -> list[Variance]:
        """Return the variances of rater, item and residual."""
        inner = [BOUNDS[0] + STEP < each < BOUNDS[1] - STEP for each in at]
        kept = [*np.flatnonzero(inner), 2]
        covariance = np.zeros((3, 3))
        information = self._information(at, residual)[np.ix_(kept, kept)]
        covariance[np.ix_(kept, kept)] = np.linalg.pinv(information)
        found = []
        for k, value in enumerate([exp(at[0]) * residual, exp(at[1]) * residual, residual]):
            if k < 2 and not inner[k]:
                found.append(Variance(0.0 if at[k] < 0 else value, 0.0, float("nan")))
                continue
            # log σ²ᵤ = log λᵤ + log σ².
            to = np.eye(3)[k] + (np.eye(3)[2] if k < 2 else 0)
            half = Z95 * max(float(to @ covariance @ to), 0.0) ** 0.5
            found.append(Variance(value, value * exp(-half), value * exp(half)))
        return found

    def _information(self, at: Ratios, residual: float) -> Numbers:
        """Return the observed information of a = log λᵤ, b = log λᵥ and s = log σ², shape (3, 3).

        The deviance n (log 2π + s) + log|V/σ²| + r(a, b) exp(-s) is twice differentiated in a and
        b by differences, and in s exactly.
        """
        found = np.empty((3, 3))

        def deviance(place: Numbers) -> float:
            rest, logs = self.parts((float(place[0]), float(place[1])))
            return logs + rest / residual

        def rest(place: Numbers) -> float:
            return self.parts((float(place[0]), float(place[1])))[0]

        found[:2, :2] = derivatives(deviance, np.array(at))[1]
        found[2, :2] = found[:2, 2] = -derivatives(rest, np.array(at))[0] / residual
        found[2, 2] = self.design.n
        return found / 2


def _reduced(part: Part, times: Numbers, weight: Numbers, ratio: float) -> Numbers:
    """Return I + λ (diag n - A W Aᵀ) over the kept side, with A its counts by the other side.

    Args:
        part: the part.
        times: n, the ratings of each of the kept side.
        weight: W, by the other side.
        ratio: λ of the kept side.
    """
    reduced = np.diag(times)
    others = len(part.bounds) - 1
    full = len(part.one) > FULL * len(times) * others
    for first in range(0, others, CHUNK):
        bounds = part.bounds[first : first + CHUNK + 1]
        (_take_whole if full else _take_each)(reduced, part, bounds, weight)
    reduced *= ratio
    reduced[np.diag_indices_from(reduced)] += 1
    return reduced


def _take_each(reduced: Numbers, part: Part, bounds: Places, weight: Numbers) -> None:
    """Subtract A W Aᵀ, one of the other side after the other."""
    weights = weight[part.other[bounds[:-1]]]
    for (begin, end), each in zip(pairwise(bounds), weights, strict=True):
        mine, count = part.one[begin:end], part.count[begin:end]
        reduced[mine[:, None], mine] -= each * count[:, None] * count


def _take_whole(reduced: Numbers, part: Part, bounds: Places, weight: Numbers) -> None:
    """Subtract A W Aᵀ as a product of whole matrices, faster where most raters rate most items."""
    pairs = slice(bounds[0], bounds[-1])
    row = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    counts = np.zeros((len(bounds) - 1, len(reduced)))
    counts[row, part.one[pairs]] = part.count[pairs] * np.sqrt(weight[part.other[pairs]])
    reduced -= counts.T @ counts


def _forward(lower: Numbers, sides: Numbers) -> Numbers:
    """Solve a lower triangular system by blocks."""
    found = sides.copy()
    for begin in range(0, len(lower), BLOCK):
        end = begin + BLOCK
        found[begin:end] -= lower[begin:end, :begin] @ found[:begin]
        found[begin:end] = np.linalg.solve(lower[begin:end, begin:end], found[begin:end])
    return found
