"""A configuration with everything it names loaded and checked, before any model is asked."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from park.assets import load_cultures
from park.config import Config, ModelConfig
from park.errors import InputError
from park.generate.plan import Plan, make_plan
from park.generate.scene import Scenes
from park.generate.views import messages_for, tokens
from park.ledger.keys import key_of
from park.ledger.run import CARDS
from park.models.prices import price_of
from park.prompts import Prompts
from park.records import Culture, Seed, Speaker, Turn
from park.surveys.load import load_survey

SURE = 0.6
"""The share of an estimated size, which is on the high side, that a prompt has for sure."""
UNSHAPING = {"api_key_env", "price", "takes", "headers_env"}
"""Keys of a model that say how it is reached, not what it says."""
LATER: Mapping[str, object] = {"thinking": "off", "extra_body": {}}
"""Keys that runs began without, with the values that change nothing."""


@dataclass(frozen=True)
class Setup:
    """What `prepare` returns."""

    config: Config
    base: Path
    """The folder that relative paths start from."""
    plan: Plan
    scenes: Scenes
    identity: Mapping[str, object]
    """The settings that shape dialogues, by name."""

    def model_configs(self) -> dict[Speaker, ModelConfig]:
        """Return who speaks through which model."""
        models = self.config.models
        return {"contact": models.contact or models.delegate, "delegate": models.delegate}

    def unpriced(self) -> list[str]:
        """Return the models whose price is not known, so that `max_cost` cannot bind them."""
        configs = self.model_configs().values()
        return sorted({config.model for config in configs if price_of(config) is None})

    def narrowed(self, cultures: Collection[str]) -> "Setup":
        """Return the same setup with the seeds of some cultures alone."""
        kept = {name: card for name, card in self.plan.cultures.items() if name in cultures}
        return replace(self, plan=replace(self.plan, cultures=kept))

    def seeds(self, limit: int | None = None) -> Iterator[Seed]:
        """Yield the seeds of the run, the first `limit` of them if given."""
        return islice(self.plan.seeds(), limit)

    def planned(self, limit: int | None = None) -> dict[str, int]:
        """Return how many dialogues each culture is to have."""
        if limit is None:
            return self.plan.sizes()
        counts = Counter(seed.culture for seed in self.seeds(limit))
        return {name: counts[name] for name in self.plan.cultures}


def prepare(config: Config, base: Path) -> Setup:
    """Load and check what a configuration names: cards, survey, items, templates.

    Raises:
        InputError: something is not there or has a mistake.
    """
    agents = base / config.agents if config.agents else None
    prompts = Prompts(base / config.prompts if config.prompts else None)
    cultures = load_cultures(config.cultures, agents)
    partners = _partners(config, cultures)
    everybody = {**load_cultures(sorted(partners - set(cultures)), agents), **cultures}
    survey = load_survey(config.seeds.source, base)
    plan = make_plan(survey, cultures, config.seeds, config.seed)
    for culture in cultures.values():
        if len(plan.not_asked(culture)) == len(plan.train):
            raise InputError(
                f"cultures: the source has no answers from {culture.name} "
                f"({', '.join(culture.countries)}); give a file of your own in seeds.source"
            )
    plan.check()
    shared = _identity(config, prompts, survey.digest())
    scenes = Scenes(prompts, config.dialogue, everybody, survey.items, key_of(shared))
    identity = shared | {f"{CARDS}{name}.yaml": card for name, card in scenes.cards.items()}
    first = next(plan.seeds(), None)
    setup = Setup(config, base, plan, scenes, identity)
    if first is not None:
        scenes.check(first)
        _check_context(setup, first)
    return setup


def _check_context(setup: Setup, seed: Seed) -> None:
    """Refuse a context in which not even the first turns have room."""
    scene = setup.scenes.scene(seed)
    opening = (Turn(number=1, speaker="contact", text="", instruction=""),)
    for number, (speaker, config) in enumerate(setup.model_configs().items()):
        messages = messages_for(setup.scenes.prompts, scene, opening[:number], room=0)
        asked = sum(tokens(message["content"]) for message in messages)
        needed = int(asked * SURE) + config.max_tokens
        if config.context is not None and config.context < needed:
            raise InputError(
                f"models.{speaker}: context: {config.context} tokens are too few; the prompt of a "
                f"turn and its {config.max_tokens} tokens need about {asked + config.max_tokens}"
            )


def _partners(config: Config, cultures: Mapping[str, Culture]) -> set[str]:
    chosen = config.dialogue.partner
    return {chosen or culture.partners[0] for culture in cultures.values()} - {"same"}


def _identity(config: Config, prompts: Prompts, survey: str) -> dict[str, object]:
    """Return the settings that shape all dialogues; cultures and repeats only add to them."""
    settings: dict[str, object] = {"seed": config.seed, "survey answers": survey}
    for section, skipped in (("seeds", {"per_item", "source"}), ("dialogue", set[str]())):
        values = getattr(config, section).model_dump(mode="json", exclude=skipped)
        settings |= {f"{section}.{name}": value for name, value in values.items()}
    models = config.models
    for role, model in (("delegate", models.delegate), ("contact", models.contact)):
        values = (model or models.delegate).model_dump(mode="json", exclude=UNSHAPING)
        settings |= {
            f"models.{role}.{name}": value
            for name, value in values.items()
            if name not in LATER or value != LATER[name]
        }
    return settings | {f"prompts/{name}": d for name, d in prompts.digest("generate").items()}
