"""Finds JSON objects in a model's answer."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

MOST_OBJECTS = 50
"""Maximum attempts at reading objects one after another."""
OBJECT = re.compile(r'\{(?=[ \t\n\r]*["}])')
"""Start of a JSON object."""
TRIES = 16
"""Maximum times that an answer is read in search of an object."""
FREE = 2_000_000
"""Extra characters to read, so that short answers are searched completely."""


def objects(text: str, hook: Callable[[list[tuple[str, Any]]], Any] | None = None) -> Iterator[Any]:
    """Yield the outermost JSON objects in a text.

    Args:
        text: a text of limited length, as a broken object is read once for each of its braces.
        hook: makes an object of its keys and values; ValueError leaves it out.
    """
    decoder, start = json.JSONDecoder(object_pairs_hook=hook), text.find("{")
    for _ in range(MOST_OBJECTS):
        if start < 0:
            return
        try:
            data, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            end = start + 1
        else:
            yield data
        start = text.find("{", end)


def find_object(text: str) -> Any:
    """Return the first JSON object in a text, if any.

    `TRIES` and `FREE` limit the search, as an answer of unclosed braces would be read once for each
    of them.
    """
    decoder = json.JSONDecoder()
    left = TRIES * len(text) + FREE
    for brace in OBJECT.finditer(text):
        try:
            return decoder.raw_decode(text, brace.start())[0]
        except (ValueError, RecursionError) as error:  # ValueError: a number with too many digits.
            left -= _read(error, len(text))
        if left < 0:
            break
    return None


def _read(error: Exception, length: int) -> int:
    """Return an upper bound of the characters read."""
    if isinstance(error, json.JSONDecodeError) and not error.msg.startswith("Unterminated"):
        return error.pos + 1
    return length
