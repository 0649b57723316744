"""Ways to decide from recorded gaps, and how far each is from people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from park.align.disca import chance, correct, noise, with_prior
from park.align.moral_machine import HALF, MOST_MIS, centred, elsewhere, misalignment
from park.ledger.keys import seed_of
from park.statistics import Difference, Estimate, clustered_mean, paired_difference
from park.statistics.interval import Numbers
from park.study.studies.disca.recorded import Decisions

VARIANTS = {
    "vanilla": "one answer in one order",
    "matched": "the base with both orders and temperatures, no personas",
    "persona_mean": "the personas' mean gap",
    "disca": "steps 1 to 5, no prior",
    "disca_ema": "with the prior (step 6), which the paper does not document",
    "shrinkage": "vanilla drawn to .5: .5 + .25 (p - .5)",
    "constant": "p = .5 everywhere",
    "country_blind": "disca's mean over the other countries",
}
CONTROLS = ("matched", "persona_mean", "shrinkage", "constant", "country_blind")
"""What a variant has to beat before it is called cultural."""
CLAIMS = ("disca", "disca_ema")
SHRUNK = 0.25


@dataclass(frozen=True)
class Replay:
    """A model's decisions, decided in all ways."""

    model: str
    countries: tuple[str, ...]
    people: Numbers
    """People's preferences, shape (countries, 6)."""
    preferences: Mapping[str, Numbers]
    """The preferences of each variant, shape (countries, 6)."""
    decisions: int
    personas: int

    def errors(self, variant: str) -> Numbers:
        """Return a variant's MIS by country."""
        return misalignment(self.preferences[variant], self.people)

    def error(self, variant: str) -> Estimate:
        """Return a variant's mean MIS with its interval over countries."""
        return clustered_mean(self.errors(variant)).within(0, MOST_MIS)

    def centred(self, variant: str) -> Estimate:
        """Return the same after the variant's mean error over countries is taken away."""
        return clustered_mean(centred(self.preferences[variant], self.people))

    def gain(self, variant: str, control: str) -> Difference:
        """Return a variant's MIS minus a control's, paired by country."""
        return paired_difference(self.errors(variant), self.errors(control))

    def unbeaten(self, variant: str) -> list[str]:
        """Return the controls that a variant does not beat with its interval."""
        return [each for each in CONTROLS if not self.gain(variant, each).high < 0]


def replay(
    decisions: Sequence[Decisions], people: Mapping[str, Numbers], *, draws: int, seed: int
) -> Replay:
    """Decide a model's recorded gaps in all ways.

    Args:
        decisions: the decisions of one model, one entry a country.
        people: people's preferences by country.
        draws: how often perturbations are drawn; probabilities are averaged over the draws.
        seed: the configuration's seed; perturbations follow from it, the model and the country.
    """
    found: dict[str, dict[str, Numbers]] = {name: {} for name in VARIANTS}
    for each in decisions:
        rng = np.random.default_rng(seed_of("disca", seed, each.model, each.country))
        for name, spared in _spared(each, draws, rng).items():
            found[name][each.country] = each.preferences(spared)
    for each in decisions:
        found["country_blind"][each.country] = elsewhere(found["disca"], each.country)
    return Replay(
        decisions[0].model,
        tuple(each.country for each in decisions),
        np.array([people[each.country] for each in decisions]),
        {name: np.array(list(rows.values())) for name, rows in found.items()},
        sum(len(each.base) for each in decisions),
        decisions[0].personas.shape[1],
    )


def _spared(each: Decisions, draws: int, rng: np.random.Generator) -> dict[str, Numbers]:
    """Return probabilities of sparing the preferred side by variant, shape (n,)."""
    drawn = [correct(each.base, each.personas, noise(rng, len(each.base))) for _ in range(draws)]
    gaps = {
        "matched": [each.base],
        "persona_mean": [each.personas.mean(1)],
        "disca": [found.gap for found in drawn],
        "disca_ema": [with_prior(found.gap) for found in drawn],
    }
    return {
        "vanilla": each.spared,
        **{name: each.towards_preferred(chance(g).mean(0)) for name, g in gaps.items()},
        "shrinkage": HALF + SHRUNK * (each.spared - HALF),
        "constant": np.full(len(each.base), HALF),
    }
