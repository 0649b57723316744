"""The state and constants of a dialogue's graph."""

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, TypedDict

from park.config import DialogueConfig
from park.generate.said import Said
from park.generate.seat import Seat
from park.models.base import Params
from park.models.gateway import Gateway
from park.prompts import Prompts
from park.records import Ending, Language, Person, Profile, Seed, Speaker, Turn
from park.text.grounding import Grounds


@dataclass(frozen=True)
class Scene:
    """Everything determined before the first turn."""

    key: str
    seed: Seed
    statement: str
    stance_label: str
    language: Language
    delegate: Person
    contact: Person
    contact_culture: str
    profile: Profile
    norms: tuple[str, ...]
    """Ids of the items whose norms the delegate is told."""
    home: str
    """The delegate's country, as used in a sentence."""
    heads: Mapping[Speaker, tuple[dict[str, str], ...]]
    """Initial messages of each speaker's view: system prompt and small talk."""
    small_talk: str
    """The delegate's words before the contact's first turn."""
    greeting: str
    """The contact's words before these."""
    example: str
    """The dialogue that both are shown."""
    instructions: tuple[str, ...]
    """The instruction for each turn."""
    closing: int | None
    """Index of the delegate's turn that states its view once more; None without one."""
    facts: tuple[tuple[str, ...], ...]
    """Facts about `home` for each turn; none of them twice."""
    known: Grounds
    """What the two know: facts and names of their role cards, and the statement."""
    places: tuple[str, ...]
    """Homes and peoples of the two."""
    ends: tuple[str, ...]
    """The first and the last answer of the item's scale; () without a scale."""
    side: int
    """The stance's side of the scale: -1, 1, or 0 for none."""
    speak: str
    """Reminder to speak the dialogue's language, in that language; '' for English."""

    def name(self, speaker: Speaker) -> str:
        """Return the name of a speaker."""
        return (self.contact if speaker == "contact" else self.delegate).name


@dataclass(frozen=True)
class Context:
    """The graph's constants."""

    scene: Scene
    settings: DialogueConfig
    prompts: Prompts
    gateways: Mapping[Speaker, Gateway]
    params: Mapping[Speaker, Params]
    context: Mapping[Speaker, int]
    """Each speaker's context window in tokens."""
    seat: Seat
    """Where the dialogue works between its calls."""
    agents: Path | None = None
    """The user's folder of role cards, which may contain languages."""

    @cached_property
    def said(self) -> Said:
        """The lines so far, which grow with the dialogue."""
        return Said(self.scene.language)


class State(TypedDict):
    """The transcript so far and the state of the current turn."""

    turns: Annotated[tuple[Turn, ...], operator.add]
    asked: Annotated[tuple[str, ...], operator.add]
    """What asked for each turn, which later views repeat."""
    drafts: tuple[Turn, ...]
    """Drafts of the current turn so far, samples and retries."""
    ending: Ending | None
    failure: str


def speaker_of(turn: int) -> Speaker:
    """Return the speaker of a turn, counted from 0; the contact starts."""
    return "contact" if turn % 2 == 0 else "delegate"
