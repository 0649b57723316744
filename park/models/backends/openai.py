"""OpenAI and compatible servers."""

from park.config import ModelConfig
from park.errors import InputError
from park.models.backend import Backend, Setting, context_of, headers_of, openai_key, takes_of
from park.models.base import ChatModel
from park.models.batches import BatchedModel
from park.models.openai_api import OPENAI, OpenAIModel, known_takes


class OpenAI(Backend):
    """`openai/<name>`."""

    name = "openai"
    help = "OpenAI, or with base_url any server that speaks its protocol"

    def connect(self, config: ModelConfig, setting: Setting) -> ChatModel:
        """Find the key."""
        model = config.model.removeprefix("openai/")
        if not model:
            raise InputError("'openai/' lacks the model's name")
        kind = BatchedModel if config.batch else OpenAIModel
        return kind(
            config.model,
            model,
            base_url=config.base_url or OPENAI,
            key=openai_key(config),
            timeout=setting.timeout,
            context=context_of(config),
            extra=config.extra_body,
            headers=headers_of(config),
            takes=takes_of(config, known_takes(model, config.base_url)),
        )
