"""The model's place where no method asks it, so that it is neither loaded nor called."""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from park.align.respondent import Respondent
from park.errors import ParkError
from park.evaluate.panel import Backend
from park.models.base import Message
from park.records.scores import Answer, Question


class Unasked(Backend):
    """A model that is named and never asked."""

    def __init__(self, name: str) -> None:
        """Keep the model's name."""
        self.name = name
        self.remarks = []

    def identity(self, respondent: Respondent) -> str:
        """Return nothing: the answers do not depend on the model."""
        return ""

    async def choose(self, respondent: Respondent, questions: Sequence[Question]) -> list[Answer]:
        """Raise ParkError."""
        self._refuse(respondent)

    async def say(
        self,
        respondent: Respondent,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        seed: int,
        schema: Mapping[str, Any] | None = None,
    ) -> str:
        """Raise ParkError."""
        self._refuse(respondent)

    def _refuse(self, respondent: Respondent) -> NoReturn:
        raise ParkError(f"{respondent.name} asks a model that is not loaded")
