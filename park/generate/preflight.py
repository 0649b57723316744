"""The checks of `park check`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from park.errors import ParkError
from park.generate.blueprint import SPEAKERS, Blueprint, draw_up
from park.generate.estimate import Estimate, estimate
from park.generate.stage import params_of
from park.models.base import Params
from park.models.takes import Takes, differences
from park.models.weights import languages_of
from park.session import Given, connect_roles
from park.setup import Setup

ASSUMED_SPEED = {"embedded": 12.0, "other": 40.0}
"""Tokens per second: in total for embedded models (on two cores), per stream for others."""


@dataclass
class Preflight:
    """The findings, as text and JSON."""

    name: str
    planned: dict[str, int]
    not_asked: dict[str, list[str]]
    """Items of the source not asked in any country of a culture."""
    left_out: dict[str, float]
    """Unusable parts of the source, with the number of occurrences or of people."""
    weighted: dict[str, float]
    """By country with weighted answers: their effective number as a share of the people."""
    items: int
    seed_items: int
    heldout: int
    estimate: Estimate
    seconds: float
    models: dict[str, str]
    """By role, including the judge."""
    unpriced: list[str]
    unspoken: dict[str, list[str]]
    """Dialogue languages not listed by a model's publisher, by model."""
    abilities: dict[str, str] = field(default_factory=dict)
    """Each model's abilities according to the probe; empty without a probe."""
    troubles: list[str] = field(default_factory=list)
    """Unreachable endpoints and models that lack abilities."""

    def as_dict(self) -> dict[str, Any]:
        """Return the output of `--json`."""
        usage = self.estimate.usage
        return {
            "name": self.name,
            "stage": "check",
            "planned": self.planned,
            "not_asked": self.not_asked,
            "left_out": self.left_out,
            "weighted": self.weighted,
            "items": {"all": self.items, "dialogues": self.seed_items, "heldout": self.heldout},
            "models": self.models,
            "abilities": self.abilities,
            "unspoken": self.unspoken,
            "dialogues": self.estimate.dialogues,
            "calls": self.estimate.calls,
            "tokens_in": usage.tokens_in,
            "tokens_out": usage.tokens_out,
            "cost_usd": self.estimate.cost_usd,
            "seconds": round(self.seconds),
            "troubles": self.troubles,
        }

    def lines(self) -> Iterator[str]:
        """Yield the findings as lines."""
        yield (
            f"{self.name}: {self.seed_items} of {self.items} items are for dialogues, "
            f"{self.heldout} are held out"
        )
        for culture, count in self.planned.items():
            yield f"{culture}: {count} dialogues"
            if self.not_asked[culture]:
                missing = self.not_asked[culture]
                yield (
                    f"  was not asked {len(missing)} of the {self.items} items, which give no "
                    f"seeds: {', '.join(missing)}"
                )
        for what, lost in self.left_out.items():
            yield f"left out of the source: {what} ({lost})"
        for country, share in self.weighted.items():
            yield f"{country}: answers are weighted; 100 people tell as much as {100 * share:.0f}"
        for role, model in self.models.items():
            yield f"{role}: {model}"
        for model, abilities in self.abilities.items():
            yield f"{model} {abilities}"
        usage, money = self.estimate.usage, self.estimate.cost_usd
        yield (
            f"about {self.estimate.calls} calls, {usage.tokens_in} tokens in, "
            f"{usage.tokens_out} out, {_minutes(self.seconds)}, "
            + (f"${money:.2f}" if money is not None else "price unknown")
        )
        for model in self.unpriced:
            yield f"price of {model} unknown: its calls count as free, max_cost does not bind"
        for model, languages in self.unspoken.items():
            yield f"{model}: its publisher does not list {', '.join(languages)}"
        for trouble in self.troubles:
            yield f"trouble: {trouble}"
        yield "ready" if not self.troubles else "not ready"


async def preflight(
    setup: Setup, *, models: Given | None = None, limit: int | None = None, probe: bool = True
) -> Preflight:
    """Check a run's requirements and estimate its resources.

    Args:
        setup: the configuration.
        models: model objects by role, replacing configured ones.
        limit: maximum number of dialogues; all if None.
        probe: whether to test each model with short calls.

    Raises:
        InputError: the user's input is invalid.
    """
    blueprint = draw_up(setup)
    connected = connect_roles(setup, (*SPEAKERS, "judge"), models)
    figures = estimate(blueprint, limit)
    abilities, troubles = await _probe(blueprint, connected) if probe else ({}, [])
    return Preflight(
        name=setup.config.name,
        planned=blueprint.planned(limit),
        not_asked=_not_asked(setup),
        left_out=dict(setup.survey.skipped),
        weighted=setup.survey.weighted,
        items=len(setup.survey.items),
        seed_items=len(setup.seed_items),
        heldout=len(setup.heldout),
        estimate=figures,
        seconds=figures.seconds(_speed(setup, connected)),
        models={role: model.name for role, model in connected.items()},
        unpriced=blueprint.unpriced(),
        unspoken=_unspoken(setup),
        abilities=abilities,
        troubles=troubles,
    )


def _not_asked(setup: Setup) -> dict[str, list[str]]:
    survey = setup.survey
    return {
        name: [
            item
            for item in survey.items
            if all(survey.answers_for(item, country) is None for country in culture.countries)
        ]
        for name, culture in setup.cultures.items()
    }


def _unspoken(setup: Setup) -> dict[str, list[str]]:
    own = setup.config.dialogue.language == "own"
    spoken = {c.language for c in setup.cultures.values()} if own else {"en"}
    found: dict[str, list[str]] = {}
    for config in (setup.config.models.of(role) for role in SPEAKERS):
        known = languages_of(config.model)
        if known is not None and (missing := sorted(spoken - set(known))):
            found[config.model] = missing
    return found


def _speed(setup: Setup, models: Given) -> float:
    """Return total tokens per second, which do not depend on concurrency for an embedded server."""
    names = [models[role].name for role in SPEAKERS]
    if any(name.startswith(("embedded", "gguf:")) for name in names):
        return ASSUMED_SPEED["embedded"]
    return ASSUMED_SPEED["other"] * setup.config.limits.concurrency


async def _probe(blueprint: Blueprint, models: Given) -> tuple[dict[str, str], list[str]]:
    """Probe each model once; return abilities and troubles."""
    asked: dict[str, Params] = {
        role: _asking(params_of(blueprint.config.models.of(role))) for role in SPEAKERS
    }
    roles = [(model, asked.get(role)) for role, model in models.items()]
    abilities: dict[str, str] = {}
    troubles: list[str] = []
    for model, params in {(m.name, m.endpoint): (m, p) for m, p in reversed(roles)}.values():
        try:
            abilities[model.name] = await model.probe(params)
        except ParkError as error:
            troubles.append(str(error))
        else:
            lines = differences(Takes(), model.takes)
            abilities[model.name] = "; ".join([abilities[model.name], *lines])
    for model, _ in roles:
        await model.close()
    return abilities, troubles


def _asking(params: Params) -> Params:
    """Return the parameters of a turn with all optional ones set."""
    return params.model_copy(update={"seed": 0, "stop": ("\nA:", "\nB:")})


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"
