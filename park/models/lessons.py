"""Infers supported request features from refusals."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from park.models.takes import Takes

Sent = Mapping[str, Any]
"""Body of the refused request."""
Lesson = Callable[[str, Sent, Takes], Takes | None]
"""Maps an error message, the request and the current features to updated ones; None if the message
is
about something else."""

SYSTEM = re.compile(
    r"\bsystem\b.{0,60}\b(?:role|message|prompt|instruction)|\b(?:role|instruction)s?\b.{0,80}\bsystem\b"
    r"|developer (?:instruction|role|message)|must alternate|user and assistant roles"
    r"|must (?:start|begin) with (?:a )?user|first message.{0,40}user",
)
NUMBER = re.compile(r"\d{1,9}")
LEAST = re.compile(
    r"(?:>=|at least|minimum(?: value)?(?: of| is|:)?|min(?:imum)? is|greater than or equal to"
    r"|no less than|(more|greater|larger|higher) than|(>))\D{0,12}(\d{1,7})"
)
MOST = re.compile(
    r"(?:<=|at most|up to|maximum(?: value| allowed)?(?: of| is|:)?|less than or equal to"
    r"|max(?:imum)? allowed(?: is|:)?|no more than|supports? (?:at most|up to)|limit(?: of| is)"
    r"|(?:lower|less|smaller) than)\D{0,24}(\d{1,9})"
)
RANGE = re.compile(
    r"(?:range|between)[^\d]{0,60}?(\d{1,9})\s*(?:\(inclusive\)\s*)?(?:,|and|to|-|\.\.)"
    r"\s*(\d{1,9})(\s*\(exclusive\))?"
)
PLAINLY = re.compile(
    r"max\w*_tokens\W{0,3}(?:must be |should be )?"
    r"(?:less than or equal to|<=|at most)\W{0,3}(\d{1,9})"
)
"""An unambiguous maximum, whatever else the message mentions."""
TOO_MANY = re.compile(r"exceed|too (?:large|big|high|many)|maximum|> ?\d")
ALONE = re.compile(r"(?<![\w.-])\d{1,9}(?![\w-])")
"""A number that is not part of a name."""
HIGHER = re.compile(
    r"(?:higher|larger|bigger|increase|raise)\W{0,3}(?:\w+\W+){0,3}?max\w*_tokens"
    r"|max\w*_tokens.{0,40}\breached"
)
CONTEXT = re.compile(r"context|too long|too many tokens|prompt.{0,40}(?:length|exceed)")
CONTEXT_SIZE = re.compile(
    r"(?:context (?:length|window|size)[^.\d]{0,40}|context[^.]{0,60}\()(\d{3,8})"
    r"|(?:maximum|max|limit)[^.\d]{0,40}context[^.\d]{0,40}(\d{3,8})"
)
CONTEXT_SUM = re.compile(r"context limit: \d{1,8} \+ \d{1,8} > (\d{3,8})")
PROMPT_SIZE = re.compile(
    r"tokens > (\d{3,8}) maximum"  # Anthropic
    r"|(\d{3,8}) maximum context length"  # Mistral
    r"|(?:prompt|model|input) length[^.\d]{0,30}(?:\[1, )?(\d{3,8})"  # xAI, Qwen
    r"|`inputs` (?:must have less than|tokens \+ `max_new_tokens` must be <=) (\d{3,8})"  # TGI
    r"|tokens allowed \((\d{3,8})"  # Gemini
    r"|in the prompt cannot exceed (\d{3,8})"  # Cohere
)
"""Other providers' wordings."""
CONTEXT_SIZES = (CONTEXT_SUM, CONTEXT_SIZE, PROMPT_SIZE)
LIMIT = re.compile(
    r"max\w*_tokens|max_new_tokens|(?:output|completion|maximum|max) tokens|num_predict"
)
LEAST_ROOM = 256
POSITIVE = re.compile(r"positive|greater than 0|> ?0|non-?zero|(?:at least|minimum).{0,12}0\.0\d")


def lesson(words: str, sent: Sent, takes: Takes) -> Takes | None:
    """Infer features from a refusal; None if nothing can be learned.

    Args:
        words: the error message, of any length.
        sent: the refused body.
        takes: the features assumed so far.
    """
    plain = _plain(words)
    for each in LESSONS:
        found = each(plain, sent, takes)
        if found is not None and found != takes:
            return found
    return None


def says_nothing(words: str) -> bool:
    """Whether a refusal is too unspecific to learn from, so that trials are worthwhile."""
    plain = _plain(words)
    return not re.search(r"context|length|long|token|content|safety|polic|moderation|filter", plain)


def trials(sent: Sent, takes: Takes) -> Iterator[Takes]:
    """Yield features to try after an unspecific refusal.

    First each possible culprit alone, then all of them together.
    """
    changes = {name: change for name, (there, change) in TRIALS.items() if there(sent)}
    for change in changes.values():
        yield takes.but(**change)
    if len(changes) > 1:
        together: dict[str, Any] = {}
        for change in changes.values():
            together |= change
        yield takes.but(**together)


def _plain(words: str) -> str:
    """Lower-case a message, converting camelCase to snake_case."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", words[:20_000]).lower()


def _has_system(sent: Sent) -> bool:
    return any(message.get("role") == "system" for message in sent.get("messages", ()))


def _system(words: str, sent: Sent, takes: Takes) -> Takes | None:
    if not _has_system(sent) or CONTEXT.search(words) or not SYSTEM.search(words):
        return None
    return takes.but(system=False)


def _context(words: str, sent: Sent, takes: Takes) -> Takes | None:
    found = next((each for pattern in CONTEXT_SIZES if (each := pattern.search(words))), None)
    if not found:
        return None
    size = int(next(each for each in found.groups() if each))
    # Retrying a prompt that is too long only helps if room for thoughts can shrink.
    room = max(LEAST_ROOM, takes.room // 2) if takes.thinking_room else takes.room
    return takes.but(context=size, room=room)


def _temperature_or_top_p(words: str, sent: Sent, takes: Takes) -> Takes | None:
    named = "temperature" in words and re.search(r"top_?p\b|top-p", words)
    if named and "top_p" in sent and re.search(r"both|together|simultan|only one|either", words):
        return takes.but(top_p=False)
    return None


def _bounds(words: str, sent: Sent, takes: Takes) -> Takes | None:
    """Infer the minimum or maximum output limit."""
    asked = sent.get("max_tokens") or sent.get("max_completion_tokens")
    if not asked or not LIMIT.search(words):
        return None
    plainly = PLAINLY.search(words)
    if plainly and 0 < int(plainly[1]) < asked:
        return takes.but(most=int(plainly[1]))
    if "context" in words:
        return None
    span = RANGE.search(words)
    if span and not int(span[1]) <= asked <= (last := _range_end(span)):
        return takes.but(least=max(int(span[1]), 1), most=max(last, 1))
    if HIGHER.search(words):
        return takes.but(least=min(max(16, 4 * asked), 4_096))
    least = LEAST.search(words)
    if least and (bound := int(least[3]) + bool(least[1] or least[2])) > asked:
        return takes.but(least=min(bound, 4_096))
    most = MOST.search(words)
    if most and 0 < int(most[1]) < asked:
        return takes.but(most=int(most[1]))
    # "160 > 100, which is the maximum", "exceeds the limit 100".
    fewer = [number for each in ALONE.findall(words) if 0 < (number := int(each)) < asked]
    if fewer and TOO_MANY.search(words):
        return takes.but(most=max(fewer))
    return None


def _range_end(span: re.Match[str]) -> int:
    """Return the inclusive end of a range."""
    return int(span[2]) - bool(span[3])


def _limit(words: str, sent: Sent, takes: Takes) -> Takes | None:
    if "context" in words:
        return None
    if "max_tokens" in sent and "max_completion_tokens" in words:
        return takes.but(limit="max_completion_tokens")
    if "max_tokens" in sent and re.search(r"\bmax_tokens\b", words):
        return takes.but(limit="max_completion_tokens")
    if "max_completion_tokens" in sent and "max_completion_tokens" in words:
        other = re.search(r"\bmax_tokens\b", words) or takes.limit == "max_completion_tokens"
        return takes.but(limit="max_tokens" if other else "none")
    return None


def _schema(words: str, sent: Sent, takes: Takes) -> Takes | None:
    named = r"response_?format|json[_ ]?schema|json[_ ]?object|structured|guided|grammar|json mode"
    if "response_format" in sent and re.search(named, words):
        return takes.but(schema=False)
    return None


def _logprobs(words: str, sent: Sent, takes: Takes) -> Takes | None:
    # TGI calls them `top_n_tokens`.
    if "logprobs" not in sent or not re.search(r"log_?-?prob|top_n_tokens", words):
        return None
    span = RANGE.search(words)
    if span and 1 <= _range_end(span) < sent.get("top_logprobs", 0):
        return takes.but(logprobs=_range_end(span))
    shown = [int(number) for number in NUMBER.findall(words)]
    fewer = [number for number in shown if 1 <= number < sent.get("top_logprobs", 0)]
    return takes.but(logprobs=max(fewer, default=0))


def _quiet(words: str, sent: Sent, takes: Takes) -> Takes | None:
    asked = "chat_template_kwargs" in sent or "reasoning_effort" in sent
    if asked and re.search(r"chat_template|reasoning|thinking|effort", words):
        return takes.quieter(takes.quiet)
    return None


def _temperature(words: str, sent: Sent, takes: Takes) -> Takes | None:
    if "temperature" not in sent or "temperature" not in words:
        return None
    if sent["temperature"] == 0 and takes.zero and POSITIVE.search(words):
        return takes.but(zero=False)
    return takes.but(temperature=False)


def _stop(words: str, sent: Sent, takes: Takes) -> Takes | None:
    if "stop" not in sent or not re.search(r"\bstop(?:_sequences?|_words?|s)?\b", words):
        return None
    given = len(sent["stop"])
    fewer = [n for n in map(int, NUMBER.findall(words)) if 1 <= n < given]
    return takes.but(stop=max(fewer, default=0))


def _token_limit(sent: Sent) -> int:
    """Return the request's token limit; very large if it has none."""
    return int(sent.get("max_tokens") or sent.get("max_completion_tokens") or 10**9)


def _named(field: str, pattern: str, change: str) -> Lesson:
    def learn(words: str, sent: Sent, takes: Takes) -> Takes | None:
        if field in sent and re.search(pattern, words):
            return takes.but(**{change: False})
        return None

    return learn


LESSONS: tuple[Lesson, ...] = (
    _quiet,
    _temperature_or_top_p,
    _bounds,
    _context,
    _limit,
    _logprobs,
    _schema,
    _named("seed", r"\b(?:random_)?seed\b", "seed"),
    _named("presence_penalty", r"penalt", "penalties"),
    _named("top_p", r"\btop_?p\b|top-p|nucleus", "top_p"),
    _temperature,
    _stop,
    _system,
)
TRIALS: dict[str, tuple[Callable[[Sent], bool], dict[str, Any]]] = {
    "quiet": (
        lambda sent: "chat_template_kwargs" in sent or "reasoning_effort" in sent,
        {"thinks": True, "quiet": "no"},
    ),
    "logprobs": (lambda sent: "logprobs" in sent, {"logprobs": 0}),
    "schema": (lambda sent: "response_format" in sent, {"schema": False}),
    "seed": (lambda sent: "seed" in sent, {"seed": False}),
    "penalties": (lambda sent: "presence_penalty" in sent, {"penalties": False}),
    "top_p": (lambda sent: "top_p" in sent, {"top_p": False}),
    "stop": (lambda sent: "stop" in sent, {"stop": 0}),
    "temperature": (lambda sent: "temperature" in sent, {"temperature": False}),
    "least": (lambda sent: _token_limit(sent) < 16, {"least": 16}),
    "limit": (lambda sent: "max_tokens" in sent, {"limit": "max_completion_tokens"}),
    "system": (_has_system, {"system": False}),
}
"""Possible culprits: whether the request has it, and the features without it."""

__all__ = ["lesson", "says_nothing", "trials"]
