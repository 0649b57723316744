"""Posts JSON to OpenAI-compatible endpoints over aiohttp.

The openai package takes .4 to .9 s to import, and as much time a call as aiohttp itself for what
is the same in every request (docs/benchmarks.md). It stays for files, batches and fine-tuning.
"""

import codecs
import io
import json
import os
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import cache, lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies, proxy_bypass

from park.errors import InputError
from park.models.masking import LEAST_SECRET
from park.models.streaming import Hears, gathered

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession
    from yarl import URL

MAX_BYTES = 64_000_000
"""Maximum response size, unpacked."""
MAX_REDIRECTS = 20
REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEPT = frozenset({307, 308})
"""Redirects that keep the method and the body; others ask by GET, as browsers do."""
CONNECTIONS = 1000
IDLE = 5.0
"""Seconds for which a connection is kept for the next call."""
OPENAIS = {"OpenAI-Organization": "OPENAI_ORG_ID", "OpenAI-Project": "OPENAI_PROJECT_ID"}
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class APIConnectionError(Exception):
    """No whole response came; its cause says why. Named as the SDK's."""


class APITimeoutError(APIConnectionError):
    """No whole response came in time."""


class APIStatusError(Exception):
    """A response with an error. Named as the SDK's.

    Attributes:
        status_code: the HTTP status.
        headers: the response's headers, read in either case.
        body: the error it tells of, or its text.
    """

    def __init__(self, status: int, headers: Mapping[str, str], text: str) -> None:
        """Read an error's body, as JSON if it is."""
        text = text.strip()
        try:
            told = json.loads(text)
            message = f"Error code: {status} - {told}"
        except (ValueError, RecursionError):
            told, message = text, text or f"Error code: {status}"
        super().__init__(message)
        self.status_code = status
        self.headers = headers
        self.body = told.get("error", told) if isinstance(told, dict) else told


class TooLong(Exception):
    """A response exceeds MAX_BYTES."""


class Wire:
    """The connections to an endpoint."""

    def __init__(self, headers: Mapping[str, str], timeout: float, *, proxies: bool) -> None:
        """Connect to nothing yet.

        Args:
            headers: sent with every request, but to no other host than the endpoint's.
            timeout: seconds to wait for a connection, and for each part of a response.
            proxies: whether proxies of the environment apply.

        Raises:
            InputError: SSL_CERT_FILE or SSL_CERT_DIR cannot be read.
        """
        # Imported here, not within a call's timeout.
        import aiohttp  # noqa: F401

        self._headers = headers
        self._timeout = timeout
        self._proxies = proxies
        self._trusted = certificates()
        self._session: ClientSession | None = None
        self._routes: dict[str, tuple[URL, dict[str, Any]]] = {}

    async def post(self, address: str, body: Mapping[str, Any]) -> str:
        """Return the answer's text.

        Raises:
            APIConnectionError: there was none, or not in time (`APITimeoutError`).
            APIStatusError: it is an error.
        """
        return await self._exchange(address, body, _text)

    async def stream(self, address: str, body: Mapping[str, Any], hears: Hears) -> str:
        """Return an answer as `post` does, and tell its text as it comes."""
        return await self._exchange(address, body, lambda answer: gathered(_lines(answer), hears))

    async def close(self) -> None:
        """Close the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _exchange(
        self,
        address: str,
        body: Mapping[str, Any],
        read: "Callable[[ClientResponse], Awaitable[str]]",
    ) -> str:
        data = ENCODER.encode(body).encode("utf-8", "surrogatepass")
        try:
            async with await self._send(address, data) as answer:
                if answer.status < 300:
                    return await read(answer)
                text = await _text(answer)
        except Exception as error:
            raise _lost(error) from error
        raise APIStatusError(answer.status, answer.headers, text)

    async def _send(self, address: str, data: bytes) -> "ClientResponse":
        """Return the response to a request, after redirects."""
        if address not in self._routes:
            self._routes[address] = self._route(address)
        (url, route), headers = self._routes[address], self._headers
        session = self._session = self._session or _session(self._timeout, self._trust(url))
        method, content = "POST", data
        for _ in range(MAX_REDIRECTS + 1):
            answer = await session.request(
                method,
                url,
                data=content or None,
                headers=_sent(headers, url, route),
                allow_redirects=False,
                **route,
            )
            location = answer.headers.get("location")
            if answer.status not in REDIRECTS or location is None:
                return answer
            answer.close()
            if answer.status not in KEPT:
                method, content = "GET", b""
            before = url
            url, route = self._route(location, before)
            if not _same_house(before, url):
                headers = common_headers()
        raise ConnectionError("Exceeded maximum allowed redirects.")

    def _route(self, address: str, before: "URL | None" = None) -> tuple["URL", dict[str, Any]]:
        """Return an address, which may be relative to another, and the proxy on the way."""
        from yarl import URL

        url = URL(address) if before is None else before.join(URL(address))
        route: dict[str, Any] = proxy_of(url) if self._proxies else {}
        if before is not None and url.scheme == "https":
            route["ssl"] = self._trust(url)
        return url, route

    def _trust(self, url: "URL") -> ssl.SSLContext | bool:
        """Return the certificates to trust at an address; loading the usual ones takes a while."""
        return self._trusted or (_usual_certificates() if url.scheme == "https" else True)


def headers_for(key: str, headers: Mapping[str, str]) -> Mapping[str, str]:
    """Return a request's headers: the key, `headers`, and those that OpenAI's variables name."""
    from multidict import CIMultiDict

    found = CIMultiDict(common_headers())
    for name, variable in OPENAIS.items():
        if given := os.environ.get(variable):
            found[name] = given
    found.update(custom_headers())
    found.update(headers)
    found["Authorization"] = f"Bearer {key}"
    return found


def custom_headers() -> dict[str, str]:
    """Return the headers that are given in OpenAI's variable for them."""
    lines = os.environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")
    given = [line.partition(":") for line in lines]
    return {name.strip(): value.strip() for name, colon, value in given if colon}


def secret_headers() -> tuple[str, ...]:
    """Return the values of custom headers that may be secrets."""
    return tuple(value for value in custom_headers().values() if len(value) >= LEAST_SECRET)


@cache
def common_headers() -> dict[str, str]:
    """Return the headers that any host may see."""
    return {
        "Accept": "application/json",
        "Content-Type": "application/json",
        "User-Agent": f"culturepark/{version('culturepark')}",
    }


def proxy_of(url: "URL") -> dict[str, Any]:
    """Return the proxy that the environment names for an address, as arguments of a request.

    Its name and password are apart from its address, which errors tell.

    Raises:
        ValueError: the proxy has no valid address.
    """
    from yarl import URL

    proxies = getproxies()
    named = proxies.get(url.scheme) or proxies.get("all")
    if not named or url.host is None or proxy_bypass(f"{url.host}:{url.port}"):
        return {}
    try:
        proxy = URL(named if "://" in named else f"http://{named}")
        user, word = proxy.user, proxy.password
        address = proxy.with_user(None)
    except ValueError:
        raise ValueError("the proxy that the environment names has no valid address") from None
    if user is None and word is None:
        return {"proxy": address}
    told = b64encode(f"{user or ''}:{word or ''}".encode()).decode()
    return {"proxy": address, "proxy_headers": {"Proxy-Authorization": f"Basic {told}"}}


def _sent(headers: Mapping[str, str], url: "URL", route: Mapping[str, Any]) -> Mapping[str, str]:
    """Return a request's headers, without a tunnel those for the proxy, too."""
    own = route.get("proxy_headers") if url.scheme == "http" else None
    return {**headers, **own} if own else headers


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


@cache
def _usual_certificates() -> ssl.SSLContext:
    import certifi

    return ssl.create_default_context(cafile=certifi.where())


def _session(timeout: float, trusted: ssl.SSLContext | bool) -> "ClientSession":
    from aiohttp import ClientSession, ClientTimeout, TCPConnector

    limits = ClientTimeout(total=None, connect=timeout, sock_connect=timeout, sock_read=timeout)
    connector = TCPConnector(limit=CONNECTIONS, keepalive_timeout=IDLE, ssl=trusted)
    return ClientSession(connector=connector, timeout=limits)


def _same_house(one: "URL", other: "URL") -> bool:
    """Whether a redirect stays at its origin, or goes to the same host's HTTPS."""
    ports = (one.scheme, one.port, other.scheme, other.port)
    upgrade = one.host == other.host and ports == ("http", 80, "https", 443)
    return upgrade or (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)


def _lost(error: Exception) -> Exception:
    """Return the error for a response that did not come."""
    from aiohttp import ConnectionTimeoutError

    if isinstance(error, TimeoutError) and not isinstance(error, ConnectionTimeoutError):
        return APITimeoutError("Request timed out.")
    return APIConnectionError("Connection error.")


async def _chunks(answer: "ClientResponse") -> AsyncIterator[bytes]:
    """Yield a response's bytes, limited to protect memory."""
    read = 0
    async for chunk in answer.content.iter_any():
        read += len(chunk)
        if read > MAX_BYTES:
            raise TooLong(f"the answer is longer than {MAX_BYTES // 10**6} MB")
        yield chunk


async def _text(answer: "ClientResponse") -> str:
    data = b"".join([chunk async for chunk in _chunks(answer)])
    return data.decode(_charset(answer), "replace")


async def _lines(answer: "ClientResponse") -> AsyncIterator[str]:
    decoder = codecs.getincrementaldecoder(_charset(answer))("replace")
    newlines = io.IncrementalNewlineDecoder(decoder, translate=True)
    rest: list[str] = []
    async for chunk in _chunks(answer):
        *whole, last = newlines.decode(chunk).split("\n")
        for line in whole:
            yield "".join([*rest, line])
            rest = []
        rest.append(last)
    for line in "".join([*rest, newlines.decode(b"", final=True)]).split("\n"):
        yield line


def _charset(answer: "ClientResponse") -> str:
    """Return the charset that a response claims, if there is such a one; else UTF-8."""
    name = answer.charset or "utf-8"
    return name if _is_of_texts(name) else "utf-8"


@lru_cache(maxsize=64)
def _is_of_texts(charset: str) -> bool:
    try:
        b"    ".decode(charset, "replace")
    except (LookupError, ValueError):
        return False
    return True


__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "Wire",
    "certificates",
    "headers_for",
    "proxy_of",
    "secret_headers",
]
