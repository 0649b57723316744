"""Reads how a model estimates the shares of options, as one JSON object."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from park.records.scores import Answer, Question
from park.text.objects import objects
from park.text.phrases import says

Fault = Literal["malformed", "other options", "not adding up", "refused"]
"""Why a reply has no shares."""

LONGEST = 10_000
"""Maximum length of a reply."""
TOLERANCE = 0.02
"""How far shares may be from adding up to the whole, as a share of it."""
UNWILLING = re.compile(
    r"\b(?:can(?:no|['’])t|can not|(?:un|not )able to|won['’]t|will not|(?:decline|refuse) to)\b",
    re.IGNORECASE,
)
"""Words of a refusal, in a reply without any JSON object."""
NUMBER = re.compile(r"\s*(\d{1,6}(?:\.\d{1,12})?)\s*%?\s*")


def schema_of(question: Question) -> dict[str, Any]:
    """Return the JSON schema of a reply: a percentage for each marker."""
    each = {"type": "number", "minimum": 0, "maximum": 100}
    return {
        "type": "object",
        "properties": {marker: each for marker in question.markers},
        "required": list(question.markers),
        "additionalProperties": False,
    }


def read_shares(question: Question, text: str) -> tuple[float, ...] | Fault:
    """Return the shares of the options, in the order of the markers, or why there are none.

    The reply has to hold one JSON object with a number from 0 for each marker, or each label, and
    for nothing else. They add up to 100 or, if none is written with %, to 1, within `TOLERANCE`.
    Nothing is completed.

    Args:
        question: the question.
        text: the model's reply.
    """
    found = list(objects(text, _distinct)) if len(text) <= LONGEST else []
    read = [_shares(question, each) for each in found]
    if not read:
        refused = UNWILLING.search(text) or says("refusal", text, "en")
        return "refused" if refused else "malformed"
    first, *others = read
    return first if all(each == first for each in others) else "malformed"


def averaged(question: Question, replies: Sequence[str]) -> Answer:
    """Return the mean of the replies' shares, with counts of what could not be read.

    Args:
        question: the question.
        replies: a model's replies to the same question.

    Returns:
        `answered` if any reply has shares; else `refused` if most replies refuse, or `unparsed`.
    """
    read = [read_shares(question, each) for each in replies]
    known = [each for each in read if not isinstance(each, str)]
    counts: dict[str, int] = {"read": len(known)}
    for each in read:
        if isinstance(each, str):
            counts[each] = counts.get(each, 0) + 1
    if known:
        means = [sum(column) / len(known) for column in zip(*known, strict=True)]
        shares = dict(zip(question.options, means, strict=True))
        return Answer(status="answered", shares=shares, samples=counts)
    refused = 2 * counts.get("refused", 0) > len(read)
    return Answer(
        status="refused" if refused else "unparsed",
        text=replies[0] if replies else "",
        samples=counts,
    )


def _shares(question: Question, given: Mapping[str, Any]) -> tuple[float, ...] | Fault:
    for names in (question.markers, question.labels):
        places = _places(names, given)
        if places is not None:
            break
    else:
        return "other options"
    numbers = [_number(given[key]) for key in places]
    if not all(number is not None for number in numbers):
        return "malformed"
    values = [number for number in numbers if number is not None]
    total = sum(values)
    percent = any(isinstance(given[key], str) and "%" in given[key] for key in places)
    for whole in (100.0,) if percent else (100.0, 1.0):
        if abs(total - whole) <= TOLERANCE * whole:
            return tuple(value / total for value in values)
    return "not adding up"


def _places(names: Sequence[str], given: Mapping[str, Any]) -> list[str] | None:
    """Return the key of each name, ignoring case; None unless each has one, and no key is left."""
    keys = {" ".join(key.split()).casefold(): key for key in given}
    wanted = [" ".join(name.split()).casefold() for name in names]
    fits = len(keys) == len(given) and sorted(keys) == sorted(wanted) and bool(wanted)
    return [keys[name] for name in wanted] if fits else None


def _number(value: Any) -> float | None:
    """Return a number from 0, also if written as `40%`; else None."""
    if isinstance(value, str):
        match = NUMBER.fullmatch(value)
        return float(match[1]) if match else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= 1e6 and math.isfinite(value) else None


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; ValueError if a key stands twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found
