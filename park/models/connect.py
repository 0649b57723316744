"""Connects configured models."""

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
"""Fallback backend."""


def connect(
    config: ModelConfig,
    *,
    base: Path,
    role: str = "delegate",
    slots: int = 4,
    timeout: float = 300.0,
    progress: Progress = quiet,
) -> ChatModel:
    """Create a role's model without fetching or starting anything.

    Args:
        config: the model's name and settings.
        base: base folder of relative paths.
        role: the role, for error messages.
        slots: concurrent calls of an embedded model.
        timeout: seconds before a call times out.
        progress: download progress of weights.

    Raises:
        InputError: a wrong name, address or API key; names the role.
    """
    try:
        check_address(config.base_url)
        backend = backend_of(config.model)
        if backend.name in ("openai", OTHERWISE):
            _check_kind(config)
        if config.batch and backend.name != "openai":
            raise InputError(f"batch is for openai/<name> alone, not for {config.model}")
        model = backend().connect(config, Setting(base, slots, timeout, progress))
    except InputError as error:
        raise InputError(f"models.{role}: {error}") from None
    if backend.shaped and (config.extra_body or config.thinking != "off"):
        model.shape = (config.extra_body, config.thinking)
    return model


def backend_of(model: str) -> type[Backend]:
    """Return the backend of a model name."""
    name = re.split("[/:]", model, maxsplit=1)[0]
    if name != OTHERWISE and name in MODELS.names():
        backend = MODELS.get(name)
        if backend.answers(model):
            return backend
    return MODELS.get(OTHERWISE)


def _check_kind(config: ModelConfig) -> None:
    mode = (facts(config) or {}).get("mode")
    if mode is not None and mode not in CHAT_MODES:
        raise InputError(f"{config.model} is not a chat model (its kind is {mode})")


def check_address(base_url: str | None) -> None:
    """Raise InputError for an address without a host or with a password."""
    if base_url is None:
        return
    if re.search(r"\s", base_url) or not base_url.isprintable():
        raise InputError(f"base_url contains a space: {base_url!r}")
    try:
        parts = urlsplit(base_url)
        host = parts.hostname if parts.port != 0 else None
    except ValueError as error:
        raise InputError(f"base_url is not an address ({error})") from None
    if parts.scheme not in ("http", "https") or not host:
        raise InputError("base_url must begin with http:// or https:// and name a host")
    if parts.username or parts.password or parts.query:
        raise InputError("base_url must not contain a password or query; use api_key_env for a key")


__all__ = ["backend_of", "check_address", "connect", "openai_key"]
