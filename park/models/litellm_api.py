"""Every other provider, through LiteLLM; imported only when such a model is used."""

import asyncio
import logging
import os
import time
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from park.models.base import Ability, ChatModel, Choices, Message, ModelError, Params, Reply
from park.models.openai_api import (
    LOGPROBS,
    read_logprobs,
    read_reply,
    response_format,
    sampling,
)
from park.models.trouble import model_error


class LiteLLMModel(ChatModel):
    """A model that LiteLLM knows how to reach."""

    def __init__(
        self,
        name: str,
        *,
        base_url: str | None = None,
        key: str | None = None,
        timeout: float = 300.0,
        context: int | None = None,
    ) -> None:
        """Prepare the model; nothing is sent yet.

        Args:
            name: LiteLLM's name for the model.
            base_url: the endpoint's address, where it is not the provider's own.
            key: the API key; LiteLLM reads the provider's own variables where absent.
            timeout: seconds a call may take.
            context: tokens that prompt and reply may have together.
        """
        self.name = name
        self.endpoint = base_url.rstrip("/") if base_url else f"litellm:{provider_of(name)}"
        self.context = context
        self.abilities = _abilities(name)
        self._key = key
        self._timeout = timeout
        self._fixed = {
            "model": name,
            "api_base": base_url,
            "api_key": key,
            "timeout": timeout,
            "num_retries": 0,
            "max_retries": 0,
            "drop_params": True,
        }

    async def reply(
        self,
        messages: Sequence[Message],
        params: Params,
        schema: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Answer a conversation; see `ChatModel.reply`."""
        began = time.perf_counter()
        fields = sampling(params)
        if schema is not None:
            fields["response_format"] = response_format(schema)
        answer = read_reply(self.name, await self._ask(messages, fields))
        return answer.model_copy(update={"seconds": time.perf_counter() - began})

    async def option_logprobs(self, messages: Sequence[Message], options: Sequence[str]) -> Choices:
        """Return the log-probability of each option; see `ChatModel.option_logprobs`."""
        if "option_logprobs" not in self.abilities:
            return await super().option_logprobs(messages, options)
        began = time.perf_counter()
        answer = await self._ask(messages, {"temperature": 0, "max_tokens": 1, **LOGPROBS})
        return read_logprobs(self.name, answer, options, time.perf_counter() - began)

    async def probe(self) -> None:
        """Ask for a few tokens; not every provider can be asked for its models."""
        fields = {"max_tokens": 16, "timeout": min(self._timeout, 20.0)}
        await self._ask([{"role": "user", "content": "Hi"}], fields)

    async def close(self) -> None:
        """Close the connections of all LiteLLM models."""
        await load_litellm().close_litellm_async_clients()

    async def _ask(self, messages: Sequence[Message], fields: dict[str, Any]) -> Any:
        request = {**self._fixed, "messages": list(messages), **fields}
        try:
            async with asyncio.timeout(self._timeout):
                answer = await load_litellm().acompletion(**request)
            return answer.model_dump()
        except TimeoutError:
            message = f"{self.name}: no answer within {self._timeout:g} seconds"
            raise ModelError(message, "transient") from None
        except Exception as error:
            raise model_error(error, self.name, self._key) from None


def load_litellm() -> Any:
    """Import LiteLLM such that it fetches, reports and prints nothing of its own accord."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    # Its types are built at the first call; pydantic's remark on them is nothing for a user.
    warnings.filterwarnings("ignore", message=".*`ReadOnly` qualifier", category=UserWarning)
    import litellm

    litellm.telemetry = False
    litellm.suppress_debug_info = True
    for logger in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    return litellm


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


def _abilities(name: str) -> frozenset[Ability]:
    able: set[Ability] = {"reply"}
    supported = load_litellm().get_supported_openai_params(model=name) or []
    wanted: dict[str, Ability] = {
        "response_format": "schema",
        "top_logprobs": "option_logprobs",
        "seed": "seed",
    }
    return frozenset(able | {ability for field, ability in wanted.items() if field in supported})


__all__ = ["LiteLLMModel", "load_litellm", "missing_keys", "provider_of"]
