"""From a model's name in the configuration to a `ChatModel`."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from park.config import ModelConfig
from park.errors import InputError
from park.models.backend import MODELS, Backend, Setting, openai_key
from park.models.base import ChatModel
from park.models.prices import facts
from park.models.weights import Progress, quiet

CHAT_MODES = ("chat", "completion", "responses")
OTHERWISE = "litellm"
"""The backend of names that no other one answers to."""


def connect(
    config: ModelConfig,
    *,
    base: Path,
    role: str = "delegate",
    slots: int = 4,
    timeout: float = 300.0,
    progress: Progress = quiet,
) -> ChatModel:
    """Make the model that a role's configuration names; nothing is fetched or started yet.

    Args:
        config: the model's name and how it is asked.
        base: the folder that relative paths start from.
        role: which role it is for, as errors name it.
        slots: how many calls an embedded model answers at once.
        timeout: seconds a call may take.
        progress: told of the bytes while weights are fetched.

    Raises:
        InputError: the name, an address or a key is wrong; one line that names the role.
    """
    try:
        check_address(config.base_url)
        backend = backend_of(config.model)
        if backend.name in ("openai", OTHERWISE):
            _check_kind(config)
        model = backend().connect(config, Setting(base, slots, timeout, progress))
    except InputError as error:
        raise InputError(f"models.{role}: {error}") from None
    if backend.shaped and (config.extra_body or config.thinking != "off"):
        model.shape = (config.extra_body, config.thinking)
    return model


def backend_of(model: str) -> type[Backend]:
    """Return the backend that a model's name belongs to."""
    name = re.split("[/:]", model, maxsplit=1)[0]
    if name != OTHERWISE and name in MODELS.names():
        backend = MODELS.get(name)
        if backend.answers(model):
            return backend
    return MODELS.get(OTHERWISE)


def _check_kind(config: ModelConfig) -> None:
    mode = (facts(config) or {}).get("mode")
    if mode is not None and mode not in CHAT_MODES:
        raise InputError(f"{config.model} is no chat model (its kind is {mode})")


def check_address(base_url: str | None) -> None:
    """Refuse an address that names no host, or holds a password, with InputError."""
    if base_url is None:
        return
    if re.search(r"\s", base_url) or not base_url.isprintable():
        raise InputError(f"base_url holds a blank: {base_url!r}")
    try:
        parts = urlsplit(base_url)
        host = parts.hostname if parts.port != 0 else None
    except ValueError as error:
        raise InputError(f"base_url is no address ({error})") from None
    if parts.scheme not in ("http", "https") or not host:
        raise InputError("base_url must begin with http:// or https:// and name a host")
    if parts.username or parts.password or parts.query:
        raise InputError("base_url must hold no password and no query; use api_key_env for a key")


__all__ = ["backend_of", "check_address", "connect", "openai_key"]
