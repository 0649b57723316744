"""Builds chat completion requests and parses their responses."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from park.models.base import Choices, Message, ModelError, NoLogprobs, Params, Reply
from park.models.errors import MAX_WORDS, one_line, trouble_of
from park.models.takes import Takes
from park.models.thinking import begins_thinking, split_thinking
from park.records import Usage

ONE_TOKEN = Params(temperature=0, max_tokens=1)
CHARACTERS = 16
"""Maximum average characters per token."""
SPARE = 400
MOST_CHARACTERS = 1_000_000
"""Maximum length of an answer and of its thoughts."""
BLANKS = " \t\r\n\u2581\u0120\u010a"
"""Blanks around tokens; some servers return them as in vocabularies (▁, Ġ, Ċ)."""
MOST_COUNT = 2**40
"""Maximum tokens that a server can report for one call."""
FILTERED = ("content_filter", "safety", "prohibited", "recitation", "blocklist")
"""Prefixes of finish reasons when a provider's filter removed the answer."""
CUT = ("length", "max_tokens", "model_length")
"""Finish reasons of truncated answers."""
MOST_BESIDE = 200_000
"""Maximum plausible thinking tokens where they are inferred from a total."""
THOUGHTS = ("reasoning_content", "reasoning", "thinking", "thoughts")
"""Message fields of thoughts separated by the server."""


def request(
    messages: Sequence[Message],
    params: Params,
    schema: Mapping[str, Any] | None,
    takes: Takes,
) -> dict[str, Any]:
    """Return the supported fields of a request.

    Parameters at their default are omitted.
    """
    given = list(messages) if takes.system else folded(messages)
    fields: dict[str, Any] = {"messages": list(map(parts, given)), **_limit(params, takes)}
    if takes.temperature:
        fields["temperature"] = params.temperature if params.temperature or takes.zero else 0.01
    if takes.top_p and params.top_p != 1.0:
        fields["top_p"] = params.top_p
    if takes.penalties and params.presence_penalty:
        fields["presence_penalty"] = params.presence_penalty
    # A stop sequence within thoughts would cut them off.
    if takes.stop and params.stop and takes.silent:
        fields["stop"] = list(params.stop[: takes.stop])
    if takes.seed and params.seed is not None:
        fields["seed"] = params.seed
    if takes.schema_ and schema is not None:
        fields["response_format"] = response_format(schema)
    return fields | _quiet_fields(takes)


def parts(message: Message) -> Mapping[str, Any]:
    """Return a message as it is sent: with a picture as content parts in OpenAI's form."""
    if "image" not in message:
        return message
    text = {"type": "text", "text": message["content"]}
    picture = {"type": "image_url", "image_url": {"url": message["image"]}}
    return {"role": message["role"], "content": [text, picture]}


def option_request(messages: Sequence[Message], takes: Takes) -> dict[str, Any]:
    """Return the fields of a request for the top first tokens."""
    fields = request(messages, ONE_TOKEN, None, takes)
    if not takes.logprobs:
        return fields
    return {**fields, "logprobs": True, "top_logprobs": takes.logprobs}


def _limit(params: Params, takes: Takes) -> dict[str, int]:
    if takes.limit == "none":
        return {}
    tokens = max(params.max_tokens + takes.thinking_room, takes.least)
    return {takes.limit: min(tokens, takes.most) if takes.most else tokens}


def _quiet_fields(takes: Takes) -> dict[str, Any]:
    """Return the fields that suppress thinking."""
    if not takes.thinks or takes.quiet == "no":
        return {}
    if takes.quiet == "template":
        # Qwen, SmolLM and GLM use the first name, DeepSeek and Granite the second.
        return {"chat_template_kwargs": {"enable_thinking": False, "thinking": False}}
    return {"reasoning_effort": takes.quiet}


def folded(messages: Sequence[Message]) -> list[Message]:
    """Prepend the system message to the first user message.

    Adjacent messages of one role are merged, as models without a system role require alternation.
    """
    found: list[Message] = []
    for message in messages:
        role = "user" if message["role"] == "system" else message["role"]
        if found and found[-1]["role"] == role:
            joined = f"{found[-1]['content']}\n\n{message['content']}"
            found[-1] = {**found[-1], **message, "role": role, "content": joined}
        else:
            found.append({**message, "role": role})
    return found


def response_format(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the `response_format` field for a JSON schema."""
    required, known = schema.get("required", ()), schema.get("properties", {})
    # OpenAI rejects `strict` unless the schema is closed and requires all keys.
    strict = schema.get("additionalProperties") is False and set(required) == set(known)
    described = {"name": "reply", "schema": dict(schema), "strict": strict}
    return {"type": "json_schema", "json_schema": described}


def read_reply(name: str, answer: Any, params: Params | None = None) -> Reply:
    """Parse a chat completion.

    Args:
        name: the model's name, for errors.
        answer: the response's JSON.
        params: the request's parameters; text past a stop sequence or far too long is cut.

    Raises:
        ModelError: an error or no text; has its `usage`, and `only_thought` if the model produced
        only
            thoughts.
    """
    choice = _choice(name, answer)
    message, finish = choice.get("message"), _finish(choice.get("finish_reason"))
    usage = read_usage(answer.get("usage"))
    if not isinstance(message, dict):
        raise ModelError(f"{name}: the answer has no message", "transient", usage=usage)
    text, thoughts = _parts(message)
    if text is None or not text.strip():
        if text is None and isinstance(message.get("refusal"), str):
            text = message["refusal"]
        elif text is None or thoughts or finish in ("length", "content_filter"):
            raise _no_text(name, finish, thoughts, usage)
    text, cut = _cut(text, params) if params else (text[:MOST_CHARACTERS], False)
    known = finish if finish in ("stop", "length") else "other"
    return Reply(
        text=text,
        thoughts=thoughts,
        finish="length" if cut else known,
        usage=usage,
    )


def _finish(reason: Any) -> Any:
    """Normalise a finish reason to OpenAI's."""
    low = reason.casefold() if isinstance(reason, str) else ""
    if low.startswith(FILTERED):
        return "content_filter"
    return "length" if low in CUT else reason


def _parts(message: Mapping[str, Any]) -> tuple[str | None, str]:
    """Return a message's text (None without content) and thoughts."""
    content = message.get("content")
    thoughts = [_text(message.get(name)) for name in THOUGHTS]
    if isinstance(content, list):
        said = [_text(part) for part in content if not _is_thought(part)]
        thoughts += [_text(part) for part in content if _is_thought(part)]
        content = "".join(said) if said or thoughts else None
    if not isinstance(content, str):
        return None, _joined(thoughts)
    text, thought = split_thinking(content[:MOST_CHARACTERS])
    return text, _joined([*thoughts, thought])


def _is_thought(part: Any) -> bool:
    kind = part.get("type") if isinstance(part, dict) else None
    return isinstance(kind, str) and ("think" in kind or "reason" in kind or "thought" in kind)


def _text(part: Any, depth: int = 0) -> str:
    """Extract the text of a message part of any form; '' if there is none."""
    if isinstance(part, str):
        return part
    if depth > 4:
        return ""
    if isinstance(part, list):
        return "".join(_text(each, depth + 1) for each in part)
    if isinstance(part, dict):
        for name in ("text", "thinking", "reasoning", "content", "summary", "refusal"):
            if found := _text(part.get(name), depth + 1):
                return found
    return ""


def _joined(thoughts: Sequence[str]) -> str:
    # Some servers return the same thoughts in two fields.
    kept = dict.fromkeys(each.strip() for each in thoughts if each.strip())
    return "\n".join(kept)[:MOST_CHARACTERS]


def _cut(text: str, params: Params) -> tuple[str, bool]:
    """Cut a text at a stop sequence; also return whether it was far too long."""
    stops = [at for stop in params.stop if (at := text.find(stop)) >= 0]
    text = text[: min(stops)] if stops else text
    most = min(CHARACTERS * params.max_tokens + SPARE, MOST_CHARACTERS)
    return text[:most], len(text) > most


def read_usage(usage: Any) -> Usage:
    """Parse a completion's usage; missing or implausible counts are 0."""
    if not isinstance(usage, dict):
        return Usage()
    asked, made = _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))
    cached = _count(_field(usage.get("prompt_tokens_details"), "cached_tokens"))
    return Usage(
        tokens_in=asked,
        tokens_out=min(made + _beside(usage), MOST_COUNT),
        cached_tokens_in=min(cached, asked),
    )


def thought_tokens(answer: Any) -> int:
    """Return the thinking tokens that a completion reports."""
    usage = _field(answer, "usage")
    told = _count(_field(_field(usage, "completion_tokens_details"), "reasoning_tokens"))
    choices = _field(answer, "choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    if told or _finish(_field(first, "finish_reason")) != "length":
        return told
    # If a short answer was truncated, the rest of the total was thoughts.
    beside = _beside(usage)
    return beside if beside > _count(usage.get("completion_tokens")) else 0


def _beside(usage: Any) -> int:
    """Return tokens counted only in the total, as Gemini and Grok report thoughts."""
    asked, made, both = (
        _count(_field(usage, f"{name}_tokens")) for name in ("prompt", "completion", "total")
    )
    beside = both - asked - made if asked else 0
    return beside if 0 < beside <= MOST_BESIDE else 0


def read_logprobs(name: str, answer: Any, options: Sequence[str], seconds: float = 0.0) -> Choices:
    """Parse the options' log-probabilities from the first token of a completion.

    Raises:
        Thinking: the answer starts with thoughts.
        NoLogprobs: there are none.
    """
    choice: Any = _choice(name, answer)
    usage = read_usage(answer.get("usage"))
    message = choice.get("message")
    if isinstance(message, dict) and any(_text(message.get(each)) for each in THOUGHTS):
        raise Thinking(name, usage)
    try:
        first = choice["logprobs"]["content"][0]
        tokens = [token for token in first["top_logprobs"] if isinstance(token, dict)]
        chosen = first.get("token")
    except (TypeError, KeyError, IndexError, AttributeError):
        raise NoLogprobs(name) from None
    if isinstance(chosen, str) and begins_thinking(chosen):
        raise Thinking(name, usage)
    likeliest = [(token.get("token"), _logprob(token.get("logprob"))) for token in tokens]
    found: dict[str, float] = {}
    for token, logprob in likeliest:
        option = token.strip(BLANKS) if isinstance(token, str) else ""
        if option in options and logprob is not None:
            found[option] = max(logprob, found.get(option, logprob))
    if tokens and all(logprob is None for _, logprob in likeliest):
        raise NoLogprobs(name)
    return Choices(logprobs=found, usage=usage, seconds=seconds)


class Thinking(NoLogprobs):
    """The answer starts with thoughts, so its first token says nothing about the options."""

    def __init__(self, name: str, usage: Usage) -> None:
        super().__init__(name, "thinks before its first token")
        self.usage = usage


def _logprob(value: Any) -> float | None:
    """Parse a log-probability; None if invalid. Values slightly above 0 are rounding errors."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return min(number, 0.0) if math.isfinite(number) and number < 0.1 else None


def _choice(name: str, answer: Any) -> dict[str, Any]:
    """Return a completion's first choice; ModelError if it has none or is an error."""
    choices = _field(answer, "choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    told = _field(first, "error") or (None if first else _error_in(answer))
    if told:
        raise _reported_error(name, told)
    if not isinstance(first, dict):
        raise ModelError(f"{name}: the answer has no choices", "transient")
    return first


def _error_in(answer: Any) -> Any:
    """Return the error in a response with status 200, if any."""
    for key in ("error", "errors", "detail", "base_resp", "message"):
        if found := _field(answer, key):
            return answer if key == "message" else found
    return None


def _reported_error(name: str, error: Any) -> ModelError:
    """Convert an error that a provider or gateway reports with status 200."""
    fields = (_field(error, key) for key in ("message", "detail", "status_msg"))
    said = error if isinstance(error, str) else next(filter(None, fields), None)
    if not isinstance(said, str) or not said.strip():
        said = _dumped(error)
    codes = [_field(error, key) for key in ("code", "status", "status_code", "type")]
    status = next((code for each in codes if (code := _status(each))), 500)
    said = said[:MAX_WORDS]
    told = " ".join([said, *(each for each in codes if isinstance(each, str))])
    trouble = trouble_of(status, told)
    if trouble == "transient" and any(w in told.lower() for w in ("rate limit", "rate_limit")):
        trouble = "overload"
    return ModelError(
        f"{name}: the endpoint reports an error ({status}): {one_line(said)}",
        trouble,
        status=status,
        words=told,
    )


def _dumped(value: Any) -> str:
    try:
        return json.dumps(value)[:2_000]
    except (ValueError, RecursionError):
        return "something that cannot be read"


def _status(code: Any) -> int | None:
    if isinstance(code, str) and code.isdecimal() and len(code) == 3:
        code = int(code)
    valid = isinstance(code, int) and not isinstance(code, bool) and 400 <= code < 600
    return code if valid else None


def _field(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _no_text(name: str, finish: Any, thoughts: str, usage: Usage) -> ModelError:
    if finish == "content_filter":
        words = "refused by the endpoint's content filter"
        return ModelError(f"{name}: {words}", "rejected", usage=usage)
    if finish == "length":
        hint = "all tokens went into thinking; set thinking to more tokens, or raise max_tokens"
        words = f"the answer has no text: {hint}"
        return ModelError(f"{name}: {words}", "rejected", usage=usage, only_thought=True)
    only = bool(thoughts)
    words = "the answer has no text" + (", only thoughts" if only else "")
    return ModelError(f"{name}: {words}", "transient", usage=usage, only_thought=only)


def _count(value: Any) -> int:
    if isinstance(value, float) and math.isfinite(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return 0
    return max(0, min(value, MOST_COUNT))


__all__ = [
    "Thinking",
    "folded",
    "option_request",
    "read_logprobs",
    "read_reply",
    "read_usage",
    "request",
    "thought_tokens",
]
