"""The openai package's client, for batches and their files."""

from collections.abc import AsyncIterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from park.models.wire import MAX_BYTES, TooLong, certificates


def sdk_client(
    base_url: str, key: str, timeout: float, headers: Mapping[str, str], *, proxies: bool
) -> Any:
    """Return an `AsyncOpenAI` that does not retry, and reads no endless answers.

    Args:
        base_url: the endpoint's address, including `/v1`.
        key: the API key.
        timeout: seconds before a call times out.
        headers: additional request headers.
        proxies: whether proxies of the environment apply.
    """
    from openai import AsyncOpenAI, DefaultAioHttpClient

    http = DefaultAioHttpClient(
        trust_env=proxies,
        verify=certificates() or True,
        event_hooks={"response": [_bounded]},
    )
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


__all__ = ["sdk_client"]
