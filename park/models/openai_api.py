"""OpenAI-compatible endpoints."""

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from park.errors import InputError
from park.models.adapting import AdaptingModel
from park.models.address import better_address
from park.models.base import ModelError, Params
from park.models.errors import hidden, model_error, page_error
from park.models.streaming import Hears, listener
from park.models.takes import Quiet, Takes
from park.models.wire import APIStatusError, Wire, certificates, headers_for, secret_headers

OPENAI = "https://api.openai.com/v1"
REASONING = re.compile(r"^(o\d|gpt-[5-9](?!.*-chat))")
MAX_STOPS = 4
"""OpenAI's maximum."""
COMPLETIONS = "/chat/completions"
UNSTREAMED = frozenset({400, 404, 405, 415, 422, 501})
"""Statuses with which an endpoint may refuse to stream."""
MAX_PROBE_SECONDS = 90.0


class OpenAIModel(AdaptingModel):
    """A model behind an OpenAI-compatible endpoint."""

    images = True

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
        headers: Mapping[str, str] | None = None,
        takes: Takes | None = None,
    ) -> None:
        """Create a client without sending anything.

        Args:
            name: the model's name in the configuration.
            model: the model's name at the endpoint.
            base_url: the endpoint's address, including `/v1`.
            key: the API key.
            timeout: seconds before a call times out.
            context: context window in tokens.
            extra: additional request fields.
            headers: additional request headers, treated as secrets.
            takes: known supported features.
        """
        super().__init__(takes or known_takes(model, base_url))
        self.name = name
        self.endpoint = base_url.rstrip("/")
        self.timeout = timeout
        self.configured_context = context
        self._model = model
        self._extra = dict(extra or {})
        self.start_quiet: Quiet = "none" if is_official(base_url) else "template"
        self._key, self._headers = key, dict(headers or {})
        # Proxies from the environment must not apply to local servers.
        self._proxies = not is_loopback(self.endpoint)
        self._wire = Wire(headers_for(key, self._headers), timeout, proxies=self._proxies)
        self._streams = True
        self.secrets = (key, *self._headers.values(), *secret_headers())

    def body(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return a request's body."""
        return {"model": self._model, **fields, **self._extra}

    async def send(self, fields: dict[str, Any]) -> Any:
        """Send a request and return the response's JSON; ModelError on failure.

        Raises:
            InputError: chat completions are at another address.
        """
        try:
            return await self.post(COMPLETIONS, self.body(fields))
        except ModelError as error:
            await look_around(self, error)
            raise

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """Post to a path of the endpoint and return the response's JSON.

        Raises:
            ModelError: the request failed.
        """
        hears = listener() if path == COMPLETIONS and self._streams else None
        try:
            # The wire's timeout applies to each read, this one to the whole call.
            async with asyncio.timeout(self.timeout):
                if hears is None:
                    text = await self._wire.post(f"{self.endpoint}{path}", body)
                else:
                    text = await self._streamed(body, hears)
        except TimeoutError:
            message = f"{self.name}: no answer within {self.timeout:g} seconds"
            raise ModelError(message, "transient") from None
        except ModelError:
            raise
        except Exception as error:
            raise model_error(error, self.name, self.secrets) from None
        try:
            return json.loads(text)
        except (ValueError, RecursionError):  # ValueError also for numbers with too many digits.
            raise page_error(self.name, text, self.secrets) from None

    async def _streamed(self, body: Mapping[str, Any], hears: Hears) -> str:
        """Return the body of an answer, told as it comes; of a plain one if it cannot stream."""
        address = f"{self.endpoint}{COMPLETIONS}"
        asked = {**body, "stream": True, "stream_options": {"include_usage": True}}

        def tell(text: str) -> None:
            hears(hidden(text, self.secrets))

        try:
            return await self._wire.stream(address, asked, tell)
        except APIStatusError as error:
            if error.status_code not in UNSTREAMED:
                raise
            text = await self._wire.post(address, body)
            self._streams = False
            return text

    async def probe(self, params: Params | None = None) -> str:
        """Check the endpoint; see `ChatModel.probe`."""
        try:
            async with asyncio.timeout(min(MAX_PROBE_SECONDS, self.timeout)):
                return await super().probe(params)
        except TimeoutError:
            message = f"{self.name}: no answer in time"
            raise ModelError(message, "transient") from None

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()


async def look_around(model: AdaptingModel, error: ModelError) -> None:
    """Search once for the right address of an endpoint that has never answered.

    Args:
        model: the model, with the address as its `endpoint`.
        error: the error of a call.

    Raises:
        InputError: the API is at another address.
    """
    if model.answered or model.looked or not _is_lost(error):
        return
    model.looked = True
    better = await better_address(model.endpoint, certificates() or True)
    if better is not None:
        raise InputError(
            f"{model.name}: no chat completions at base_url {model.endpoint}, but there is an "
            f"API at {better}; did you mean base_url: {better}?"
        )


UNMET = re.compile(r"connection error|cannot connect", re.IGNORECASE)


def _is_lost(error: ModelError) -> bool:
    """Whether an error suggests a wrong address."""
    if error.status is None:
        return True
    plain_http = error.status == 400 and "https" in error.words.lower()
    # LiteLLM assigns a status to connection errors.
    unmet = error.status == 500 and UNMET.search(error.words)
    return (
        bool(unmet) or error.status in (301, 302, 307, 308, 403, 404, 405, 426, 501) or plain_http
    )


def known_takes(model: str, base_url: str | None) -> Takes:
    """Return a model's known features; OpenAI's reasoning models support few."""
    if not is_official(base_url or OPENAI):
        return Takes()
    if REASONING.match(model):
        return Takes().but(
            temperature=False,
            top_p=False,
            penalties=False,
            seed=False,
            stop=0,
            logprobs=0,
            limit="max_completion_tokens",
            thinks=True,
            quiet="none",
        )
    return Takes(stop=MAX_STOPS)


def is_official(base_url: str) -> bool:
    """Whether an address is OpenAI's own."""
    return urlsplit(base_url).hostname == "api.openai.com"


def is_loopback(base_url: str | None) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(base_url or "").hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")


__all__ = [
    "OPENAI",
    "OpenAIModel",
    "is_loopback",
    "is_official",
    "known_takes",
    "look_around",
]
