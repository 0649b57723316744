"""The blueprint of a run: everything that determines its dialogues, except the models' replies."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from park.config import Config
from park.errors import InputError
from park.generate.norms import Guide
from park.generate.plan import Plan
from park.generate.profile import draw_profile
from park.generate.scene import SPEAKERS, Scenes
from park.generate.views import messages_for, tokens
from park.ledger.keys import key_of
from park.ledger.run import CARDS
from park.ledger.shard import Shard
from park.models.prices import price_of
from park.records import Seed, Turn
from park.setup import Setup
from park.surveys.split import groups

SURE = 0.6
"""Share of a prompt's estimated size that is certain, as estimates are high."""
UNSHAPING = {"api_key_env", "price", "takes", "headers_env", "batch"}
"""Model settings that do not affect replies."""
LATER: Mapping[str, object] = {"thinking": "off", "extra_body": {}}
"""Settings unknown to older runs, with their neutral values."""
ADDED = (("holdout_by", "item"), ("samples", 1), ("norms", 0))
"""Keys that older runs lack, with the values that these runs had without them."""


@dataclass(frozen=True)
class Blueprint:
    """The result of `draw_up`."""

    setup: Setup
    plan: Plan
    scenes: Scenes
    identity: Mapping[str, object]
    """The settings that determine dialogues, by name."""

    @property
    def config(self) -> Config:
        """The configuration."""
        return self.setup.config

    def unpriced(self) -> list[str]:
        """Return the models without a known price, to which `max_cost` cannot apply."""
        configs = [self.config.models.of(speaker) for speaker in SPEAKERS]
        return sorted({config.model for config in configs if price_of(config) is None})

    def narrowed(self, cultures: Collection[str]) -> "Blueprint":
        """Restrict the blueprint to some cultures."""
        kept = {name: card for name, card in self.plan.cultures.items() if name in cultures}
        return replace(self, plan=replace(self.plan, cultures=kept))

    def skipped(self) -> int:
        """Return the number of seeds of items that the cultures' countries were not asked."""
        missing = sum(len(self.plan.not_asked(each)) for each in self.plan.cultures.values())
        return missing * self.config.seeds.per_item

    def seeds(self, limit: int | None = None, shard: Shard | None = None) -> Iterator[Seed]:
        """Yield the first `limit` seeds of the run, or those of them in a shard."""
        return self.plan.seeds(limit, shard)

    def planned(self, limit: int | None = None, shard: Shard | None = None) -> dict[str, int]:
        """Return the planned number of dialogues per culture."""
        if limit is None and shard is None:
            return self.plan.sizes()
        counts = Counter(culture.name for culture, *_ in self.plan.places(limit, shard))
        return {name: counts[name] for name in self.plan.cultures}


def draw_up(setup: Setup, topic: str = "") -> Blueprint:
    """Plan a configuration's dialogues and check their requirements.

    Args:
        setup: the configuration.
        topic: the topic of all dialogues, for previews; '' to draw topics.

    Raises:
        InputError: a culture has no answers, an item gives no stance, a template is broken, or a
            model's context is too small.
    """
    config = setup.config
    plan = Plan(setup.survey, setup.cultures, config.seeds, config.seed, setup.seed_items)
    if not plan.items:
        raise InputError(_without_items(setup))
    for culture in setup.cultures.values():
        if len(plan.not_asked(culture)) == len(plan.items):
            raise InputError(
                f"cultures: the source has no answers from {culture.name} "
                f"({', '.join(culture.countries)}); give a file of your own in seeds.source"
            )
    plan.check()
    shared = _identity(setup)
    everybody = {**setup.cards(sorted(_partners(setup))), **setup.cultures}
    scenes = Scenes(
        setup.prompts, config.dialogue, everybody, setup.survey.items, key_of(shared),
        lambda seed, rng: draw_profile(setup.survey, seed, setup.train_items, rng), topic,
        Guide(setup, config.dialogue.norms),
    )  # fmt: skip
    identity = shared | {f"{CARDS}{name}.yaml": card for name, card in scenes.cards.items()}
    first = next(plan.seeds(), None)
    if first is not None:
        scenes.check(first)
        _check_context(config, scenes, first)
    return Blueprint(setup, plan, scenes, identity)


def _without_items(setup: Setup) -> str:
    """Return why there is no item for dialogues."""
    seeds, n = setup.config.seeds, len(setup.heldout)
    if seeds.items is None and n:
        alike = len(groups(setup.survey.items)) == 1
        return f"seeds.holdout: {seeds.holdout:g} holds out all of the source's items ({n})" + (
            ", since twins and items with the same statement stay together; add other items to "
            "seeds.source, or set it to 0"
            if alike and n > 1
            else "; lower it"
        )
    return "seeds.items: there is no item for dialogues; name some, or leave it out"


def _check_context(config: Config, scenes: Scenes, seed: Seed) -> None:
    """Raise InputError if the first turns exceed a model's context."""
    scene = scenes.scene(seed)
    opening = (Turn(number=1, speaker="contact", text="", instruction=""),)
    for number, speaker in enumerate(SPEAKERS):
        model = config.models.of(speaker)
        messages = messages_for(scenes.prompts, scene, opening[:number], room=0)
        asked = sum(tokens(message["content"]) for message in messages)
        needed = int(asked * SURE) + model.max_tokens
        if model.context is not None and model.context < needed:
            raise InputError(
                f"models.{speaker}: context: {model.context} tokens are too few; the prompt of a "
                f"turn and its {model.max_tokens} tokens need about {asked + model.max_tokens}"
            )


def _partners(setup: Setup) -> set[str]:
    chosen = setup.config.dialogue.partner
    named = {chosen or culture.partners[0] for culture in setup.cultures.values()}
    return named - {"same", *setup.cultures}


def _identity(setup: Setup) -> dict[str, object]:
    """Return the settings that determine all dialogues; cultures and repeats only add dialogues.

    Sources and their options shape the survey answers, whose hash is among them.
    """
    config = setup.config
    settings: dict[str, object] = {"seed": config.seed, "survey answers": setup.survey.digest()}
    for section, skipped in (
        ("seeds", {"per_item", "source", "options", "join"}),
        ("dialogue", set[str]()),
    ):
        values = getattr(config, section).model_dump(mode="json", exclude=skipped)
        settings |= {
            f"{section}.{name}": value
            for name, value in values.items()
            if (name, value) not in ADDED
        }
    for role in ("delegate", "contact"):
        values = config.models.of(role).model_dump(mode="json", exclude=UNSHAPING)
        settings |= {
            f"models.{role}.{name}": value
            for name, value in values.items()
            if name not in LATER or value != LATER[name]
        }
    prompts = setup.prompts.digest("generate")
    if config.dialogue.norms:
        prompts = {**prompts, **setup.prompts.digest("evaluate/norms")}
        settings["models.embedder"] = setup.embedder().name
    return settings | {f"prompts/{name}": digest for name, digest in prompts.items()}
