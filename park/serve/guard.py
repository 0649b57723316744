"""Refuses requests that no page of ours would send, and sets the headers of every answer."""

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 64 * 1024
"""Maximum bytes of a request's body."""
DRAINED = 32 * 1024 * 1024
"""Maximum bytes of a larger body that are read, and dropped, before the refusal."""
LONGEST = 8 * 1024
"""Maximum bytes of an address with its query."""
SAFE = frozenset({"GET", "HEAD"})
METHODS = SAFE | {"POST"}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    # With no-referrer, browsers would send no Origin along with a form.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "x-robots-tag": "noindex",
    "cache-control": "no-store",
}


class Guard:
    """ASGI middleware around all pages."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], origin: str = "") -> None:
        """Set up.

        Args:
            app: the pages.
            hosts: names under which the page may be asked for, besides addresses in digits.
            origin: scheme and host of a proxy in front, such as `https://review.example.org`.
        """
        self._app, self._origin = app, origin.rstrip("/").lower()
        self._hosts = {host.lower() for host in (*hosts, *LOOPBACK)}
        if origin:
            self._hosts.add((urlsplit(origin).hostname or "").lower())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        body: bytes | None = b""
        if refusal is None and scope["method"] not in SAFE:
            body = await _body(receive, Headers(scope=scope).get("content-length", ""))
            if body is None:
                refusal = PlainTextResponse("This is too large.", 413)
        if refusal is not None:
            await refusal(scope, receive, with_headers)
            return
        await self._app(scope, _replayed(body or b"", receive), with_headers)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if scope["method"] not in METHODS:
            return PlainTextResponse("Only GET and POST are known here.", 405)
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST:
            return PlainTextResponse("The address is too long.", 414)
        host = headers.get("host", "")
        if not self._is_ours(host):
            return PlainTextResponse("This page is not served under that name.", 400)
        if scope["method"] not in SAFE and not self._same(headers, host):
            return PlainTextResponse("This form was sent from another page.", 403)
        return None

    def _is_ours(self, host: str) -> bool:
        """Whether a Host is known; an address in digits cannot be rebound by a name server."""
        try:
            name = (urlsplit(f"//{host}").hostname or "").lower()
            _ = urlsplit(f"//{host}").port
        except ValueError:
            return False
        return name in self._hosts or _is_address(name)

    def _same(self, headers: Headers, host: str) -> bool:
        """Whether a change comes from a page of ours."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
        return origin.lower() in {f"http://{host}".lower(), self._origin} - {""}


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


async def _body(receive: Receive, announced: str) -> bytes | None:
    """Read a request's body; None if it is too large."""
    large = announced.isdigit() and int(announced) > LARGEST
    parts: list[bytes] = []
    size, more = 0, True
    while more and size <= DRAINED:
        message = await receive()
        if message["type"] != "http.request":
            break
        part = message.get("body", b"")
        size += len(part)
        large = large or size > LARGEST
        parts = [] if large else [*parts, part]
        more = message.get("more_body", False)
    return None if large else b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body already read, and then waits for the end."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
