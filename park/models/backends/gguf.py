"""In-process models from local GGUF files."""

from pathlib import Path

from park.config import ModelConfig
from park.models.backend import Backend, Setting, takes_of
from park.models.base import ChatModel
from park.models.embedded import CONTEXT, EmbeddedModel
from park.models.server import check_gguf
from park.models.takes import Takes


class Gguf(Backend):
    """`gguf:<path>`."""

    name = "gguf"
    help = "a GGUF file of your own"
    separator = ":"

    def connect(self, config: ModelConfig, setting: Setting) -> ChatModel:
        """Connect to a GGUF file."""
        path = setting.base / Path(config.model.removeprefix("gguf:")).expanduser()
        path = check_gguf(path)
        return EmbeddedModel(
            config.model,
            f"gguf:{path.name}",
            lambda: path,
            slots=setting.slots,
            context=config.context or CONTEXT,
            timeout=setting.timeout,
            extra=config.extra_body,
            takes=takes_of(config, Takes()),
        )
