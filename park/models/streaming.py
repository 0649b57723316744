"""Hearing a reply while it is written."""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from park.models.thinking import SIGNS, split_thinking

Hears = Callable[[str], None]
"""Is told a reply's text so far, again and again; after a failed attempt it begins anew."""
HELD = 40
"""Maximum characters of a marker of thoughts that may be incomplete yet."""
ENDS = (">", "]", "▷")
"""Every marker of thoughts ends with one of these, or with a word after one."""
END = "[DONE]"
"""The last event of a stream."""
_hears: ContextVar[Hears | None] = ContextVar("hears", default=None)


@contextmanager
def heard(hears: Hears) -> Iterator[None]:
    """Let a function hear the replies of all calls in the block, as far as models can stream.

    A reply that is not streamed, such as one from the ledger, is not heard: whoever asked gets it
    as always.
    """
    token = _hears.set(hears)
    try:
        yield
    finally:
        _hears.reset(token)


def listener() -> Hears | None:
    """Return who hears the reply to the current call; None if nobody."""
    return _hears.get()


def spoken(text: str) -> str:
    """Return what of an unfinished text is said aloud: no thoughts, no marker half written."""
    start = max((text.rfind(sign) for sign in SIGNS), default=-1)
    begun = text[start:] if start >= 0 else ""
    half = 0 < len(begun) <= HELD and not any(end in begun for end in ENDS)
    return split_thinking(text[:start] if half else text)[0]


async def gathered(lines: AsyncIterator[str], hears: Hears) -> str:
    """Return the body of a plain chat completion with what a streamed one said.

    Args:
        lines: the lines of the response, server-sent events or one JSON object if the endpoint
            does not stream.
        hears: is told the text so far.

    Raises:
        ConnectionError: the stream ended before the reply did.
    """
    ended = False
    texts: dict[str, str] = {}
    last: dict[str, Any] = {}
    choice: dict[str, Any] = {}
    plain: list[str] = []
    async for line in lines:
        kind, found, data = line.partition("data:")
        if kind or not found:
            plain.append(line)
            continue
        ended = ended or data.strip() == END
        part = _parsed(data)
        if part is None:
            continue
        ended = ended or "error" in part
        last.update({name: value for name, value in part.items() if value is not None})
        new = _first(part)
        choice.update({name: value for name, value in new.items() if value is not None})
        for name, value in _delta(new).items():
            if isinstance(value, str):
                texts[name] = texts.get(name, "") + value
        if "content" in texts:
            hears(spoken(texts["content"]))
    if not last:
        return "\n".join(plain)
    if not (ended or choice.get("finish_reason")):
        raise ConnectionError("the stream ended before the reply did")
    whole = {**choice, "message": {"role": "assistant", "content": None, **texts}}
    return json.dumps({**last, "choices": [whole] if choice else []})


def _parsed(data: str) -> dict[str, Any] | None:
    """Return an event; None for its end, or what is no object."""
    try:
        part = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return part if isinstance(part, dict) else None


def _first(part: Mapping[str, Any]) -> dict[str, Any]:
    choices = part.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def _delta(choice: Mapping[str, Any]) -> dict[str, Any]:
    delta = choice.get("delta")
    return delta if isinstance(delta, dict) else {}
