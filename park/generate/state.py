"""What a dialogue's graph passes from node to node, and what stays the same throughout."""

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypedDict

from park.config import DialogueConfig
from park.models.base import Params
from park.models.gateway import Gateway
from park.prompts import Prompts
from park.records import Ending, Language, Person, Seed, Speaker, Turn


@dataclass(frozen=True)
class Scene:
    """Everything that is settled before the first word."""

    key: str
    seed: Seed
    statement: str
    stance_label: str
    language: Language
    delegate: Person
    contact: Person
    contact_culture: str
    heads: Mapping[Speaker, tuple[dict[str, str], ...]]
    """The messages every view of a speaker begins with: system prompt and small talk."""
    small_talk: str
    """What the delegate says just before the contact's first turn."""
    instructions: tuple[str, ...]
    """What is asked of the speaker, turn by turn."""
    speak: str
    """The reminder to speak the dialogue's language, in that language; '' for English."""

    def name(self, speaker: Speaker) -> str:
        """Return the name of a speaker."""
        return (self.contact if speaker == "contact" else self.delegate).name


@dataclass(frozen=True)
class Context:
    """What the nodes work with; the same in every step."""

    scene: Scene
    settings: DialogueConfig
    prompts: Prompts
    gateways: Mapping[Speaker, Gateway]
    params: Mapping[Speaker, Params]
    context: Mapping[Speaker, int]
    """Tokens a speaker's prompt and reply may have together."""
    agents: Path | None = None
    """The user's own folder of role cards, which may hold languages."""


class State(TypedDict):
    """The growing transcript and the state of the turn under way."""

    turns: Annotated[tuple[Turn, ...], operator.add]
    drafts: tuple[Turn, ...]
    """Attempts at the turn under way that failed a check."""
    ending: Ending | None
    failure: str


def speaker_of(turn: int) -> Speaker:
    """Return who speaks in a turn, counted from 0; the contact opens."""
    return "contact" if turn % 2 == 0 else "delegate"
