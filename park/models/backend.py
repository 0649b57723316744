"""The seam to kinds of models: from a role's configuration to a `ChatModel`."""

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from park.config import ModelConfig
from park.errors import InputError
from park.models.base import ChatModel
from park.models.openai_api import is_loopback
from park.models.prices import facts
from park.models.takes import Takes
from park.models.weights import Progress
from park.registry import Part, Registry

OPENAI_KEY = "OPENAI_API_KEY"


@dataclass(frozen=True)
class Setting:
    """What a model is connected in, beside its own configuration."""

    base: Path
    """The folder that relative paths start from."""
    slots: int
    """How many calls a model in this process answers at once."""
    timeout: float
    """Seconds a call may take."""
    progress: Progress
    """Told of the bytes while weights are fetched."""


class Backend(Part, ABC):
    """A kind of models; the part of a model's name before `/` or `:` names it.

    A backend for models named `echo/<anything>`:

        class Echo(Backend):
            name = "echo"
            help = "says what it is told"

            def connect(self, config: ModelConfig, setting: Setting) -> ChatModel:
                return ScriptedModel(lambda messages: messages[-1]["content"], name=config.model)
    """

    separator: ClassVar[str] = "/"
    """What stands between the backend's name and the model's."""
    bare: ClassVar[bool] = False
    """Whether its name alone names a model."""
    shaped: ClassVar[bool] = True
    """Whether `extra_body` and `thinking` shape what its models answer."""

    @abstractmethod
    def connect(self, config: ModelConfig, setting: Setting) -> ChatModel:
        """Make a model; nothing is fetched or started yet.

        Raises:
            InputError: the name or a key is wrong.
        """

    @classmethod
    def answers(cls, model: str) -> bool:
        """Whether a model's name belongs to this backend."""
        return model.startswith(cls.name + cls.separator) or (cls.bare and model == cls.name)

    @classmethod
    def names(cls) -> Iterator[str]:
        """Yield names or beginnings of names that may have been meant by a wrong one."""
        yield cls.name if cls.bare else cls.name + cls.separator


MODELS: Registry[Backend] = Registry(
    "models", "park.models.backends", "park.models.backend:Backend"
)


def takes_of(config: ModelConfig, known: Takes) -> Takes:
    """Return what a configured model takes: what is known of it, and what the user says."""
    said = config.takes.model_dump(exclude_unset=True) if config.takes else {}
    if config.thinking != "off":
        said = {"thinks": True, "quiet": "no", "room": config.thinking} | said
    return known.but(**said)


def headers_of(config: ModelConfig) -> dict[str, str]:
    """Return the configured headers; InputError if a variable is not set."""
    return {name: key_in(config, variable) for name, variable in config.headers_env.items()}


def context_of(config: ModelConfig) -> int | None:
    """Return the configured context, or that of the price list."""
    known = (facts(config) or {}).get("max_input_tokens")
    return config.context or (known if isinstance(known, int) else None)


def openai_key(config: ModelConfig) -> str:
    """Return the key for an OpenAI-compatible endpoint; one on this machine needs none.

    Raises:
        InputError: the environment variable is not set, or holds no usable key.
    """
    if is_loopback(config.base_url) and config.api_key_env is None:
        return "none"
    return key_in(config, config.api_key_env or OPENAI_KEY)


def key_in(config: ModelConfig, variable: str) -> str:
    """Return the key that an environment variable holds; InputError if it holds none."""
    key = os.environ.get(variable, "").strip()
    if not key:
        raise InputError(f"{config.model} needs the environment variable {variable}")
    # A header cannot hold such a key, and the client's error would show it.
    if not key.isascii() or not key.isprintable() or " " in key:
        raise InputError(f"the environment variable {variable} holds no usable key")
    return key
