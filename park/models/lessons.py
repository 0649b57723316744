"""What a refusal teaches about a model: from an endpoint's words to other `Takes`."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from park.models.takes import Takes

Sent = Mapping[str, Any]
"""The body of the request that was refused."""
Lesson = Callable[[str, Sent, Takes], Takes | None]
"""From the words, what was sent and what was thought, to what is thought now; None if the words are
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
    r"|max(?:imum)? allowed(?: is|:)?|no more than|supports? (?:at most|up to)"
    r"|limit of|valid range[^\[]{0,40}\[\d+,)\D{0,24}(\d{1,9})"
)
CONTEXT = re.compile(r"context|too long|too many tokens|prompt.{0,40}(?:length|exceed)")
CONTEXT_SIZE = re.compile(
    r"(?:context (?:length|window|size)[^.\d]{0,40}|context[^.]{0,60}\()(\d{3,8})"
    r"|(?:maximum|max|limit)[^.\d]{0,40}context[^.\d]{0,40}(\d{3,8})"
)
HIGHER = re.compile(r"(?:higher|larger|increase|raise) max_\w*tokens|output limit was reached")
LIMIT = re.compile(
    r"max\w*_tokens|maximum tokens|max_new_tokens|(?:output|completion) tokens|num_predict"
)
LEAST_ROOM = 256
POSITIVE = re.compile(r"positive|greater than 0|> ?0|non-?zero|(?:at least|minimum).{0,12}0\.0\d")


def lesson(words: str, sent: Sent, takes: Takes) -> Takes | None:
    """Return what a refusal teaches; None if it teaches nothing.

    Args:
        words: what the endpoint said, of whatever length.
        sent: the body that it refused.
        takes: what the model was thought to take.
    """
    plain = _plain(words)
    for each in LESSONS:
        found = each(plain, sent, takes)
        if found is not None and found != takes:
            return found
    return None


def says_nothing(words: str) -> bool:
    """Whether a refusal does not say what it is about, so that trying is worth it."""
    plain = _plain(words)
    return not re.search(r"context|length|long|token|content|safety|polic|moderation|filter", plain)


def trials(sent: Sent, takes: Takes) -> Iterator[Takes]:
    """Yield what the model may take instead, where a refusal does not say what is wrong.

    First each thing alone that may be at fault, then all of them together.
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
    """Return words in lower case, with names such as presencePenalty as presence_penalty."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", words[:20_000]).lower()


def _has_system(sent: Sent) -> bool:
    return any(message.get("role") == "system" for message in sent.get("messages", ()))


def _system(words: str, sent: Sent, takes: Takes) -> Takes | None:
    if not _has_system(sent) or CONTEXT.search(words) or not SYSTEM.search(words):
        return None
    return takes.but(system=False)


def _context(words: str, sent: Sent, takes: Takes) -> Takes | None:
    found = CONTEXT_SIZE.search(words)
    if not found:
        return None
    size = int(found[1] or found[2])
    # A prompt that is too long stays so, unless it is the thoughts that lack room.
    room = max(LEAST_ROOM, takes.room // 2) if takes.thinking_room else takes.room
    return takes.but(context=size, room=room)


def _both(words: str, sent: Sent, takes: Takes) -> Takes | None:
    named = "temperature" in words and re.search(r"top_?p\b|top-p", words)
    if named and "top_p" in sent and re.search(r"both|together|simultan|only one|either", words):
        return takes.but(top_p=False)
    return None


def _bounds(words: str, sent: Sent, takes: Takes) -> Takes | None:
    """Learn the least or the most tokens that an answer may be allowed."""
    asked = sent.get("max_tokens") or sent.get("max_completion_tokens")
    if not asked or "context" in words or not LIMIT.search(words):
        return None
    least = LEAST.search(words)
    if least and (bound := int(least[3]) + bool(least[1] or least[2])) > asked:
        return takes.but(least=min(bound, 4_096))
    most = MOST.search(words)
    if most and 0 < int(most[1]) < asked:
        return takes.but(most=int(most[1]))
    if HIGHER.search(words) and asked < 4_096:
        return takes.but(least=min(max(16, 4 * asked), 4_096))
    return None


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
    if "logprobs" not in sent or not re.search(r"log_?-?prob", words):
        return None
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


def _named(field: str, pattern: str, change: str) -> Lesson:
    def learn(words: str, sent: Sent, takes: Takes) -> Takes | None:
        if field in sent and re.search(pattern, words):
            return takes.but(**{change: False})
        return None

    return learn


LESSONS: tuple[Lesson, ...] = (
    _quiet,
    _both,
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
    "limit": (lambda sent: "max_tokens" in sent, {"limit": "max_completion_tokens"}),
    "system": (_has_system, {"system": False}),
}
"""What may be at fault: whether it was sent, and what the model takes without it."""

__all__ = ["lesson", "says_nothing", "trials"]
