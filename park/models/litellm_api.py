"""All other providers, through LiteLLM; imported only when needed."""

import asyncio
import logging
import os
import re
import warnings
from collections.abc import Mapping
from typing import Any

from park.models.adapting import AdaptingModel
from park.models.base import Ability, ModelError
from park.models.errors import model_error
from park.models.masking import LEAST_SECRET
from park.models.openai_api import known_takes, look_around
from park.models.takes import Quiet, Takes
from park.models.wire import secret_headers

SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSWORD", re.IGNORECASE)
"""Names of environment variables that may contain a provider's secret."""
NOT_OPENAIS = frozenset({"chat_template_kwargs"})
"""Fields that LiteLLM only passes on in `extra_body`."""


UNREADABLE = "Invalid response object"
WAY_ROUND = (
    "LiteLLM cannot read the answer; name it openai/<model> with a base_url, if its endpoint is "
    "compatible"
)


class LiteLLMModel(AdaptingModel):
    """A model reached through LiteLLM."""

    images = True

    def __init__(
        self,
        name: str,
        *,
        base_url: str | None = None,
        key: str | None = None,
        timeout: float = 300.0,
        context: int | None = None,
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        takes: Takes | None = None,
    ) -> None:
        """Create a model without sending anything.

        Args:
            name: LiteLLM's name for the model.
            base_url: the endpoint's address, if not the provider's own.
            key: the API key; by default LiteLLM reads the provider's environment variables.
            timeout: seconds before a call times out.
            context: context window in tokens.
            extra: additional request fields.
            headers: additional request headers, treated as secrets.
            takes: known supported features.
        """
        super().__init__(takes or listed_takes(name))
        self.name = name
        self.endpoint = base_url.rstrip("/") if base_url else f"litellm:{provider_of(name)}"
        self.configured_context = context
        self.can = _abilities(name)
        self.timeout = timeout
        self.start_quiet: Quiet = "template" if base_url else "none"
        self.secrets = (key, *(headers or {}).values(), *secrets_around(), *secret_headers())
        self._extra = dict(extra or {})
        likely = (*load_litellm().openai_compatible_providers, "openai")
        self._speaks_openais = bool(base_url) and provider_of(name) in likely
        self._fixed = {
            "model": name,
            "api_base": base_url,
            "api_key": key,
            "timeout": timeout,
            "num_retries": 0,
            "max_retries": 0,
            "drop_params": True,
            "extra_headers": dict(headers) if headers else None,
        }

    async def close(self) -> None:
        """Close the connections of all LiteLLM models."""
        await load_litellm().close_litellm_async_clients()

    async def send(self, fields: dict[str, Any]) -> Any:
        """Send a request and return the response's JSON; ModelError on failure."""
        own = {name: each for name, each in fields.items() if name in NOT_OPENAIS}
        extra = self._extra | own
        known = {name: each for name, each in fields.items() if name not in own}
        request = {**self._fixed, **known, **({"extra_body": extra} if extra else {})}
        try:
            async with asyncio.timeout(self.timeout):
                answer = await load_litellm().acompletion(**request)
            return answer.model_dump()
        except TimeoutError:
            message = f"{self.name}: no answer within {self.timeout:g} seconds"
            raise ModelError(message, "transient") from None
        except Exception as error:
            if UNREADABLE in str(error):
                raise ModelError(f"{self.name}: {WAY_ROUND}", "transient") from None
            found = model_error(error, self.name, self.secrets)
        if self._speaks_openais:
            await look_around(self, found)
        raise found


def load_litellm() -> Any:
    """Import LiteLLM with its downloads, telemetry and logging disabled."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    # Its redaction takes minutes for errors of several megabytes. Its loggers are silenced here,
    # and
    # everything stored or shown is masked by us.
    os.environ.setdefault("LITELLM_DISABLE_REDACT_SECRETS", "true")
    # Its types trigger a pydantic warning at the first call, which does not concern users.
    warnings.filterwarnings("ignore", message=".*`ReadOnly` qualifier", category=UserWarning)
    import litellm

    litellm.telemetry = False
    litellm.suppress_debug_info = True
    for logger in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    return litellm


def secrets_around() -> tuple[str, ...]:
    """Return environment values that LiteLLM may send to a provider as secrets."""
    named = (value.strip() for name, value in os.environ.items() if SECRET.search(name))
    return tuple(dict.fromkeys(value for value in named if len(value) >= LEAST_SECRET))


def provider_of(name: str) -> str | None:
    """Return LiteLLM's provider of a model, if it knows one."""
    try:
        return str(load_litellm().get_llm_provider(model=name)[1])
    except Exception:
        return None


def missing_keys(name: str) -> list[str]:
    """Return the unset environment variables that a model's provider needs."""
    found = load_litellm().validate_environment(model=name)
    # Ollama's variables are addresses with defaults, not keys.
    return [key for key in found["missing_keys"] if not key.startswith("OLLAMA")]


def listed_takes(name: str) -> Takes:
    """Return a model's features according to LiteLLM."""
    listed = supported(name)
    takes = (
        known_takes(name.removeprefix("openai/"), None)
        if provider_of(name) == "openai"
        else Takes()
    )
    if not listed:
        return takes
    wanted = {
        "temperature": ("temperature", False),
        "top_p": ("top_p", False),
        "seed": ("seed", False),
        "presence_penalty": ("penalties", False),
        "stop": ("stop", 0),
        "top_logprobs": ("logprobs", 0),
        "response_format": ("schema", False),
    }
    changes: dict[str, Any] = {
        field: value for listed_as, (field, value) in wanted.items() if listed_as not in listed
    }
    return takes.but(**changes)


def supported(name: str) -> frozenset[str]:
    """Return the parameters that LiteLLM passes on to a model; empty if unknown."""
    return frozenset(load_litellm().get_supported_openai_params(model=name) or ())


def _abilities(name: str) -> frozenset[Ability]:
    wanted: dict[str, Ability] = {
        "response_format": "schema",
        "top_logprobs": "option_logprobs",
        "seed": "seed",
    }
    listed = supported(name)
    return frozenset({"reply", *(able for field, able in wanted.items() if field in listed)})


__all__ = ["LiteLLMModel", "listed_takes", "load_litellm", "missing_keys", "provider_of"]
