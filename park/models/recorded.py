"""A model that replays the ledger."""

from collections.abc import Mapping, Sequence
from typing import Any

from park.models.base import ChatModel, Choices, Message, ModelError, Params, Reply


class RecordedModel(ChatModel):
    """A stand-in for a model, with the same keys of stored calls."""

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
        """Raise ModelError: the ledger has no such reply."""
        raise self._missing()

    async def option_logprobs(self, messages: Sequence[Message], options: Sequence[str]) -> Choices:
        """Raise ModelError: the ledger has no such choice."""
        raise self._missing()

    def _missing(self) -> ModelError:
        return ModelError(f"{self.name} has not been asked this yet", "rejected")
