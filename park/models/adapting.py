"""Models behind an endpoint: asked as far as is known to suit them, and learning from refusals."""

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
"""Lessons that a model is learned by; a server that refuses on and on is given up."""
UNTAUGHT = frozenset({401, 402, 408, 409, 413, 425, 429})
"""Refusals that are not about how the model is asked."""
FAILED = frozenset({500, 501})
"""Server errors that some servers report a refusal with."""
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
    """A chat model whose endpoint may refuse what others take."""

    start_quiet: Quiet = "template"
    """The first way in which it is asked not to think, once it is known to."""
    can: frozenset[Ability] = frozenset({"reply", "schema", "option_logprobs", "seed"})
    """What it can do as far as its kind goes."""

    def __init__(self, takes: Takes | None = None) -> None:
        """Begin with what is known of the model."""
        self.takes = self.given = takes or Takes()
        self.secrets: tuple[str | None, ...] = ()
        """What no text of the endpoint may repeat."""
        self.looked = False
        """Whether the right address has been looked for."""
        self.configured_context: int | None = None
        self._lock = asyncio.Lock()
        self._lessons = 0
        self._tried = False
        self._limits: set[str] = set()
        """Names of the limit of tokens that were refused."""
        self._proven: set[str] = set()
        """Fields that the endpoint has taken at least once."""

    @property
    def abilities(self) -> frozenset[Ability]:  # type: ignore[override]
        """What the model can do, as far as is known by now."""
        takes = self.takes
        lost = {
            "schema": not takes.schema_,
            "seed": not takes.seed,
            "option_logprobs": not takes.logprobs or not takes.silent,
        }
        return frozenset(each for each in self.can if not lost.get(each))

    @property
    def context(self) -> int | None:  # type: ignore[override]
        """Tokens of prompt and reply together, as configured or as the endpoint has said."""
        known = [each for each in (self.configured_context, self.takes.context) if each]
        return min(known, default=None)

    @property
    def answered(self) -> bool:
        """Whether the endpoint has answered any call."""
        return bool(self._proven)

    @abstractmethod
    async def send(self, fields: dict[str, Any]) -> Any:
        """Send a request and return the JSON of the answer; ModelError if that fails."""

    async def reply(
        self,
        messages: Sequence[Message],
        params: Params,
        schema: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Answer a conversation; see `ChatModel.reply`."""
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
        """Make one paid attempt; see `ChatModel.attempt`."""
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
        """Whether a refusal that names nothing may be about log-probabilities, never given yet."""
        named = isinstance(error, NoLogprobs) or error.trouble != "rejected"
        return not named and "logprobs" not in self._proven and says_nothing(error.words)

    async def probe(self, params: Params | None = None) -> str:
        """Make two short calls with everything that may be asked for; see `ChatModel.probe`."""
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
        """Send a request until it suits the endpoint; return what was read, and what suited."""
        while True:
            used = self.takes
            fields = build(used)
            try:
                found = self._read(await self.send(fields), read)
            except ModelError as error:
                if not teaches(error):
                    raise self._weighed(error) from None
                async with self._lock:  # Of many calls that are refused at once, one learns.
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
        """Learn from a refusal; return what was read, where trying brought an answer.

        Raises:
            ModelError: there is nothing to be learned.
        """
        learned = self._lesson(error, fields, used)
        if learned is not None:
            self._lessons += 1
            self.takes = learned
            return None
        doubtful = {n: each for n, each in fields.items() if n not in self._proven or few(n, each)}
        if self._tried or not worth_trying(error, doubtful):
            raise self._weighed(error)
        self._tried = True
        # The same once more comes first: whoever takes that was not at odds with any of it.
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
        raise self._weighed(error)

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

    def _weighed(self, error: ModelError) -> ModelError:
        """Return an error with what helps, given that the endpoint has answered before."""
        if self.answered and error.trouble == "fatal" and error.status in (403, 404):
            # A router that has lost one of its servers, or a filter that dislikes one prompt.
            error.trouble = "transient" if error.status == 404 else "rejected"
        return error

    def _keep_quiet(self, used: Takes) -> bool:
        """Note that the model thinks; whether it will be asked differently from now on."""
        if self.takes != used:
            return True
        if used.thinks and used.quiet not in SILENT:
            return False
        quieter = used.quieter(self.start_quiet)
        if quieter is not None:
            self.takes = quieter
        return quieter is not None

    def _makes_room(self, used: Takes) -> bool:
        """Note that all tokens went into thinking; whether another attempt has more room."""
        if self._keep_quiet(used):
            return True
        roomier = used.roomier()
        if roomier is not None:
            self.takes = roomier
        return roomier is not None


HIDDEN = "(not shown)"
"""Stands for thoughts that an endpoint counts and does not show."""


def worth_trying(error: ModelError, doubtful: Mapping[str, Any]) -> bool:
    """Whether a refusal may be got round by leaving out what has never been taken yet."""
    if error.status == 403:
        return "logprobs" in doubtful
    unsaid = error.status in (400, 422) and says_nothing(error.words)
    routed = error.status == 404 and re.search(r"endpoints|parameters", error.words) is not None
    return bool(doubtful) and (unsaid or routed)


def few(field: str, value: Any) -> bool:
    """Whether a field allows so few tokens that some endpoints refuse it for that."""
    return field in ("max_tokens", "max_completion_tokens") and value < 16


def teaches(error: ModelError) -> bool:
    """Whether a refusal may be about how the model was asked."""
    status = error.status
    passing = error.trouble in ("transient", "overload") and status not in FAILED
    if status is None or status in UNTAUGHT or passing:
        return False
    return 400 <= status < 500 or status in FAILED


__all__ = ["AdaptingModel", "teaches"]
