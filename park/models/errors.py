"""Translates client exceptions into `ModelError`."""

import math
import re
import time
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

from park.models.base import ModelError, Trouble
from park.models.masking import masked
from park.records import storable
from park.text.printable import printable

MAX_TEXT = 200
MAX_WORDS = 20_000
"""Maximum length of a server message; the rest is ignored."""
PAGE = re.compile(r"<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE)
PASSING = re.compile(
    r"internal (?:server )?error|error in response object|try again later|temporar"
    r"|service (?:is )?(?:currently )?unavailable"
    r"|disconnected|timed? ?out|too busy",
    re.IGNORECASE,
)
"""Messages of transient errors, whatever the status."""
FILTERED = re.compile(r"content[ _-]?(?:filter|policy|management)|safety", re.IGNORECASE)
"""Errors that refuse the content rather than the form of a request."""
OVERLOAD = frozenset({429, 503, 529})
TRANSIENT = frozenset({408, 409, 425})
FATAL = frozenset({401, 402, 403, 404})


def model_error(error: Exception, name: str, keys: Sequence[str | None] = ()) -> ModelError:
    """Classify an exception of the wire, or of the openai or litellm client.

    Args:
        error: the client's exception.
        name: the model's name in the configuration.
        keys: the API key and other secrets to mask in the message.
    """
    words = hidden(_text_of(error), keys)
    status = _status_of(error)
    if status is None:
        text = one_line(words)
        return ModelError(f"{name}: {_connection_trouble(error)}: {text}", "transient", words=words)
    words = f"{words} {hidden(_code_of(error), keys)}"
    trouble = trouble_of(status, words)
    return ModelError(
        f"{name}: HTTP {status}: {one_line(hidden(_text_of(error), keys))}",
        trouble,
        _retry_after(_headers_of(error)) if trouble == "overload" else None,
        status=status,
        words=words,
    )


def hidden(text: str, keys: Sequence[str | None]) -> str:
    """Mask secrets in a text."""
    for key in keys:
        text = masked(text, key)
    return text


def page_error(name: str, page: str, keys: Sequence[str | None] = ()) -> ModelError:
    """Return the error for a response that is not JSON."""
    if not is_page(page):
        return ModelError(f"{name}: the answer is not JSON", "transient")
    title = one_line(hidden(titled(page), keys))
    return ModelError(f"{name}: a web page came instead of an answer: {title}", "transient")


def is_page(text: str) -> bool:
    """Whether a text is a web page."""
    found = PAGE.search(text[:200])
    return found is not None and not text[: found.start()].strip()


def titled(page: str) -> str:
    """Return a web page's title, its first heading or its first words."""
    for tag in ("title", "h1", "h2"):
        found = re.search(rf"<{tag}[^>]{{0,200}}>([^<]{{1,400}})<", page[:20_000], re.IGNORECASE)
        if found and found[1].strip():
            return unescape(found[1])
    return unescape(re.sub(r"<[^>]*>?", " ", page[:2_000])).strip() or "without a title"


def trouble_of(status: int, text: str = "") -> Trouble:
    """Classify an HTTP status and the server's message."""
    if status in FATAL or (status == 429 and "insufficient_quota" in text):
        return "fatal"
    if status in OVERLOAD or (status >= 500 and "overloaded" in text.lower()):
        return "overload"
    if status >= 500 or status < 400 or status in TRANSIENT or PASSING.search(text[:MAX_TEXT]):
        return "transient"
    return "rejected"


def _status_of(error: Exception) -> int | None:
    if _is_a(error, "APIConnectionError"):
        return None
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _is_a(error: Exception, name: str) -> bool:
    """Whether an error is of a class of this name, the SDK's or ours, without importing the SDK."""
    return any(each.__name__ == name for each in type(error).__mro__)


def _connection_trouble(error: Exception) -> str:
    # The SDK's aiohttp transport reports a refused connection as `ConnectTimeout`.
    refused = type(error.__cause__).__name__ == "ConnectTimeout"
    if _is_a(error, "APITimeoutError") and not refused:
        return "no answer in time"
    return "no connection" if _is_a(error, "APIConnectionError") else type(error).__name__


def _text_of(error: Exception) -> str:
    body = getattr(error, "body", None)
    if isinstance(body, dict) and isinstance(body.get("message"), str):
        # A router's own message is generic; the provider's is in its metadata.
        metadata = body.get("metadata")
        raw = metadata.get("raw") if isinstance(metadata, dict) else None
        words = [body["message"], *([raw] if isinstance(raw, str) else [])]
        return ": ".join(words)[:MAX_WORDS]
    page = getattr(getattr(error, "response", None), "text", None) if body is None else body
    if isinstance(page, str) and is_page(page):
        return page[:MAX_WORDS]
    cause = error.__cause__
    if _status_of(error) is None and cause is not None and str(cause):
        return str(cause)[:MAX_WORDS]
    text = str(error)[:MAX_WORDS]
    # Newer clients omit a server message of unknown format.
    said = str(body)[:MAX_WORDS] if isinstance(body, dict | list) and body else ""
    return text if said in text else f"{text} - {said}"


def _code_of(error: Exception) -> str:
    body = getattr(error, "body", None)
    fields = body if isinstance(body, dict) else {}
    return f"{fields.get('code')} {fields.get('type')} {getattr(error, 'code', '')}"


def one_line(text: str) -> str:
    """Return a server message as one short printable line."""
    # Some clients embed the page in a message of their own.
    text, _, _ = text.partition("Traceback (most recent call last)")
    if page := PAGE.search(text[:MAX_WORDS]):
        text = f"{text[: page.start()]}{titled(text[page.start() :])}"
    return " ".join(printable(storable(text)).split())[:MAX_TEXT]


def _headers_of(error: Exception) -> Mapping[str, str]:
    response = getattr(error, "response", None)
    own: Any = getattr(error, "headers", None) or getattr(response, "headers", None)
    return getattr(error, "litellm_response_headers", None) or own or {}


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Parse `Retry-After`, in seconds or as a date."""
    value = headers.get("retry-after")
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
        except ValueError:
            return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


__all__ = ["hidden", "is_page", "model_error", "one_line", "page_error", "trouble_of"]
