"""Estimates a run's calls, tokens, cost and time."""

from dataclasses import dataclass

from park.generate.blueprint import Blueprint
from park.generate.stage import CONTEXT, params_of
from park.generate.state import speaker_of
from park.generate.views import messages_for, tokens
from park.models.prices import cost, price_of
from park.records import Speaker, Turn, Usage

SPOKEN = 0.5
"""Assumed share of `max_tokens` per turn."""
CHARACTERS = 3.5
"""Characters per token of the assumed turns."""


@dataclass(frozen=True)
class Estimate:
    """Estimates for a whole run without retries and without asking for the side of drafts."""

    dialogues: int
    calls: int
    usage: Usage
    cost_usd: float | None
    """None if a price is unknown."""

    def seconds(self, tokens_per_second: float) -> float:
        """Return the run's duration at a generation speed."""
        return self.usage.tokens_out / tokens_per_second


def estimate(blueprint: Blueprint, limit: int | None = None) -> Estimate:
    """Estimate a run from its first dialogue with turns of typical length.

    Input tokens are overestimated and ignore prompt caching.
    """
    dialogues = sum(blueprint.planned(limit).values())
    settings = blueprint.config.dialogue
    calls = dialogues * settings.turns * settings.samples
    usage, money = Usage(), 0.0
    known = True
    for speaker, spoken in _one_dialogue(blueprint).items():
        price = price_of(blueprint.config.models.of(speaker))
        spent = _times(spoken, dialogues * settings.samples)
        usage += spent
        known = known and price is not None
        money += cost(spent, price) if price else 0.0
    return Estimate(dialogues, calls, usage, money if known else None)


def _one_dialogue(blueprint: Blueprint) -> dict[Speaker, Usage]:
    seed = next(blueprint.seeds(), None)
    used: dict[Speaker, Usage] = {}
    if seed is None:
        return used
    scene = blueprint.scenes.scene(seed)
    turns: list[Turn] = []
    for number in range(blueprint.config.dialogue.turns):
        speaker = speaker_of(number)
        config = blueprint.config.models.of(speaker)
        room = (config.context or CONTEXT) - config.max_tokens
        messages = messages_for(blueprint.setup.prompts, scene, turns, room)
        spoken = int(params_of(config).max_tokens * SPOKEN)
        made = spoken + (0 if config.thinking == "off" else int(config.thinking * SPOKEN))
        asked = sum(tokens(message["content"]) for message in messages)
        used[speaker] = used.get(speaker, Usage()) + Usage(tokens_in=asked, tokens_out=made)
        text = "x" * int(spoken * CHARACTERS)
        turns.append(Turn(number=number + 1, speaker=speaker, text=text, instruction=""))
    return used


def _times(usage: Usage, factor: int) -> Usage:
    return Usage(tokens_in=usage.tokens_in * factor, tokens_out=usage.tokens_out * factor)
