"""Handles errors of the Hub: explanations and retries."""

import math
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from park.errors import InputError, ParkError, Stopped
from park.models.masking import masked
from park.text.printable import one_line

SAID = 200
"""Maximum length of a server message."""
AGAIN = "rerun the command to send the rest"
PATIENCE = 60.0
"""Maximum pause in seconds that the Hub may ask for before the push stops."""
PAUSES = (1.0, 2.0, 4.0)
"""Seconds before retries of transient errors."""
CONFLICT = (409, 412)
BUSY = (429, 503)
RETRIED = re.compile(r"/preupload/|/info/lfs/")
"""Paths that the Hub's client retries itself."""

REFUSED: Mapping[int, tuple[type[ParkError], str, str]] = {
    401: (InputError, "the Hub does not accept the token", ""),
    403: (InputError, "the token may not write there", ""),
    **dict.fromkeys(CONFLICT, (Stopped, "somebody else is changing it, too", f"; {AGAIN}")),
    429: (Stopped, "the Hub wants fewer requests", f"; {AGAIN} later"),
    408: (Stopped, "the Hub is out of order", f"; {AGAIN} later"),
}
"""Meaning of statuses."""

T = TypeVar("T")
Tell = Callable[[str], None]
"""Reports a line to the user."""


class Patience:
    """Inspects the Hub's responses: long pauses stop the push, short ones are reported."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._conflicts = 0

    def __call__(self, response: Any) -> None:
        """Inspect a response before the Hub's client does.

        Raises:
            Stopped: the Hub asks for a pause above PATIENCE, or stays busy creating a repository.
        """
        if response.status_code == 409 and b"conflicting operation" in response.read():
            self._pause()
        if response.status_code not in BUSY:
            return
        wait = asked(response.headers)
        if wait > PATIENCE:
            when = "later" if math.isinf(wait) else f"in {wait:,.0f} s"
            raise Stopped(
                f"the Hub wants no more requests for now ({response.status_code}); {AGAIN} {when}"
            )
        if wait >= 1:
            self._tell(f"the Hub asks for a pause of {wait:,.0f} s ({response.status_code})")

    def _pause(self) -> None:
        # The client retries creating a repository immediately and forever.
        if self._conflicts == len(PAUSES):
            raise Stopped(f"the Hub is still busy with another repository (409); {AGAIN}")
        time.sleep(PAUSES[self._conflicts])
        self._conflicts += 1


def asked(headers: Mapping[str, str]) -> float:
    """Return the pause in seconds that a response asks for: 0 if none, infinity if absurd."""
    from huggingface_hub.utils import parse_ratelimit_headers  # type: ignore[attr-defined]

    value = (headers.get("retry-after") or "").strip()
    try:
        limit = parse_ratelimit_headers(headers)
        if limit is not None and limit.remaining == 0:
            return float(limit.reset_in_seconds)
        if value.isdecimal():
            return float(int(value))
        then = parsedate_to_datetime(value)
    except OverflowError:
        return math.inf
    except (ValueError, TypeError):
        return math.inf if value.isdecimal() else 0.0
    aware = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def patiently(work: Callable[[], T]) -> T:
    """Retry work at the Hub a few times on conflicts or if busy."""
    for pause in PAUSES:
        try:
            return work()
        except Exception as error:
            wait = _wait(error)
            if wait is None:
                raise
            time.sleep(max(pause, wait))
    return work()


def _wait(error: Exception) -> float | None:
    """Return the seconds to wait after an error; None if a retry is useless."""
    response = getattr(error, "response", None)
    status = getattr(response, "status_code", None)
    if status not in (*CONFLICT, *BUSY):
        return None
    assert response is not None
    if status in BUSY and RETRIED.search(response.url.path):
        return None
    return asked(response.headers)


def explain(error: BaseException, repo: str, token: str) -> ParkError | None:
    """Explain an error of the Hub's client in one line without the token.

    Args:
        error: the exception.
        repo: the repository's name, for the message.
        token: the token to mask.

    Returns:
        The error to raise; None for one that has nothing to do with the Hub.
    """
    while isinstance(error, RuntimeError) and error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, ParkError):
        return error
    response = getattr(error, "response", None)
    said = line(masked(getattr(error, "server_message", None) or str(error), token))
    if response is not None:
        return _refused(response.status_code, repo, said)
    if _is_of_http(error, "InvalidURL", "UnsupportedProtocol"):
        return InputError(f"HF_ENDPOINT: is no address ({said})")
    if type(error).__name__ == "OfflineModeIsEnabled":
        return InputError(f"{repo}: HF_HUB_OFFLINE is set, so nothing can be sent")
    if isinstance(error, OSError) and error.filename is not None:
        return ParkError(f"{error.filename}: cannot be read ({error.strerror})")
    # The client of the Hub's newer storage raises RuntimeError for lost connections.
    if isinstance(error, (OSError, RuntimeError)) or _is_of_http(error, "HTTPError"):
        kind = type(error).__name__
        return Stopped(f"{repo}: the connection to the Hub was lost ({said or kind}); {AGAIN}")
    if isinstance(error, (ValueError, KeyError, TypeError)):
        return ParkError(f"{repo}: the Hub's answer cannot be used: {said}")
    return None


def _is_of_http(error: BaseException, *names: str) -> bool:
    """Whether an error is of httpx or httpx2, either of which may be missing."""
    return any(
        base.__module__.partition(".")[0] in ("httpx", "httpx2") and base.__name__ in names
        for base in type(error).__mro__
    )


def _refused(status: int, repo: str, said: str) -> ParkError:
    known = REFUSED.get(408 if status >= 500 else status)
    kind, what, then = known or (InputError, "the Hub refuses", "")
    return kind(f"{repo}: {what} ({status}: {said}){then}")


def line(text: str) -> str:
    """Return a text as one short printable line."""
    shown = one_line(text)
    return shown if len(shown) <= SAID else f"{shown[:SAID]}…"
