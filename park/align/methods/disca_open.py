"""DISCA on answers in one's own words, read by a judge."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from park.align.method import World
from park.align.methods.disca import Disca, corrected
from park.align.open_ended import OpenEnded
from park.align.respondent import Asker, Respondent
from park.align.voices import decided
from park.ledger.keys import key_of
from park.records import Record
from park.records.scores import Answer, Question


class OpenOptions(Record):
    """Settings of the method."""

    max_tokens: int = Field(default=60, ge=20, le=1_000)
    """Tokens of what a voice says."""


class DiscaOpen(Disca):
    """The correction over voices that speak freely about an item before an option is read off.

    The base and each persona speak once for an item. The model without any persona then reads their
    words in every form and order of the options, and its shares are the voice's answer.
    """

    name = "disca-open"
    help = "DISCA with answers in the voices' own words, which the model reads as options"
    order = 75
    label = "DISCA correction of open answers"
    baselines: ClassVar[tuple[str, ...]] = ("plain", "prompt", "disca")
    tasks = ("survey",)
    Options = OpenOptions

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for each culture with a panel."""
        self._prompts, self._settings = world.prompts, world.options(self.name)
        asked = world.prompts.digest("evaluate/open")
        for each in super().respondents(world):
            yield replace(each, knows=key_of(each.knows, asked, self._settings.max_tokens))

    def remarks(self) -> Iterator[str]:
        """Yield what the personas are made of, and who reads them."""
        yield from super().remarks()
        if self.panels:
            yield "disca-open: the model that speaks also reads what was said"

    async def ask(
        self, asker: Asker, respondent: Respondent, questions: Sequence[Question]
    ) -> list[Answer]:
        """Let the base and all personas speak, and correct the base's gaps."""
        systems = ["", *self.panels[respondent.culture].personas]
        spoken = OpenEnded(asker, self._prompts, self._settings.max_tokens)
        return await decided(spoken, respondent, systems, questions, corrected)
