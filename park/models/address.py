"""Finds the right address of an API when the configured one fails."""

import asyncio
import json
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

SECONDS = 5.0
"""Timeout for each address."""
MOST_BYTES = 4_000_000
ENDINGS = ("/chat/completions", "/completions", "/responses", "/embeddings", "/models", "/chat")
"""Method paths, which are not part of a base URL."""


def trimmed(base_url: str) -> str:
    """Return an address without trailing slashes and method path."""
    url = base_url.strip().rstrip("/")
    for ending in ENDINGS:
        if url.endswith(ending):
            return url.removesuffix(ending).rstrip("/")
    return url


def candidates(base_url: str) -> Iterator[str]:
    """Yield likely corrections of an address, on the same host."""
    url = trimmed(base_url)
    scheme, _, rest = url.partition("://")
    other = {"http": "https", "https": "http"}.get(scheme, scheme)
    for start in (scheme, other):
        if start != scheme:
            yield f"{start}://{rest}"
        if not url.endswith("/v1"):
            yield f"{start}://{rest}/v1"
        else:
            yield f"{start}://{rest.removesuffix('/v1')}"
        yield f"{start}://{urlsplit(url).netloc}/api/v1"
        yield f"{start}://{urlsplit(url).netloc}/v1"


async def better_address(base_url: str, verify: ssl.SSLContext | bool = True) -> str | None:
    """Return the likeliest working address on the same host, if it differs from `base_url`.

    No key is sent: an address works if it lists models or replies 401 in JSON.
    """
    import aiohttp

    limit = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(timeout=limit) as client:
        urls = list(dict.fromkeys([base_url.rstrip("/"), *candidates(base_url)]))
        found = await asyncio.gather(*(_has_api(client, url, verify) for url in urls))
    first = next((url for url, there in zip(urls, found, strict=True) if there), None)
    return None if first == urls[0] else first


async def _has_api(client: Any, url: str, verify: ssl.SSLContext | bool) -> bool:
    import aiohttp

    try:
        async with client.get(f"{url}/models", ssl=verify, allow_redirects=False) as answer:
            status, data = answer.status, json.loads(await answer.content.read(MOST_BYTES))
    except aiohttp.ClientConnectorCertificateError:
        # An untrusted certificate still proves that a server listens.
        return True
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, RecursionError):
        return False
    if not isinstance(data, dict):
        return False
    listed = isinstance(data.get("data") or data.get("models"), list)
    return (status == 200 and listed) or status == 401


__all__ = ["better_address", "candidates", "trimmed"]
