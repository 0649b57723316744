"""Respondents: a method with the culture that it represents."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from park.align.fitting import Fitting
from park.models.base import Message
from park.prompts import Prompts
from park.records import Culture
from park.records.scores import Answer, Question


class Asker(Protocol):
    """A model as respondents see it."""

    async def choose(self, respondent: "Respondent", questions: Sequence[Question]) -> list[Answer]:
        """Answer questions, in order."""

    async def say(
        self,
        respondent: "Respondent",
        messages: Sequence[Message],
        *,
        max_tokens: int,
        seed: int,
        schema: Mapping[str, Any] | None = None,
    ) -> str:
        """Return the next message of a conversation, after the respondent's system message.

        With a schema, it is JSON that conforms to it, if the model can be held to one.
        """


@dataclass(frozen=True)
class Respondent:
    """A respondent of an evaluation."""

    method: str
    """The method's name."""
    culture: str = ""
    """The culture it represents; '' for none."""
    system: str = ""
    """The system message; '' for none."""
    adapter: str = ""
    """Name of the adapter; '' for the base alone."""
    knows: str = ""
    """Digest of what else its answers depend on, such as mined norms; '' for nothing."""
    borrows: "Respondent | None" = None
    """Whose answers it gives, if not its own."""
    fitting: Fitting | None = None
    """How its shares are fitted to people's answers to train items, if at all."""
    hears: "tuple[Respondent, ...]" = ()
    """Who speaks before it answers, each with its own system message and adapter."""
    ask: Callable[[Asker, "Respondent", Sequence[Question]], Awaitable[list[Answer]]] | None = (
        field(default=None, compare=False, repr=False)
    )
    """How its method asks the model, if not by a question at a time."""
    answer: Callable[[Question, Answer], Answer] | None = field(
        default=None, compare=False, repr=False
    )
    """Post-processing by its method, if any."""

    @property
    def name(self) -> str:
        """The method with its culture, such as `adapter:turkish`."""
        return f"{self.method}:{self.culture}" if self.culture else self.method

    @property
    def speaks(self) -> bool:
        """Whether it has words of its own, and not only shares of options."""
        return all(each is None for each in (self.borrows, self.fitting, self.ask, self.answer))


def system_of(culture: Culture, prompts: Prompts) -> str:
    """Return the English sentence that names a culture, as in the training rows."""
    return prompts.render("export/system", home=culture.home, language_name="English")
