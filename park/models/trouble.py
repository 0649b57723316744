"""From a client's exceptions to a `ModelError` that says what helps."""

import math
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from park.models.base import ModelError, Trouble

MAX_TEXT = 200
OVERLOAD = frozenset({429, 503, 529})
TRANSIENT = frozenset({408, 409, 425})
FATAL = frozenset({401, 402, 403, 404})


def model_error(error: Exception, name: str, key: str | None = None) -> ModelError:
    """Say what a client's exception means; works for the clients of openai and litellm.

    Args:
        error: what the client raised.
        name: the model, as the configuration names it.
        key: the API key, which the message must not hold.
    """
    text = _one_line(_text_of(error), key)
    status = _status_of(error)
    if status is None:
        return ModelError(f"{name}: {_connection_trouble(error)}: {text}", "transient")
    trouble = trouble_of(status, f"{text} {_code_of(error)}")
    retry_after = _retry_after(_headers_of(error)) if trouble == "overload" else None
    return ModelError(f"{name}: HTTP {status}: {text}", trouble, retry_after)


def trouble_of(status: int, text: str = "") -> Trouble:
    """Say what helps after an HTTP status and the server's words."""
    if status in FATAL or (status == 429 and "insufficient_quota" in text):
        return "fatal"
    if status in OVERLOAD or (status >= 500 and "overloaded" in text.lower()):
        return "overload"
    if status >= 500 or status < 400 or status in TRANSIENT:
        return "transient"
    return "rejected"


def _status_of(error: Exception) -> int | None:
    from openai import APIConnectionError

    if isinstance(error, APIConnectionError):
        return None
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _connection_trouble(error: Exception) -> str:
    from openai import APIConnectionError, APITimeoutError

    # A connection that is refused comes as a `ConnectTimeout` over the aiohttp transport.
    refused = type(error.__cause__).__name__ == "ConnectTimeout"
    if isinstance(error, APITimeoutError) and not refused:
        return "no answer in time"
    return "no connection" if isinstance(error, APIConnectionError) else type(error).__name__


def _text_of(error: Exception) -> str:
    body = getattr(error, "body", None)
    if isinstance(body, dict) and isinstance(body.get("message"), str):
        return str(body["message"])
    cause = error.__cause__
    if _status_of(error) is None and cause is not None and str(cause):
        return str(cause)
    return str(error)


def _code_of(error: Exception) -> str:
    body = getattr(error, "body", None)
    fields = body if isinstance(body, dict) else {}
    return f"{fields.get('code')} {fields.get('type')} {getattr(error, 'code', '')}"


def _one_line(text: str, key: str | None) -> str:
    if key and key != "none":
        text = text.replace(key, "***")
    return " ".join(text.split())[:MAX_TEXT]


def _headers_of(error: Exception) -> Mapping[str, str]:
    own: Any = getattr(getattr(error, "response", None), "headers", None)
    return getattr(error, "litellm_response_headers", None) or own or {}


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a `Retry-After` header asks for, in either of its forms."""
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


__all__ = ["model_error", "trouble_of"]
