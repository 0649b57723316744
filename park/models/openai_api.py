"""OpenAI-compatible endpoints, through the SDK's client and its HTTP client.

`chat.completions.create` validates the request's types, which costs several times as much CPU and
grows with the conversation; the SDK's untyped `post` copies and rebuilds what is the same in every
request. Body, address and the SDK's headers are the same.
"""

import asyncio
import json
import os
import re
import ssl
from collections.abc import AsyncIterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from park.errors import InputError
from park.models.adapting import AdaptingModel
from park.models.address import better_address
from park.models.base import ModelError, Params
from park.models.errors import hidden, model_error, page_error
from park.models.streaming import Hears, gathered, listener
from park.models.takes import Quiet, Takes

OPENAI = "https://api.openai.com/v1"
REASONING = re.compile(r"^(o\d|gpt-[5-9](?!.*-chat))")
MAX_STOPS = 4
"""OpenAI's maximum."""
COMPLETIONS = "/chat/completions"
UNSTREAMED = frozenset({400, 404, 405, 415, 422, 501})
"""Statuses with which an endpoint may refuse to stream."""
MAX_PROBE_SECONDS = 90.0
MAX_BYTES = 64_000_000
"""Maximum response size."""


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
        self._http = _http(self.endpoint)
        self._client = _client(self.endpoint, key, timeout, headers or {}, self._http)
        self._sender = Sender(self._http, self._client, timeout)
        self._streams = True
        self.secrets = (key, *(headers or {}).values())

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
            # The client's timeout applies to each read, this one to the whole call.
            async with asyncio.timeout(self.timeout):
                if hears is None:
                    text = await self._sender.post(f"{self.endpoint}{path}", body)
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
        from openai import APIStatusError

        address = f"{self.endpoint}{COMPLETIONS}"
        asked = {**body, "stream": True, "stream_options": {"include_usage": True}}

        def tell(text: str) -> None:
            hears(hidden(text, self.secrets))

        try:
            return await self._sender.stream(address, asked, tell)
        except APIStatusError as error:
            if error.status_code not in UNSTREAMED:
                raise
            text = await self._sender.post(address, body)
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
        await self._client.close()


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


def certificates() -> ssl.SSLContext | None:
    """Return the trusted certificates set in the environment, if any.

    Raises:
        InputError: SSL_CERT_FILE or SSL_CERT_DIR cannot be read.
    """
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if not file and not folder:
        return None
    try:
        return ssl.create_default_context(cafile=file or None, capath=folder or None)
    except OSError as error:
        name = "SSL_CERT_FILE" if file else "SSL_CERT_DIR"
        raise InputError(f"{name}: {file or folder} holds no certificates ({error})") from None


class Sender:
    """Sends JSON with the SDK's headers, and raises the SDK's errors."""

    def __init__(self, http: Any, client: Any, timeout: float) -> None:
        """Take the address and the headers from the SDK's client."""
        from openai import Omit

        self._http = http
        self._timeout = timeout
        given = {**client.default_headers, **client.auth_headers}
        self._headers = {name: each for name, each in given.items() if not isinstance(each, Omit)}
        self._built: dict[str, Any] = {}
        """An earlier request by address, with all that is the same in the next one."""

    async def post(self, address: str, body: Mapping[str, Any]) -> str:
        """Return the answer's text.

        Raises:
            openai.APIConnectionError: there was none, or not in time (`APITimeoutError`).
            openai.APIStatusError: it is an error.
        """
        return str((await self._send(address, body)).text)

    async def stream(self, address: str, body: Mapping[str, Any], hears: Hears) -> str:
        """Return an answer as `post` does, and tell its text as it comes."""
        response = await self._send(address, body, stream=True)
        try:
            return await gathered(response.aiter_lines(), hears)
        except Exception as error:
            raise _lost(error, response.request) from error
        finally:
            await response.aclose()

    async def _send(self, address: str, body: Mapping[str, Any], *, stream: bool = False) -> Any:
        request = self._request(address, ENCODER.encode(body).encode("utf-8", "surrogatepass"))
        try:
            response = await self._http.send(request, stream=stream)
            if stream and response.status_code >= 300:
                await response.aread()
        except Exception as error:
            raise _lost(error, request) from error
        if response.status_code >= 300:
            raise _status_error(response)
        return response

    def _request(self, address: str, content: bytes) -> Any:
        """Return a request, made like the last one unless the server has set cookies."""
        like = self._built.get(address)
        if like is None or self._http.cookies:
            like = self._http.build_request(
                "POST", address, content=b"", headers=self._headers, timeout=self._timeout
            )
            like.headers.pop("content-length", None)
            self._built[address] = like
        headers, extensions = like.headers, dict(like.extensions)
        return type(like)("POST", like.url, headers=headers, content=content, extensions=extensions)


def _lost(error: Exception, request: Any) -> Exception:
    """Return the SDK's error for a response that did not come."""
    from openai import APIConnectionError, APITimeoutError

    if "Timeout" in type(error).__name__:
        return APITimeoutError(request=request)
    return APIConnectionError(request=request)


def _status_error(response: Any) -> Exception:
    """Return the SDK's error for a response."""
    from openai import APIStatusError

    text = response.text.strip()
    try:
        body = json.loads(text)
        message = f"Error code: {response.status_code} - {body}"
    except (ValueError, RecursionError):
        body, message = text, text or f"Error code: {response.status_code}"
    told = body.get("error", body) if isinstance(body, dict) else body
    return APIStatusError(message, response=response, body=told)


ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _http(base_url: str) -> Any:
    from openai import DefaultAioHttpClient

    # The default transport scans its whole connection pool on every call, so its cost grows with
    # concurrency. Proxies from the environment must not apply to local servers.
    return DefaultAioHttpClient(
        trust_env=not is_loopback(base_url),
        verify=certificates() or True,
        event_hooks={"response": [_bounded]},
    )


def _client(base_url: str, key: str, timeout: float, headers: Mapping[str, str], http: Any) -> Any:
    from openai import AsyncOpenAI

    return AsyncOpenAI(
        base_url=base_url,
        api_key=key,
        max_retries=0,
        timeout=timeout,
        http_client=http,
        default_headers=dict(headers),
    )


async def _bounded(response: Any) -> None:
    """Limit the response size to protect memory."""
    response.stream = _bounded_stream(type(response).__module__.partition(".")[0])(response.stream)


@cache
def _bounded_stream(client: str) -> Any:
    """Return a bounded stream class for the SDK's HTTP library, httpx or httpx2."""

    class Bounded(import_module(client).AsyncByteStream):  # type: ignore[misc]
        """A byte stream that fails after MAX_BYTES."""

        def __init__(self, stream: Any) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            read = 0
            async for chunk in self._stream:
                read += len(chunk)
                if read > MAX_BYTES:
                    raise TooLong(f"the answer is longer than {MAX_BYTES // 10**6} MB")
                yield chunk

        async def aclose(self) -> None:
            await self._stream.aclose()

    return Bounded


class TooLong(Exception):
    """A response exceeds MAX_BYTES."""


__all__ = [
    "OPENAI",
    "OpenAIModel",
    "certificates",
    "is_loopback",
    "is_official",
    "known_takes",
    "look_around",
]
