"""Scripted replies."""

from pathlib import Path

from park.config import ModelConfig
from park.models.backend import Backend, Setting
from park.models.base import ChatModel
from park.models.scripted import ScriptedModel, read_script


class Scripted(Backend):
    """`scripted:<file>`."""

    name = "scripted"
    help = "written replies, for demos and tests"
    separator = ":"
    shaped = False

    def connect(self, config: ModelConfig, setting: Setting) -> ChatModel:
        """Read the script."""
        path = setting.base / Path(config.model.removeprefix("scripted:")).expanduser()
        return ScriptedModel(read_script(path), name=config.model, context=config.context)
