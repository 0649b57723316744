"""A model that is never asked: only what the ledger holds counts."""

from collections.abc import Mapping, Sequence
from typing import Any

from park.models.base import ChatModel, Choices, Message, ModelError, Params, Reply


class RecordedModel(ChatModel):
    """Stands for another model, whose stored calls it can be found by."""

    def __init__(self, model: ChatModel) -> None:
        self.name = model.name
        self.endpoint = model.endpoint
        self.abilities = model.abilities
        self.context = model.context
        self.takes, self.given, self.shape = model.takes, model.given, model.shape

    async def reply(
        self,
        messages: Sequence[Message],
        params: Params,
        schema: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Refuse, since a stored reply would have been found before."""
        raise self._missing()

    async def option_logprobs(self, messages: Sequence[Message], options: Sequence[str]) -> Choices:
        """Refuse, since a stored choice would have been found before."""
        raise self._missing()

    def _missing(self) -> ModelError:
        return ModelError(f"{self.name} has not been asked this yet", "rejected")
