"""A temperature and biases between a method's shares and people's.

p ∝ q^(1/T) · exp(b), with the method's shares q, the temperature T, and a bias b for each place of
the options among items with as many options (vector scaling; Guo et al. 2017, arXiv 1706.04599).
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from park.statistics.interval import Numbers

SMALLEST = 1e-4
"""The least share of an option that a logarithm is taken of."""
PENALTIES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
"""Candidates for the penalty on biases, and on the distance of 1/T from 1."""
FOLDS = 5
"""Parts of the train items, each predicted from the others, to choose the penalty."""
COLDEST = 10.0
"""Maximum of 1/T."""

STEPS = 100
PRECISION = 1e-12
"""The least that a step of Newton's method has to promise."""

Pairs = Sequence[tuple[Numbers, Numbers]]
"""A method's and people's shares of items, each of shape (k,)."""


class Scaling(NamedTuple):
    """A fit of one form."""

    slope: float
    """1/T."""
    biases: Mapping[int, Numbers]
    """By number of options k: shape (k,)."""
    penalty: float

    def applied(self, shares: Numbers) -> Numbers:
        """Return fitted shares, shape (k,); nan stays nan."""
        logits = self.slope * np.log(np.maximum(shares, SMALLEST))
        logits = logits + self.biases.get(len(shares), 0.0)
        weights = np.exp(logits - logits.max())
        found: Numbers = weights / weights.sum()
        return found


def scaling(pairs: Pairs) -> Scaling | None:
    """Fit a temperature and biases by penalised forward KL; None without pairs.

    The penalty is the one that predicts the items best, a part of them left out at a time.

    Args:
        pairs: a method's and people's shares of items; those with nan are left out.
    """
    known = [pair for pair in pairs if np.isfinite(pair[0]).all()]
    if not known:
        return None
    penalty = PENALTIES[-1]
    if len(known) >= FOLDS:
        lost = [_lost(known, each) for each in PENALTIES]
        penalty = PENALTIES[int(np.argmin(lost))]
    return _fit(known, penalty)


def _lost(pairs: Pairs, penalty: float) -> float:
    """Return the mean divergence of items from fits without them."""
    found = []
    for fold in range(FOLDS):
        fit = _fit([pair for n, pair in enumerate(pairs) if n % FOLDS != fold], penalty)
        found += [_divergence(known, fit.applied(said)) for said, known in pairs[fold::FOLDS]]
    return float(np.mean(found))


def _fit(pairs: Pairs, penalty: float) -> Scaling:
    """Minimise the penalised mean divergence, which is convex."""
    loss = _Loss.of(pairs, penalty)
    theta = loss.minimum(loss.centre)
    slope = min(max(float(theta[0]), 0.0), COLDEST)
    if slope != theta[0]:  # Then the minimum within bounds is on the nearest bound.
        start = loss.centre.copy()
        start[0] = slope
        theta = loss.minimum(start, first=1)
    return Scaling(slope, {len(known[0]): theta[at] for at, _, known in loss.groups}, penalty)


class _Loss(NamedTuple):
    """The penalised mean divergence by slope and biases, up to people's entropy."""

    groups: Sequence[tuple[slice, Numbers, Numbers]]
    """Of items with k options: the places of the biases, the logarithms of the method's shares,
    shape (items, k), and people's shares, shape (items, k)."""
    centre: Numbers
    """Where the penalty is 0: slope 1, no biases."""
    items: int
    penalty: float

    @classmethod
    def of(cls, pairs: Pairs, penalty: float) -> "_Loss":
        groups, start = [], 1
        for size in sorted({len(known) for _, known in pairs}):
            said, known = (
                np.array(each)
                for each in zip(*(pair for pair in pairs if len(pair[1]) == size), strict=True)
            )
            logs = np.log(np.maximum(said, SMALLEST))
            groups.append((slice(start, start + size), logs, known))
            start += size
        centre = np.zeros(start)
        centre[0] = 1.0
        return cls(groups, centre, len(pairs), penalty)

    def at(self, theta: Numbers) -> float:
        """Return the loss."""
        away = theta - self.centre
        value = self.penalty * float(away @ away)
        for at, logs, known in self.groups:
            logits = theta[0] * logs + theta[at]
            highest = logits.max(-1, keepdims=True)
            total = np.log(np.exp(logits - highest).sum(-1)) + highest[:, 0]
            value += float((known.sum(-1) * total - (known * logits).sum(-1)).sum()) / self.items
        return value

    def derivatives(self, theta: Numbers) -> tuple[Numbers, Numbers]:
        """Return the gradient and the matrix of second derivatives."""
        first = 2 * self.penalty * (theta - self.centre)
        second = 2 * self.penalty * np.eye(len(theta))
        for at, logs, known in self.groups:
            logits = theta[0] * logs + theta[at]
            model = np.exp(logits - logits.max(-1, keepdims=True))
            model /= model.sum(-1, keepdims=True)
            away = (model - known) / self.items
            first[0] += (away * logs).sum()
            first[at] += away.sum(0)
            centred = model * (logs - (model * logs).sum(-1, keepdims=True)) / self.items
            second[0, 0] += (centred * logs).sum()
            second[0, at] += centred.sum(0)
            second[at, 0] += centred.sum(0)
            second[at, at] += np.diag(model.sum(0) / self.items) - model.T @ model / self.items
        return first, second

    def minimum(self, theta: Numbers, first: int = 0) -> Numbers:
        """Return where the loss is least, by Newton's method with halved steps.

        Args:
            theta: where to begin.
            first: the first number to move; 1 keeps the slope.
        """
        for _ in range(STEPS):
            down, curve = self.derivatives(theta)
            step = np.zeros_like(theta)
            step[first:] = np.linalg.solve(curve[first:, first:], down[first:])
            promised = float(down @ step)
            if promised < PRECISION:
                break
            here, size = self.at(theta), 1.0
            while size > PRECISION and self.at(theta - size * step) > here - size * promised / 4:
                size /= 2
            theta = theta - size * step
        return theta


def _divergence(known: Numbers, shares: Numbers) -> float:
    asked = known > 0
    return float((known[asked] * np.log(known[asked] / np.maximum(shares[asked], 1e-12))).sum())
