"""The precision of verification, estimated from the judge's calibration."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from park.quality.model import Figure
from park.records import Verdict
from park.records.round import Thresholds
from park.statistics.interval import Numbers, quantiles

DRAWS = 9_999


@dataclass(frozen=True)
class Rates:
    """What a judge keeps of labelled opinions at its thresholds."""

    thresholds: Thresholds
    right: int
    kept: int
    """Of the right ones."""
    wrong: int
    slipped: int
    """Of the wrong ones, kept all the same."""

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> "Rates | None":
        """Return the rates of a stored calibration; None if it lacks counts."""
        names = ("thresholds", "right", "n", "kept", "slipped")
        if not stored or any(stored.get(name) is None for name in names):
            return None
        thresholds, right, n, kept, slipped = (stored[name] for name in names)
        if not 0 < right < n:
            return None
        chosen = Thresholds.model_validate(thresholds)
        return cls(chosen, right=right, kept=kept, wrong=n - right, slipped=slipped)

    def decided(self, verdict: Verdict) -> bool:
        """Whether a verification compared probabilities with these thresholds."""
        detail, own = verdict.detail, self.thresholds
        rounds = detail.get("rounds") or [{}]
        same = detail.get("threshold") in (own.first, own.middle, own.last)
        same = same and detail.get("relevant") == own.relevant
        same = same and detail.get("scored", "entails") == own.by
        return verdict.check == "verify" and same and not rounds[-1].get("votes")


def precision(rates: Rates, passed: int, verified: int) -> Figure:
    """Estimate the share of right opinions among those that pass verification.

    The share of right ones among all verified follows from the rate of passing (Rogan and Gladen,
    American Journal of Epidemiology 107, 1978), clipped to [0, 1]; precision by Bayes' theorem.
    The interval is of draws from Jeffreys' posteriors of the three rates. All of it holds only if
    the judge errs on the run's opinions as often as on labelled ones.

    Returns:
        The figure; undefined if nothing passed, or the judge keeps wrong ones as often as right
        ones.
    """
    sensitivity, slip = rates.kept / rates.right, rates.slipped / rates.wrong
    if not passed or sensitivity <= slip:
        return Figure(value=None, n=verified)
    rng = np.random.default_rng(0)

    def draws(count: int, n: int) -> Numbers:
        return rng.beta(count + 0.5, n - count + 0.5, DRAWS)

    drawn = _precision(
        draws(rates.kept, rates.right), draws(rates.slipped, rates.wrong), draws(passed, verified)
    )
    low, high = quantiles(drawn, 0.025, 0.975)
    value = float(_precision(sensitivity, slip, passed / verified))
    return Figure(value=value, low=min(low, value), high=max(high, value), n=verified)


def _precision(sensitivity: ArrayLike, slip: ArrayLike, passing: ArrayLike) -> Numbers:
    kept, slipped, passed = (np.asarray(each, float) for each in (sensitivity, slip, passing))
    with np.errstate(divide="ignore", invalid="ignore"):
        right = np.clip((passed - slipped) / (kept - slipped), 0, 1)
        found = right * kept / (right * kept + (1 - right) * slipped)
    # A judge drawn as no better than chance says nothing.
    informed: Numbers = np.where(kept > slipped, found, math.nan)
    return informed
