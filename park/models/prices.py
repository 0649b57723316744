"""Model prices from LiteLLM's bundled list, read without importing LiteLLM."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from park.config import ModelConfig, Price
from park.models.openai_api import OPENAI, is_loopback, is_official
from park.records import Usage

PRICE_LIST = "model_prices_and_context_window_backup.json"
PROVIDERS = "provider_endpoints_support_backup.json"
FREE = Price(input=0, output=0)
OWN_MACHINE = ("ollama", "ollama_chat", "lm_studio", "llamafile", "docker_model_runner")
"""LiteLLM providers that are local servers."""


def price_of(config: ModelConfig) -> Price | None:
    """Return a model's price in US dollars per million tokens; None if unknown.

    A configured price takes precedence; local models are free.
    """
    if config.price is not None:
        return config.price
    if is_local(config):
        return FREE
    known = facts(config)
    if known is None or "input_cost_per_token" not in known:
        return None
    cached = known.get("cache_read_input_token_cost")
    batch = "_batches" if config.batch and "input_cost_per_token_batches" in known else ""
    return Price(
        input=_per_million(known[f"input_cost_per_token{batch}"]),
        output=_per_million(known.get(f"output_cost_per_token{batch}") or 0),
        cached_input=None if cached is None else _per_million(cached),
    )


def cost(usage: Usage, price: Price) -> float:
    """Return the cost in US dollars; cached input has its own price."""
    cached_price = price.input if price.cached_input is None else price.cached_input
    fresh = usage.tokens_in - usage.cached_tokens_in
    tokens = fresh * price.input + usage.cached_tokens_in * cached_price
    return (tokens + usage.tokens_out * price.output) / 1e6


def is_local(config: ModelConfig) -> bool:
    """Whether a model runs on this machine."""
    own = config.model == "embedded" or config.model.startswith(("embedded/", "gguf:", "scripted:"))
    if own or is_loopback(config.base_url):
        return True
    return config.base_url is None and config.model.split("/")[0] in OWN_MACHINE


def facts(config: ModelConfig) -> Mapping[str, Any] | None:
    """Return a model's entry in the price list, if any.

    A model at a custom `base_url` is not looked up, as it may only share the name.
    """
    name = config.model
    if name.startswith("openai/"):
        if not is_official(config.base_url or OPENAI):
            return None
        return _listed(name.removeprefix("openai/"), "openai")
    if config.base_url is not None:
        return None
    provider, _, rest = name.partition("/")
    return _listed(name) or (_listed(rest, provider) if rest else None)


def listed_models() -> list[str]:
    """Return the names of all models in the price list."""
    return [name for name, known in _bundled(PRICE_LIST).items() if known.get("mode")]


@cache
def providers() -> frozenset[str]:
    """Return the provider names allowed before the first slash."""
    named = _bundled(PROVIDERS).get("providers", {})
    return frozenset(named) | {
        str(known["litellm_provider"])
        for known in _bundled(PRICE_LIST).values()
        if known.get("mode") == "chat" and known.get("litellm_provider")
    }


def _listed(name: str, provider: str | None = None) -> Mapping[str, Any] | None:
    known = _bundled(PRICE_LIST).get(name)
    if known is None or (provider and known.get("litellm_provider") != provider):
        return None
    return dict(known)


def _per_million(per_token: Any) -> float:
    # Prices per token such as 0.15e-6 have no exact binary representation.
    return round(float(per_token) * 1e6, 9)


@cache
def _bundled(name: str) -> Mapping[str, Any]:
    spec = find_spec("litellm")
    if spec is None or spec.origin is None:
        return {}
    try:
        with (Path(spec.origin).parent / name).open(encoding="utf-8") as file:
            return dict(json.load(file))
    except (OSError, ValueError):
        return {}


__all__ = ["cost", "facts", "is_local", "listed_models", "price_of", "providers"]
