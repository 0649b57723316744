"""A model with scripted replies, for tests, demos and dry runs."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator

from park.errors import InputError
from park.models.base import ChatModel, Choices, Message, ModelError, Params, Reply
from park.models.streaming import listener
from park.records import Record, Usage
from park.yamlfile import load_yaml, parse, read_text

Respondent = Callable[[Sequence[Message]], str]
Options = Callable[[Sequence[Message], Sequence[str]], dict[str, float]]


class Rule(Record):
    """A reply and its condition."""

    contains: str = ""
    """Text that the last message must contain; by default any message matches."""
    reply: str


class Script(Record):
    """A scripted model's replies, in order or by rules."""

    replies: tuple[str, ...] = ()
    """Given in order, whatever the messages."""
    rules: tuple[Rule, ...] = ()
    """The first rule that matches the last message applies."""
    latency: float = Field(default=0.0, ge=0)
    """Seconds per reply."""

    @model_validator(mode="after")
    def _either(self) -> "Script":
        if bool(self.replies) == bool(self.rules):
            raise ValueError("give either replies or rules")
        return self


class ScriptedModel(ChatModel):
    """A model that replies from a function or a script."""

    endpoint = "scripted"

    def __init__(
        self,
        source: Respondent | Script,
        *,
        name: str = "scripted",
        latency: float = 0.0,
        options: Options | None = None,
        context: int | None = None,
    ) -> None:
        """Create a scripted model.

        Args:
            source: a function from messages to a reply, or a script.
            name: the model's name in the configuration.
            latency: seconds per reply; a script's own takes precedence.
            options: a function from messages and options to log-probabilities.
            context: context window in tokens.
        """
        self.name = name
        self.context = context
        self.abilities = frozenset({"reply", "schema", "seed"})
        if options is not None:
            self.abilities |= {"option_logprobs"}
        self._options = options
        script = source if isinstance(source, Script) else None
        self._latency = script.latency if script and script.latency else latency
        self._say = self._from(source) if isinstance(source, Script) else source

    async def reply(
        self,
        messages: Sequence[Message],
        params: Params,
        schema: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Reply from the script; words count as tokens.

        Raises:
            ModelError: the script is exhausted, or none of its rules matches.
        """
        text = self._say(messages)
        await self._wait(text)
        asked = sum(len(message["content"].split()) for message in messages)
        usage = Usage(tokens_in=asked, tokens_out=len(text.split()))
        return Reply(text=text, usage=usage, seconds=self._latency)

    async def _wait(self, text: str) -> None:
        """Let the latency pass, word by word if somebody hears the reply."""
        hears = listener()
        if hears is None:
            await asyncio.sleep(self._latency)
            return
        words = re.findall(r"\s*\S+", text)
        for number in range(1, len(words) + 1):
            await asyncio.sleep(self._latency / len(words))
            hears("".join(words[:number]))

    async def option_logprobs(self, messages: Sequence[Message], options: Sequence[str]) -> Choices:
        """Return the log-probabilities from the options function."""
        if self._options is None:
            return await super().option_logprobs(messages, options)
        return Choices(logprobs=self._options(messages, options))

    def _from(self, script: Script) -> Respondent:
        left = iter(script.replies)

        def next_reply(messages: Sequence[Message]) -> str:
            for reply in left:
                return reply
            raise ModelError(
                f"{self.name}: script exhausted after {len(script.replies)} replies", "fatal"
            )

        def matching_rule(messages: Sequence[Message]) -> str:
            last = messages[-1]["content"] if messages else ""
            for rule in script.rules:
                if rule.contains in last:
                    return rule.reply
            raise ModelError(f"{self.name}: no rule matches the last message", "fatal")

        return next_reply if script.replies else matching_rule


def read_script(path: Path) -> Script:
    """Read a script: YAML with `replies`, `rules` or a bare list, or JSONL with one reply per line.

    Raises:
        InputError: the script is invalid; names the file and the first mistake.
    """
    if path.suffix == ".jsonl":
        return _of_replies(path, [_json_reply(path, *line) for line in _lines(path)])
    data, _ = parse(path)
    return _of_replies(path, data) if isinstance(data, list) else load_yaml(path, Script)


def _lines(path: Path) -> list[tuple[int, str]]:
    lines = enumerate(read_text(path).splitlines(), start=1)
    return [(number, line) for number, line in lines if line.strip()]


def _json_reply(path: Path, number: int, line: str) -> Any:
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"{path}:{number}: broken JSON: {error.msg}") from None
    return data.get("reply") if isinstance(data, dict) else data


def _of_replies(path: Path, replies: list[Any]) -> Script:
    try:
        return Script(replies=tuple(replies))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "(the file)"
        message = first["msg"].removeprefix("Value error, ")
        raise InputError(f"{path}: {place}: {message}") from None


__all__ = ["Rule", "Script", "ScriptedModel", "read_script"]
