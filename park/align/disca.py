"""DISCA: disagreement among personas steers a frozen model (arXiv 2605.10843), as pure functions.

A gap is a model's log-odds of the second of two options over the first, averaged over both orders
and divided by the temperature of its category. A correction takes the base's gaps and the personas'
gaps, and returns corrected gaps.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from park.statistics.chunks import chunk_sizes
from park.statistics.interval import Numbers

TEMPERATURES = {"Species": 4.0, "Gender": 3.5}
"""Temperatures by which gaps are divided, by category of decisions."""
TEMPERATURE = 1.5
"""The same for all other categories."""
PROBES = 64
"""Perturbations a pass."""
PASSES = 2
LEAST_SPREAD = 0.3
"""Minimum standard deviation of perturbations."""
FEWEST_PERSONAS = 2
"""Fewest personas with a spread."""
DECISION = 0.5
"""Temperature of the decision between two options."""

_CURVE, _LOSS = 0.88, 2.25
_OWN, _SHARED = 0.3, 0.7
_SHARPNESS = 0.5
_LEAST_EFFECTIVE = 0.1
_AGREEMENT = 0.04
_KEPT, _WARMUP, _RISE = 0.9, 50, 100.0


class Correction(NamedTuple):
    """The result of steps 2 to 5, each of shape (n,)."""

    gap: Numbers
    """The corrected gaps δ."""
    shift: Numbers
    """δ*, the part that the perturbations add."""
    trust: Numbers
    """α, the weight of the personas' mean against the base, in [.1, 1]."""


def temperature(category: str) -> float:
    """Return the temperature of a category's gaps."""
    return TEMPERATURES.get(category, TEMPERATURE)


def noise(rng: np.random.Generator, n: int, probes: int = PROBES) -> Numbers:
    """Return standard normal perturbations for n decisions, shape (n, 2, probes)."""
    drawn: Numbers = rng.standard_normal((n, PASSES, probes))
    return drawn


def correct(base: ArrayLike, personas: ArrayLike, perturbations: ArrayLike) -> Correction:
    """Return corrected gaps: the steps 2 to 5 of DISCA, without its prior.

    With the mean persona m and the spread s, each pass shifts m by s × perturbations, weights the
    shifts by how much nearer they bring a decision to the personas than the base is (a prospect
    value, where losses count 2.25 times), and keeps their weighted mean unless few shifts carry it.
    Passes that disagree shrink each other.

    Args:
        base: the base's gaps, shape (n,).
        personas: the personas' gaps, shape (n, N), N at least 2; their order has no effect.
        perturbations: standard normal numbers, shape (n, 2, K); see `noise`.

    Returns:
        The correction; nan where a gap is nan.

    Raises:
        ValueError: the shapes do not fit, or there are fewer than two personas.
    """
    own, them, shifts = (np.asarray(each, float) for each in (base, personas, perturbations))
    n = len(own)
    if own.shape != (n,) or them.ndim != 2 or len(them) != n or shifts.shape[:2] != (n, PASSES):
        raise ValueError(f"gaps of shapes {own.shape}, {them.shape}, {shifts.shape} do not fit")
    if them.shape[1] < FEWEST_PERSONAS:
        raise ValueError(f"{them.shape[1]} persona has no spread; {FEWEST_PERSONAS} are needed")
    done, parts = 0, []
    for size in chunk_sizes(n, 4 * shifts.shape[2]):
        rows = slice(done, done + size)
        parts.append(_corrected(own[rows], them[rows], shifts[rows]))
        done += size
    return Correction(*map(np.concatenate, zip(*parts, strict=True))) if parts else _nothing()


def with_prior(gaps: ArrayLike) -> Numbers:
    """Return gaps drawn towards a running mean of the earlier ones: step 6.

    This step is in the authors' code, not in their paper. From the 51st decision on, each gap is
    mixed with the exponential mean of the gaps before it, with weight 1 - exp(-(t - 50) / 100).

    Args:
        gaps: corrected gaps of one country in the order of asking, shape (n,).
    """
    given = np.asarray(gaps, float)
    mixed, mean = np.empty_like(given), 0.0
    for place, gap in enumerate(given):
        late = place + 1 - _WARMUP
        weight = 1 - np.exp(-late / _RISE) if late > 0 else 0.0
        mixed[place] = weight * mean + (1 - weight) * gap
        mean = _KEPT * mean + (1 - _KEPT) * gap
    return mixed


def chance(gaps: ArrayLike) -> Numbers:
    """Return the probability of the second option, logistic(δ / .5): step 7."""
    probability: Numbers = 0.5 + 0.5 * np.tanh(np.asarray(gaps, float) / (2 * DECISION))
    return probability


def _nothing() -> Correction:
    return Correction(np.empty(0), np.empty(0), np.empty(0))


def _corrected(base: Numbers, personas: Numbers, perturbations: Numbers) -> Correction:
    mean = personas.mean(1)
    spread = np.maximum(personas.std(1, ddof=1), LEAST_SPREAD)
    passes = [_pass(base, personas, mean, spread, perturbations[:, m]) for m in range(PASSES)]
    (one, some), (other, more) = passes
    shift = np.exp(-((one - other) ** 2) / _AGREEMENT) * (one + other) / 2
    trust = np.clip(np.minimum(some, more), _LEAST_EFFECTIVE, 1.0)
    return Correction(trust * mean + (1 - trust) * base + shift, shift, trust)


def _pass(
    base: Numbers, personas: Numbers, mean: Numbers, spread: Numbers, perturbations: Numbers
) -> tuple[Numbers, Numbers]:
    """Return a pass's weighted shift and its effective share of perturbations, each (n,)."""
    shifts = perturbations * spread[:, None]
    moved = mean[:, None] + shifts
    own = np.zeros_like(shifts)
    for gap in personas.T:
        own += _value(_gain(base, gap, moved) / spread[:, None])
    shared = _value(_gain(base, mean, moved) / spread[:, None])
    utility = (_OWN * own / personas.shape[1] + _SHARED * shared) / _SHARPNESS
    weights = np.exp(utility - utility.max(1, keepdims=True))
    weights /= weights.sum(1, keepdims=True)
    effective = 1 / (weights**2).sum(1) / shifts.shape[1]
    shift = (weights * shifts).sum(1)
    return np.where(effective < _LEAST_EFFECTIVE, 0.0, shift), effective


def _gain(base: Numbers, target: Numbers, moved: Numbers) -> Numbers:
    """Return how much nearer to a target (n,) the moved gaps (n, K) are than the base's (n,)."""
    gain: Numbers = np.abs(base - target)[:, None] - np.abs(moved - target[:, None])
    return gain


def _value(gain: Numbers) -> Numbers:
    value: Numbers = np.abs(gain) ** _CURVE * np.where(gain >= 0, 1.0, -_LOSS)
    return value
