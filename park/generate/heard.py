"""What a turn is checked against."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from park.generate.said import READ, Said
from park.records import Language
from park.text.grounding import Grounds


@dataclass(frozen=True)
class Heard:
    """The context for checking a turn."""

    me: str
    other: str
    earlier: Sequence[str]
    language: Language
    cut_off: bool = False
    leaning: Literal["for", "against", ""] = ""
    """Side of the speaker's stance; '' for the contact or a neutral answer."""
    occupations: Sequence[str] = ()
    """Both speakers' occupations with their articles, which no line should announce."""
    trades: tuple[str, str] = ("", "")
    """The speaker's own occupation and the other's."""
    gender: str = ""
    """The speaker's; '' if it is not known."""
    agents: Path | None = None
    """The user's folder of role cards, which may contain languages."""
    known: Grounds | None = None
    """What both speakers know; None: not checked."""
    statement: str = ""
    instruction: str = ""
    """The instruction for the turn."""
    reopening: bool = False
    """Whether the line asks for the view in the end, and so may name the subject."""
    closing: bool = False
    """Whether the line is to state the speaker's view once more."""
    small_talk: str = ""
    """What both said before the first turn, and the example that they were shown."""
    places: Sequence[str] = ()
    """Homes and peoples of both speakers."""
    before: Said | None = None
    """The earlier lines, prepared; None: they are when they are needed."""

    @cached_property
    def said(self) -> Said:
        """The earlier lines, prepared for comparing."""
        return self.before or Said(self.language).upto(self.earlier)

    @property
    def english(self) -> bool:
        """Whether the dialogue is in English, as some checks must be."""
        return self.language.split("-")[0] == "en"


__all__ = ["READ", "Heard"]
