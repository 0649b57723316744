"""Every other provider, through LiteLLM; imported only when such a model is used."""

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
from park.models.openai_api import known_takes, look_around
from park.models.takes import Quiet, Takes

SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSWORD", re.IGNORECASE)
"""Names of environment variables that LiteLLM may take a provider's secret from."""
LEAST_SECRET = 12
"""Characters; what is shorter may be a setting, and an ordinary word."""
NOT_OPENAIS = frozenset({"chat_template_kwargs"})
"""Fields that LiteLLM would not pass on of its own accord."""


UNREADABLE = "Invalid response object"
WAY_ROUND = (
    "LiteLLM cannot read the answer; name it openai/<model> with a base_url, if its endpoint is "
    "compatible"
)


class LiteLLMModel(AdaptingModel):
    """A model that LiteLLM knows how to reach."""

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
        """Prepare the model; nothing is sent yet.

        Args:
            name: LiteLLM's name for the model.
            base_url: the endpoint's address, where it is not the provider's own.
            key: the API key; LiteLLM reads the provider's own variables where absent.
            timeout: seconds a call may take.
            context: tokens that prompt and reply may have together.
            extra: further fields of every request's body.
            headers: further headers of every request; secrets, like the key.
            takes: what the model is known to take.
        """
        super().__init__(takes or listed_takes(name))
        self.name = name
        self.endpoint = base_url.rstrip("/") if base_url else f"litellm:{provider_of(name)}"
        self.configured_context = context
        self.can = _abilities(name)
        self.timeout = timeout
        self.start_quiet: Quiet = "template" if base_url else "none"
        self.secrets = (key, *(headers or {}).values(), *secrets_around())
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
        """Send a request and return the JSON of the answer; ModelError if that fails."""
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
    """Import LiteLLM such that it fetches, reports and prints nothing of its own accord."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    # Its own redaction takes minutes for an error of some megabytes. Its loggers are silent here,
    # and what we store or show is masked by us.
    os.environ.setdefault("LITELLM_DISABLE_REDACT_SECRETS", "true")
    # Its types are built at the first call; pydantic's remark on them is nothing for a user.
    warnings.filterwarnings("ignore", message=".*`ReadOnly` qualifier", category=UserWarning)
    import litellm

    litellm.telemetry = False
    litellm.suppress_debug_info = True
    for logger in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    return litellm


def secrets_around() -> tuple[str, ...]:
    """Return what the environment holds that LiteLLM may send to a provider as a secret."""
    named = (value.strip() for name, value in os.environ.items() if SECRET.search(name))
    return tuple(dict.fromkeys(value for value in named if len(value) >= LEAST_SECRET))


def provider_of(name: str) -> str | None:
    """Return the provider that LiteLLM would ask for a model; None if it knows none."""
    try:
        return str(load_litellm().get_llm_provider(model=name)[1])
    except Exception:
        return None


def missing_keys(name: str) -> list[str]:
    """Return the environment variables that a model's provider needs and that are not set."""
    found = load_litellm().validate_environment(model=name)
    # A local server's address has a default; it is no key.
    return [key for key in found["missing_keys"] if not key.startswith("OLLAMA")]


def listed_takes(name: str) -> Takes:
    """Return what LiteLLM's map says of what a model takes."""
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
    """Return the parameters that LiteLLM would pass on to a model; none if it does not know."""
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
