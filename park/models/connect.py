"""From a model's name in the configuration to a `ChatModel`."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from park.config import ModelConfig
from park.errors import InputError, nearest
from park.models.base import ChatModel
from park.models.embedded import CONTEXT, EmbeddedModel
from park.models.openai_api import OPENAI, OpenAIModel, is_loopback, known_takes
from park.models.prices import facts, listed_models, providers
from park.models.scripted import ScriptedModel, read_script
from park.models.server import check_gguf
from park.models.takes import Takes
from park.models.weights import Progress, catalog, default_alias, pull, quiet, weights_of

OPENAI_KEY = "OPENAI_API_KEY"
CHAT_MODES = ("chat", "completion", "responses")
FORMS = ("embedded", "openai/", "gguf:", "scripted:")


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
        name = config.model
        check_address(config.base_url)
        if name == "embedded" or name.startswith("embedded/"):
            return _shaped(_embedded(config, slots, timeout, progress), config)
        if name.startswith("gguf:"):
            return _shaped(_gguf(config, base, slots, timeout), config)
        if name.startswith("scripted:"):
            path = base / Path(name.removeprefix("scripted:")).expanduser()
            return ScriptedModel(read_script(path), name=name, context=config.context)
        _check_kind(config)
        return _shaped(
            _openai(config, timeout) if name.startswith("openai/") else _litellm(config, timeout),
            config,
        )
    except InputError as error:
        raise InputError(f"models.{role}: {error}") from None


def _embedded(config: ModelConfig, slots: int, timeout: float, progress: Progress) -> ChatModel:
    _, _, alias = config.model.partition("/")
    if config.model.endswith("/"):
        raise InputError(f"{config.model!r} lacks an alias{nearest('', _aliases())}")
    weights = weights_of(alias or default_alias())
    return EmbeddedModel(
        config.model,
        f"embedded:{weights.alias}",
        lambda: pull(weights.alias, progress),
        slots=slots,
        context=config.context or CONTEXT,
        timeout=timeout,
        extra=config.extra_body,
        takes=takes_of(config, Takes()),
    )


def _gguf(config: ModelConfig, base: Path, slots: int, timeout: float) -> ChatModel:
    path = check_gguf(base / Path(config.model.removeprefix("gguf:")).expanduser())
    return EmbeddedModel(
        config.model,
        f"gguf:{path.name}",
        lambda: path,
        slots=slots,
        context=config.context or CONTEXT,
        timeout=timeout,
        extra=config.extra_body,
        takes=takes_of(config, Takes()),
    )


def _openai(config: ModelConfig, timeout: float) -> ChatModel:
    model = config.model.removeprefix("openai/")
    if not model:
        raise InputError("'openai/' lacks the model's name")
    return OpenAIModel(
        config.model,
        model,
        base_url=config.base_url or OPENAI,
        key=openai_key(config),
        timeout=timeout,
        context=_context(config),
        extra=config.extra_body,
        headers=_headers(config),
        takes=takes_of(config, known_takes(model, config.base_url)),
    )


def _litellm(config: ModelConfig, timeout: float) -> ChatModel:
    from park.models.litellm_api import LiteLLMModel, listed_takes, missing_keys, provider_of

    known = {*FORMS, *providers(), *listed_models(), *(f"embedded/{a}" for a in _aliases())}
    provider, slash, _ = config.model.partition("/")
    if not (slash and provider in providers()) and provider_of(config.model) is None:
        hint = nearest(config.model, known) or nearest(provider, known)
        raise InputError(f"{config.model!r} is no model that is known here{hint}")
    key = None
    if config.api_key_env is not None:
        key = _key(config, config.api_key_env)
    elif not is_loopback(config.base_url) and (missing := missing_keys(config.model)):
        raise InputError(f"{config.model} needs the environment variable {' and '.join(missing)}")
    return LiteLLMModel(
        config.model,
        base_url=config.base_url,
        key=key or ("none" if is_loopback(config.base_url) else None),
        timeout=timeout,
        context=_context(config),
        extra=config.extra_body,
        headers=_headers(config),
        takes=takes_of(config, listed_takes(config.model)),
    )


def _shaped(model: ChatModel, config: ModelConfig) -> ChatModel:
    """Note on a model which settings shape its answers."""
    if config.extra_body or config.thinking != "off":
        model.shape = (config.extra_body, config.thinking)
    return model


def takes_of(config: ModelConfig, known: Takes) -> Takes:
    """Return what a configured model takes: what is known of it, and what the user says."""
    said = config.takes.model_dump(exclude_unset=True) if config.takes else {}
    if config.thinking != "off":
        said = {"thinks": True, "quiet": "no", "room": config.thinking} | said
    return known.but(**said)


def _headers(config: ModelConfig) -> dict[str, str]:
    """Return the configured headers; InputError if a variable is not set."""
    return {name: _key(config, variable) for name, variable in config.headers_env.items()}


def openai_key(config: ModelConfig) -> str:
    """Return the key for an OpenAI-compatible endpoint; one on this machine needs none.

    Raises:
        InputError: the environment variable is not set, or holds no usable key.
    """
    if is_loopback(config.base_url) and config.api_key_env is None:
        return "none"
    return _key(config, config.api_key_env or OPENAI_KEY)


def _key(config: ModelConfig, variable: str) -> str:
    key = os.environ.get(variable, "").strip()
    if not key:
        raise InputError(f"{config.model} needs the environment variable {variable}")
    # A header cannot hold such a key, and the client's error would show it.
    if not key.isascii() or not key.isprintable() or " " in key:
        raise InputError(f"the environment variable {variable} holds no usable key")
    return key


def _context(config: ModelConfig) -> int | None:
    known = (facts(config) or {}).get("max_input_tokens")
    return config.context or (known if isinstance(known, int) else None)


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


def _aliases() -> list[str]:
    return [weights.alias for weights in catalog().weights]


__all__ = ["check_address", "connect", "openai_key"]
