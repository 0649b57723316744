"""Any OpenAI-compatible endpoint, over the SDK's untyped `post`.

`chat.completions.create` walks the request's types, which costs several times as much CPU and
grows with the conversation; the bytes sent are the same.
"""

import asyncio
import json
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from park.models.base import (
    Ability,
    ChatModel,
    Choices,
    Message,
    ModelError,
    NoLogprobs,
    Params,
    Reply,
)
from park.models.trouble import model_error, trouble_of
from park.records import Usage

OPENAI = "https://api.openai.com/v1"
REASONING = re.compile(r"^(o\d|gpt-[5-9](?!.*-chat))")
MAX_STOPS = 4
"""How many stop sequences OpenAI allows."""
MAX_PROBE_SECONDS = 20.0


class OpenAIModel(ChatModel):
    """A model behind an OpenAI-compatible endpoint."""

    def __init__(
        self,
        name: str,
        model: str,
        *,
        base_url: str = OPENAI,
        key: str = "none",
        timeout: float = 300.0,
        context: int | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        """Prepare a client; nothing is sent yet.

        Args:
            name: as the configuration names the model.
            model: as the endpoint names it.
            base_url: the endpoint's address, with its `/v1`.
            key: the API key.
            timeout: seconds a call may take.
            context: tokens that prompt and reply may have together.
            extra: further fields of every request's body.
        """
        self.name = name
        self.endpoint = base_url.rstrip("/")
        self.context = context
        self._model = model
        self._timeout = timeout
        self._extra = dict(extra or {})
        self._official = is_official(base_url)
        self._reasons = self._official and bool(REASONING.match(model))
        self.abilities = _abilities(self._reasons)
        self._client = _client(self.endpoint, key, timeout)

    async def reply(
        self,
        messages: Sequence[Message],
        params: Params,
        schema: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Answer a conversation; see `ChatModel.reply`."""
        began = time.perf_counter()
        answer = read_reply(self.name, await self.ask(self.body(messages, params, schema)))
        return answer.model_copy(update={"seconds": time.perf_counter() - began})

    async def option_logprobs(self, messages: Sequence[Message], options: Sequence[str]) -> Choices:
        """Return the log-probability of each option; see `ChatModel.option_logprobs`."""
        if "option_logprobs" not in self.abilities:
            return await super().option_logprobs(messages, options)
        began = time.perf_counter()
        answer = await self.ask(self.options_body(messages))
        return read_logprobs(self.name, answer, options, time.perf_counter() - began)

    def options_body(self, messages: Sequence[Message]) -> dict[str, Any]:
        """Return the request for the likeliest first tokens of an answer."""
        return {**self.body(messages, Params(temperature=0, max_tokens=1)), **LOGPROBS}

    async def probe(self) -> None:
        """Ask for the list of models; where it leaves the model out, for one token."""
        try:
            listed = await self._send("get", "/models", None, MAX_PROBE_SECONDS)
            models = {entry.get("id") for entry in listed.get("data", ())}
        except ModelError as error:
            if error.trouble != "fatal" or "HTTP 404" not in str(error):
                raise
            models = set()
        except (AttributeError, TypeError):
            models = set()
        if self._model not in models:
            body = self.body([{"role": "user", "content": "Hi"}], Params(max_tokens=16))
            await self._send("post", "/chat/completions", body, MAX_PROBE_SECONDS)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    def body(
        self,
        messages: Sequence[Message],
        params: Params,
        schema: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return the body of a request."""
        body: dict[str, Any] = {"model": self._model, "messages": list(messages), **self._extra}
        if self._reasons:
            body["max_completion_tokens"] = params.max_tokens
        else:
            body |= sampling(params)
        if self._official and "stop" in body:
            body["stop"] = body["stop"][:MAX_STOPS]
        if schema is not None:
            body["response_format"] = response_format(schema)
        return body

    async def ask(self, body: dict[str, Any]) -> Any:
        """Send a request's body and return the JSON of the answer; ModelError if that fails."""
        return await self._send("post", "/chat/completions", body, self._timeout)

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """Post to another path of the endpoint; ModelError if that fails."""
        return await self._send("post", path, body, self._timeout)

    async def _send(
        self, method: str, path: str, body: dict[str, Any] | None, timeout: float
    ) -> Any:
        try:
            # The client's timeout is for each read; this one is for the whole call.
            async with asyncio.timeout(min(timeout, self._timeout)):
                if method == "post":
                    text = await self._client.post(path, cast_to=str, body=body)
                else:
                    text = await self._client.get(path, cast_to=str)
            return json.loads(text)
        except json.JSONDecodeError:
            raise ModelError(f"{self.name}: the answer is not JSON", "transient") from None
        except TimeoutError:
            message = f"{self.name}: no answer within {timeout:g} seconds"
            raise ModelError(message, "transient") from None
        except Exception as error:
            raise model_error(error, self.name, self._client.api_key) from None


LOGPROBS = {"logprobs": True, "top_logprobs": 20}


def is_official(base_url: str) -> bool:
    """Whether an address is OpenAI's own."""
    return urlsplit(base_url).hostname == "api.openai.com"


def is_loopback(base_url: str | None) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(base_url or "").hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")


def sampling(params: Params) -> dict[str, Any]:
    """Return the request fields for the parameters that are not at an endpoint's default."""
    fields: dict[str, Any] = {"max_tokens": params.max_tokens, "temperature": params.temperature}
    if params.top_p != 1.0:
        fields["top_p"] = params.top_p
    if params.presence_penalty:
        fields["presence_penalty"] = params.presence_penalty
    if params.stop:
        fields["stop"] = list(params.stop)
    if params.seed is not None:
        fields["seed"] = params.seed
    return fields


def response_format(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the request field that asks for JSON of a schema."""
    required, known = schema.get("required", ()), schema.get("properties", {})
    # OpenAI refuses `strict` unless the schema is closed and all its keys are required.
    strict = schema.get("additionalProperties") is False and set(required) == set(known)
    described = {"name": "reply", "schema": dict(schema), "strict": strict}
    return {"type": "json_schema", "json_schema": described}


def read_reply(name: str, answer: Any) -> Reply:
    """Read a chat completion.

    Raises:
        ModelError: it is an error, or holds no text.
    """
    choice = _choice(name, answer)
    message, finish = choice.get("message"), choice.get("finish_reason")
    if not isinstance(message, dict):
        raise ModelError(f"{name}: the answer has no message", "transient")
    text = message.get("content")
    if text is None:
        text = message.get("refusal")
    if not isinstance(text, str):
        raise _no_text(name, finish)
    return Reply(
        text=text,
        finish=finish if finish in ("stop", "length") else "other",
        usage=read_usage(answer.get("usage")),
    )


def read_usage(usage: Any) -> Usage:
    """Read the usage of a completion; what is not said counts as nothing."""
    if not isinstance(usage, dict):
        return Usage()
    details = usage.get("prompt_tokens_details")
    asked = _count(usage.get("prompt_tokens"))
    cached = _count(details.get("cached_tokens")) if isinstance(details, dict) else 0
    return Usage(
        tokens_in=asked,
        tokens_out=_count(usage.get("completion_tokens")),
        cached_tokens_in=min(cached, asked),
    )


def read_logprobs(name: str, answer: Any, options: Sequence[str], seconds: float = 0.0) -> Choices:
    """Read the log-probabilities of options from a completion of one token.

    Raises:
        ModelError: there are none.
    """
    choice: Any = _choice(name, answer)
    try:
        tokens = choice["logprobs"]["content"][0]["top_logprobs"]
        likeliest = [(str(token["token"]), float(token["logprob"])) for token in tokens]
    except (TypeError, KeyError, IndexError, ValueError):
        raise NoLogprobs(name) from None
    found: dict[str, float] = {}
    for token, logprob in likeliest:
        option = token.strip()
        if option in options:
            found[option] = max(logprob, found.get(option, logprob))
    return Choices(logprobs=found, usage=read_usage(answer.get("usage")), seconds=seconds)


def _choice(name: str, answer: Any) -> dict[str, Any]:
    if isinstance(answer, dict) and answer.get("error") and not answer.get("choices"):
        # Some gateways report errors with status 200.
        error = answer["error"]
        code = error.get("code") if isinstance(error, dict) else None
        status = code if isinstance(code, int) else 500
        raise ModelError(f"{name}: the endpoint reports an error ({status})", trouble_of(status))
    choices = answer.get("choices") if isinstance(answer, dict) else None
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise ModelError(f"{name}: the answer has no choices", "transient")
    return choices[0]


def _no_text(name: str, finish: Any) -> ModelError:
    if finish == "length":
        hint = "all tokens went into thinking; raise max_tokens"
        return ModelError(f"{name}: the answer has no text: {hint}", "rejected")
    if finish == "content_filter":
        return ModelError(f"{name}: refused by the endpoint's content filter", "rejected")
    return ModelError(f"{name}: the answer has no text", "transient")


def _count(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _abilities(reasons: bool) -> frozenset[Ability]:
    able: set[Ability] = {"reply", "schema"}
    return frozenset(able if reasons else able | {"option_logprobs", "seed"})


def _client(base_url: str, key: str, timeout: float) -> Any:
    from openai import AsyncOpenAI, DefaultAioHttpClient

    # The default transport looks through all connections of its pool at every call, so that its
    # cost grows with the concurrency. A proxy of the environment must not stand between a program
    # and its own machine.
    http = DefaultAioHttpClient(trust_env=not is_loopback(base_url))
    return AsyncOpenAI(
        base_url=base_url, api_key=key, max_retries=0, timeout=timeout, http_client=http
    )


__all__ = ["OPENAI", "OpenAIModel", "is_loopback", "is_official", "read_logprobs", "read_reply"]
