"""The checks of `park check`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from park.errors import ParkError
from park.generate.blueprint import Blueprint, draw_up
from park.generate.estimate import Estimate, estimate
from park.generate.scene import SPEAKERS
from park.generate.stage import params_of
from park.models.base import IN_PROCESS, Params
from park.models.takes import Takes, differences
from park.models.weights import Weights, weights_named
from park.session import Given, connect_roles
from park.setup import Setup
from park.text.counts import plural

ASSUMED_SPEED = {"embedded": 4.5, "other": 40.0}
"""Tokens per second: in total for embedded models (on two cores, with the prompts and a third of
the turns tried again), per stream for others."""

LISTED = 8
"""Maximum items without answers to list."""
FEW_HELD_OUT = 5
"""Held-out items below which an evaluation on a culture is warned of."""


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
    answered: dict[str, dict[str, int]]
    """Items with people's answers, by culture: for dialogues, for training, held out."""
    of_dialogues: tuple[str, ...]
    """Items for dialogues."""
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
    unfit: dict[str, list[str]]
    """Dialogue languages in which a model has not been seen to hold a dialogue, by model."""
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
            "answered": self.answered,
            "left_out": self.left_out,
            "weighted": self.weighted,
            "items": {"all": self.items, "dialogues": self.seed_items, "heldout": self.heldout},
            "models": self.models,
            "abilities": self.abilities,
            "unspoken": self.unspoken,
            "unfit": self.unfit,
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
        if not self.heldout:
            yield (
                "warning: no item is held out, so nothing can be compared with people's answers; "
                "raise seeds.holdout"
            )
        yield from self._cultures()
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
            f"{usage.tokens_out} out, {_minutes(self.seconds)} for the dialogues, "
            + (f"${money:.2f}" if money is not None else "price unknown")
        )
        for model in self.unpriced:
            yield f"price of {model} unknown: its calls count as free, max_cost does not bind"
        for model, languages in self.unspoken.items():
            yield f"warning: {model}: its publisher does not list {', '.join(languages)}"
        for model, languages in self.unfit.items():
            yield (
                f"warning: {model}: its dialogues have not been seen to hold together in "
                f"{', '.join(languages)}; take a larger model, or dialogue.language: en"
            )
        for trouble in self.troubles:
            yield f"trouble: {trouble}"
        yield "ready" if not self.troubles else "not ready"

    def _cultures(self) -> Iterator[str]:
        """Yield what each culture's people were asked."""
        for culture, count in self.planned.items():
            answered = self.answered[culture]
            yield (
                f"{culture}: {plural(count, 'dialogue')}; people's answers for "
                f"{answered['dialogues']} of {self.seed_items} items for dialogues, "
                f"{answered['heldout']} of {self.heldout} held out"
            )
            missing = [item for item in self.not_asked[culture] if item in self.of_dialogues]
            if missing:
                more = [f"and {len(missing) - LISTED} more"] * (len(missing) > LISTED)
                yield f"  not asked, so no dialogues: {', '.join([*missing[:LISTED], *more])}"
            if self.heldout and answered["heldout"] < FEW_HELD_OUT:
                yield (
                    f"warning: {culture}: {plural(answered['heldout'], 'held-out item')} with "
                    f"answers can show no alignment; ask people of more items, or raise "
                    f"seeds.holdout"
                )


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
        answered=_answered(setup),
        of_dialogues=tuple(item.id for item in setup.seed_items),
        left_out=dict(setup.survey.skipped),
        weighted=setup.survey.weighted,
        items=len(setup.survey.items),
        seed_items=len(setup.seed_items),
        heldout=len(setup.heldout),
        estimate=figures,
        seconds=figures.seconds(_speed(setup, connected)),
        models={role: model.name for role, model in connected.items()},
        unpriced=blueprint.unpriced(),
        unspoken=_languages(setup, lambda weights, tag: tag not in weights.languages),
        unfit=_languages(setup, lambda weights, tag: tag not in weights.holds),
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


def _answered(setup: Setup) -> dict[str, dict[str, int]]:
    kinds = {
        "dialogues": setup.seed_items, "train": setup.train_items, "heldout": setup.heldout,
    }  # fmt: skip
    asked = {
        culture.name: {
            item
            for item in setup.survey.items
            if any(setup.survey.answers_for(item, country) for country in culture.countries)
        }
        for culture in setup.cultures.values()
    }
    return {
        name: {kind: sum(item.id in known for item in items) for kind, items in kinds.items()}
        for name, known in asked.items()
    }


def _languages(setup: Setup, lacking: Callable[[Weights, str], bool]) -> dict[str, list[str]]:
    """Return the dialogues' languages that an embedded model lacks in some way, by model."""
    own = setup.config.dialogue.language == "own"
    spoken = {c.language for c in setup.cultures.values()} if own else {"en"}
    found: dict[str, list[str]] = {}
    for config in (setup.config.models.of(role) for role in SPEAKERS):
        weights = weights_named(config.model)
        missing = [tag for tag in sorted(spoken) if weights and lacking(weights, tag)]
        if missing:
            found[config.model] = missing
    return found


def _speed(setup: Setup, models: Given) -> float:
    """Return total tokens per second, which do not depend on concurrency for an embedded server."""
    names = [models[role].name for role in SPEAKERS]
    if any(name.startswith(IN_PROCESS) for name in names):
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
