"""Models that adapt their requests to an endpoint's refusals."""

import asyncio
import re
import time
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from park.models.base import (
    Ability,
    ChatModel,
    Choices,
    Message,
    ModelError,
    NoLogprobs,
    Params,
    Reply,
)
from park.models.completions import (
    Thinking,
    option_request,
    read_logprobs,
    read_reply,
    request,
    thought_tokens,
)
from park.models.errors import hidden, one_line
from park.models.lessons import lesson, says_nothing, trials
from park.models.takes import SILENT, Quiet, Takes
from park.records import Usage

T = TypeVar("T")
MOST_LESSONS = 24
"""Maximum lessons per model, against servers that refuse everything."""
UNTAUGHT = frozenset({401, 402, 408, 409, 413, 425, 429})
"""Statuses unrelated to the request's features."""
FAILED = frozenset({500, 501})
"""Server errors that some servers use for refusals."""
REFUSAL = re.compile(
    r"support|enabled|alternat|expected|invalid|unknown|allowed|implemented|exception|jinja|template",
    re.IGNORECASE,
)
PROBE = (
    {"role": "system", "content": "You answer in one word, as JSON."},
    {"role": "user", "content": 'Which is the first letter? A or B? Answer: {"letter": "…"}'},
)
LETTER: dict[str, Any] = {
    "type": "object",
    "properties": {"letter": {"type": "string"}},
    "required": ["letter"],
    "additionalProperties": False,
}


class AdaptingModel(ChatModel):
    """A chat model that learns which request features its endpoint supports."""

    start_quiet: Quiet = "template"
    """First way to suppress thinking."""
    can: frozenset[Ability] = frozenset({"reply", "schema", "option_logprobs", "seed"})
    """Abilities before anything was learned."""

    def __init__(self, takes: Takes | None = None) -> None:
        """Start from the features known to be supported."""
        self.takes = self.given = takes or Takes()
        self.secrets: tuple[str | None, ...] = ()
        """Secrets to mask in all text from the endpoint."""
        self.looked = False
        """Whether the right address has been searched for."""
        self.configured_context: int | None = None
        self._lock = asyncio.Lock()
        self._lessons = 0
        self._tried = False
        self._limits: set[str] = set()
        """Refused names of the token limit."""
        self._proven: set[str] = set()
        """Fields accepted at least once."""

    @property
    def abilities(self) -> frozenset[Ability]:  # type: ignore[override]
        """Abilities known so far."""
        takes = self.takes
        lost = {
            "schema": not takes.schema_,
            "seed": not takes.seed,
            "option_logprobs": not takes.logprobs or not takes.silent,
        }
        return frozenset(each for each in self.can if not lost.get(each))

    @property
    def context(self) -> int | None:  # type: ignore[override]
        """Context window in tokens, as configured or learned."""
        known = [each for each in (self.configured_context, self.takes.context) if each]
        return min(known, default=None)

    @property
    def answered(self) -> bool:
        """Whether any call has succeeded."""
        return bool(self._proven)

    @abstractmethod
    async def send(self, fields: dict[str, Any]) -> Any:
        """Send a request and return the response's JSON; ModelError on failure."""

    async def reply(
        self,
        messages: Sequence[Message],
        params: Params,
        schema: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Reply to a conversation; see `ChatModel.reply`."""
        spent = Usage()
        while True:
            try:
                reply = await self.attempt(messages, params, schema)
            except ModelError as error:
                if error.trouble != "learned":
                    raise
                spent += error.usage
                continue
            return reply.model_copy(update={"usage": reply.usage + spent})

    async def attempt(
        self,
        messages: Sequence[Message],
        params: Params,
        schema: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Make a single billed attempt; see `ChatModel.attempt`."""
        began, used = time.perf_counter(), self.takes

        def read(answer: Any) -> Reply:
            found = read_reply(self.name, answer, params)
            if not found.thoughts and thought_tokens(answer):
                return found.model_copy(update={"thoughts": HIDDEN})
            return found

        try:
            reply, used = await self._ask(lambda t: request(messages, params, schema, t), read)
        except ModelError as error:
            if error.only_thought and self._makes_room(used):
                error.trouble = "learned"
            raise
        if reply.thoughts:
            self._keep_quiet(used)
        shown = {
            "text": self._hide(reply.text),
            "thoughts": "" if reply.thoughts == HIDDEN else self._hide(reply.thoughts),
            "seconds": time.perf_counter() - began,
        }
        return reply.model_copy(update=shown)

    async def option_logprobs(self, messages: Sequence[Message], options: Sequence[str]) -> Choices:
        """Return the log-probability of each option; see `ChatModel.option_logprobs`."""
        began = time.perf_counter()
        while "option_logprobs" in self.abilities:
            used = self.takes
            try:
                choices, _ = await self._ask(
                    lambda t: option_request(messages, t),
                    lambda answer: read_logprobs(self.name, answer, options),
                    able=lambda: "option_logprobs" in self.abilities,
                )
            except Thinking:
                if not self._keep_quiet(used):
                    raise
                continue
            except ModelError as error:
                if self._blames_logprobs(error):
                    self.takes = self.takes.but(logprobs=0)
                    break
                raise
            return choices.model_copy(update={"seconds": time.perf_counter() - began})
        return await super().option_logprobs(messages, options)

    def _blames_logprobs(self, error: ModelError) -> bool:
        """Whether an unspecific refusal may be due to log-probabilities, which never worked yet."""
        named = isinstance(error, NoLogprobs) or error.trouble != "rejected"
        return not named and "logprobs" not in self._proven and says_nothing(error.words)

    async def probe(self, params: Params | None = None) -> str:
        """Make two short calls with all features; see `ChatModel.probe`."""
        asked = params or Params(max_tokens=16, seed=0, stop=("\n\n\n",))
        await self.reply(PROBE, asked, LETTER if "schema" in self.abilities else None)
        if "option_logprobs" in self.abilities:
            try:
                await self.option_logprobs(PROBE, ["A", "B"])
            except ModelError as error:
                if error.trouble != "rejected":
                    raise
                self.takes = self.takes.but(logprobs=0)
        return await super().probe(params)

    async def _ask(
        self,
        build: Callable[[Takes], dict[str, Any]],
        read: Callable[[Any], T],
        able: Callable[[], bool] = lambda: True,
    ) -> tuple[T, Takes]:
        """Adapt a request until it is accepted; return the parsed response and the features."""
        while True:
            used = self.takes
            fields = build(used)
            try:
                found = self._read(await self.send(fields), read)
            except ModelError as error:
                if not teaches(error):
                    raise self._reclassified(error) from None
                async with self._lock:  # Only one of many concurrent refusals should learn.
                    if self.takes == used:
                        tried = await self._learn(error, fields, used, build, read)
                        if tried is not None:
                            return tried, self.takes
                if not able():
                    raise NoLogprobs(self.name) from None
                continue
            self._proven |= fields.keys()
            return found, used

    async def _learn(
        self,
        error: ModelError,
        fields: dict[str, Any],
        used: Takes,
        build: Callable[[Takes], dict[str, Any]],
        read: Callable[[Any], T],
    ) -> T | None:
        """Learn from a refusal; return the parsed response of a successful trial, if any.

        Raises:
            ModelError: nothing can be learned.
        """
        learned = self._lesson(error, fields, used)
        if learned is not None:
            self._lessons += 1
            self.takes = learned
            return None
        doubtful = {n: each for n, each in fields.items() if n not in self._proven or few(n, each)}
        if self._tried or not worth_trying(error, doubtful):
            raise self._reclassified(error)
        self._tried = True
        # Repeat the same request first: the refusal may have been passing.
        for trial in (used, *trials(doubtful, used)):
            try:
                found = self._read(await self.send(build(trial)), read)
            except NoLogprobs:
                self.takes = trial
                raise
            except ModelError as other:
                if not teaches(other):
                    raise
                continue
            self.takes = trial
            self._proven |= build(trial).keys()
            return found
        raise self._reclassified(error)

    def _lesson(self, error: ModelError, fields: dict[str, Any], used: Takes) -> Takes | None:
        if self._lessons >= MOST_LESSONS:
            return None
        if error.status in FAILED and not REFUSAL.search(error.words):
            return None
        learned = lesson(error.words, fields, used)
        if learned is not None and learned.limit != used.limit:
            self._limits.add(used.limit)
            return learned.but(limit="none") if learned.limit in self._limits else learned
        return learned

    def _hide(self, text: str) -> str:
        return hidden(text, self.secrets)

    def _read(self, answer: Any, read: Callable[[Any], T]) -> T:
        try:
            return read(answer)
        except ModelError as error:
            error.args = (one_line(self._hide(str(error))),)
            error.words = self._hide(error.words)
            raise

    def _reclassified(self, error: ModelError) -> ModelError:
        """Reclassify an error of an endpoint that has worked before."""
        if self.answered and error.trouble == "fatal" and error.status in (403, 404):
            # 404: a router has lost a server; 403: a filter rejects this prompt.
            error.trouble = "transient" if error.status == 404 else "rejected"
        return error

    def _keep_quiet(self, used: Takes) -> bool:
        """Note that the model thinks; whether later requests will differ."""
        if self.takes != used:
            return True
        if used.thinks and used.quiet not in SILENT:
            return False
        quieter = used.quieter(self.start_quiet)
        if quieter is not None:
            self.takes = quieter
        return quieter is not None

    def _makes_room(self, used: Takes) -> bool:
        """Note that thinking used all tokens; whether another attempt gets more."""
        if self._keep_quiet(used):
            return True
        roomier = used.roomier()
        if roomier is not None:
            self.takes = roomier
        return roomier is not None


HIDDEN = "(not shown)"
"""Placeholder for thoughts that an endpoint counts but hides."""


def worth_trying(error: ModelError, doubtful: Mapping[str, Any]) -> bool:
    """Whether omitting fields that were never accepted may avoid a refusal."""
    if error.status == 403:
        return "logprobs" in doubtful
    unsaid = error.status in (400, 422) and says_nothing(error.words)
    routed = error.status == 404 and re.search(r"endpoints|parameters", error.words) is not None
    return bool(doubtful) and (unsaid or routed)


def few(field: str, value: Any) -> bool:
    """Whether a token limit is below the minimum of some endpoints."""
    return field in ("max_tokens", "max_completion_tokens") and value < 16


def teaches(error: ModelError) -> bool:
    """Whether a refusal may be due to the request's features."""
    status = error.status
    passing = error.trouble in ("transient", "overload") and status not in FAILED
    if status is None or status in UNTAUGHT or passing:
        return False
    return 400 <= status < 500 or status in FAILED


__all__ = ["AdaptingModel", "teaches"]
