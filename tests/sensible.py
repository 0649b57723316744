"""What a sensible model answers to all that culturepark asks."""

import json
import random
import re
from hashlib import blake2b
from typing import Any

from tests.commands import speech

Request = dict[str, Any]
OPTION = re.compile(r"^\(?([A-Z]|\d)[).:] +(.*)$", re.MULTILINE)
LISTED = re.compile(r"\b([A-Z]|\d) = ([^;\n]*)")
NOT_TELLING = "these words do not tell"


def answer(request: Request) -> str:
    """Return the text of an answer: a turn, a listing, a verdict, an option, by what is asked."""
    told = "\n".join(str(message["content"]) for message in request["messages"])
    asked = str(request["messages"][-1]["content"])
    if "list the opinions that" in told:
        return json.dumps(_listing(told))
    if "do not fit the answer" in told:
        return json.dumps({"opinion": _opinion(speech(request))})
    if options := options_in(asked):
        return _choice(request, told, options)
    if schema := schema_of(request):
        return json.dumps(filled(schema, request))
    return speech(request)


def tokens(request: Request) -> list[tuple[str, float]]:
    """Return the likeliest first tokens and their log-probabilities, the likeliest first."""
    options = options_in(str(request["messages"][-1]["content"]))
    if not options:
        return [("Well", -0.2), ("A", -2.0), ("B", -3.0), ("1", -4.0)]
    first = _chosen(request, options)
    rest = [marker for marker in options if marker != first]
    return [(first, -0.2), *((marker, -2.0 - n) for n, marker in enumerate(rest)), ("The", -9.0)]


def options_in(text: str) -> dict[str, str]:
    """Return the options of a question by their markers; none if it is no such question."""
    return dict(OPTION.findall(text) or LISTED.findall(text) or _either(text))


def schema_of(request: Request) -> dict[str, Any] | None:
    """Return the schema that an answer is to conform to."""
    given = request.get("response_format") or {}
    return (given.get("json_schema") or {}).get("schema")


def filled(schema: dict[str, Any], request: Request) -> Any:
    """Return a value of a schema."""
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        return {name: filled(each, request) for name, each in schema.get("properties", {}).items()}
    plain: dict[Any, Any] = {"array": [], "integer": 1, "number": 1, "boolean": True, "null": None}
    return plain.get(kind, speech(request))


def _either(text: str) -> list[tuple[str, str]]:
    found = re.search(r"\b([A-Z]) or ([A-Z])\?", text)
    return [(marker, marker) for marker in found.groups()] if found else []


def _choice(request: Request, told: str, options: dict[str, str]) -> str:
    marker = _chosen(request, options)
    if "Answer with JSON" in told:
        return json.dumps({"rationale": "It fits.", "verdict": marker})
    schema = schema_of(request)
    if schema:
        return json.dumps({name: marker for name in schema["properties"]})
    return marker


def _chosen(request: Request, options: dict[str, str]) -> str:
    """Choose by the labels alone, so that the order of the options changes nothing."""
    labels = sorted(label for label in options.values() if NOT_TELLING not in label)
    seed = blake2b(json.dumps(labels).encode(), digest_size=4).hexdigest()
    label = random.Random(seed).choice(labels)
    return next(marker for marker, each in options.items() if each == label)


def _listing(told: str) -> dict[str, Any]:
    name = re.search(r"List the opinions that (.+) states\.", told)
    said = re.findall(rf"^{re.escape(name[1])}: (.+)$", told, re.MULTILINE) if name else []
    quotes = [re.split(r"(?<=[.?!]) ", each)[0] for each in said if each]
    return {"opinions": [{"opinion": _opinion(each), "quote": each} for each in quotes]}


def _opinion(said: str) -> str:
    first = re.split(r"(?<=[.?!]) ", said)[0].rstrip("?.!")
    return f"I think that {first[:1].lower()}{first[1:]}."
