"""The seam to model providers: from a role's configuration to a `ChatModel`."""

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
    """The context for connecting a model."""

    base: Path
    """Base folder of relative paths."""
    slots: int
    """Concurrent calls of an in-process model."""
    timeout: float
    """Seconds before a call times out."""
    progress: Progress
    """Download progress of weights."""


class Backend(Part, ABC):
    """A model provider, selected by the part of a model's name before `/` or `:`.

    A backend for models named `echo/<anything>`:

        class Echo(Backend):
            name = "echo"
            help = "says what it is told"

            def connect(self, config: ModelConfig, setting: Setting) -> ChatModel:
                return ScriptedModel(lambda messages: messages[-1]["content"], name=config.model)
    """

    separator: ClassVar[str] = "/"
    """Separates the backend's name from the model's."""
    bare: ClassVar[bool] = False
    """Whether the backend's name alone is a valid model name."""
    shaped: ClassVar[bool] = True
    """Whether `extra_body` and `thinking` affect replies."""

    @abstractmethod
    def connect(self, config: ModelConfig, setting: Setting) -> ChatModel:
        """Create a model without fetching or starting anything.

        Raises:
            InputError: the name is wrong, or an API key is missing or unusable.
        """

    @classmethod
    def answers(cls, model: str) -> bool:
        """Whether a model's name belongs to this backend."""
        return model.startswith(cls.name + cls.separator) or (cls.bare and model == cls.name)

    @classmethod
    def names(cls) -> Iterator[str]:
        """Yield names and prefixes to suggest for a misspelt name."""
        yield cls.name if cls.bare else cls.name + cls.separator


MODELS: Registry[Backend] = Registry(
    "models", "park.models.backends", "park.models.backend:Backend"
)


def takes_of(config: ModelConfig, known: Takes) -> Takes:
    """Return what a model takes: `known`, overridden by the configuration."""
    said = config.takes.model_dump(exclude_unset=True) if config.takes else {}
    if config.thinking != "off":
        said = {"thinks": True, "quiet": "no", "room": config.thinking} | said
    return known.but(**said)


def headers_of(config: ModelConfig) -> dict[str, str]:
    """Return the configured headers.

    Raises:
        InputError: an environment variable is unset.
    """
    return {name: key_in(config, variable) for name, variable in config.headers_env.items()}


def context_of(config: ModelConfig) -> int | None:
    """Return the context window, as configured or from the price list."""
    known = (facts(config) or {}).get("max_input_tokens")
    return config.context or (known if isinstance(known, int) else None)


def openai_key(config: ModelConfig) -> str:
    """Return the API key of an OpenAI-compatible endpoint; local ones need none.

    Raises:
        InputError: the environment variable is unset or holds no usable key.
    """
    if is_loopback(config.base_url) and config.api_key_env is None:
        return "none"
    return key_in(config, config.api_key_env or OPENAI_KEY)


def key_in(config: ModelConfig, variable: str) -> str:
    """Return the API key in an environment variable; InputError if there is none."""
    key = os.environ.get(variable, "").strip()
    if not key:
        raise InputError(f"{config.model} needs the environment variable {variable}")
    # Such a key is not a valid header, and the client's error would reveal it.
    if not key.isascii() or not key.isprintable() or " " in key:
        raise InputError(f"the environment variable {variable} holds no usable key")
    return key
