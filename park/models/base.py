"""The one seam to language models."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from park.errors import InputError, ParkError
from park.models.takes import Takes
from park.records import Foreign, Record, Usage, storable
from park.text.printable import printable

Message = dict[str, str]
"""A chat message with the keys `role` and `content`."""

Ability = Literal["reply", "schema", "option_logprobs", "seed"]
"""What a backend can do; `reply` is asked of every chat model."""

Trouble = Literal["overload", "transient", "rejected", "fatal", "learned"]
"""`overload`: ask later and less often; `transient`: ask again; `rejected`: this request will
never work; `fatal`: no request will work; `learned`: the way of asking did not suit the model, and
will be another one next time."""


class Params(Record):
    """How a reply is sampled; part of a call's identity."""

    temperature: float = Field(default=0.7, ge=0, le=2)
    top_p: float = Field(default=1.0, gt=0, le=1)
    max_tokens: int = Field(default=160, gt=0)
    presence_penalty: float = Field(default=0.0, ge=-2, le=2)
    stop: tuple[str, ...] = ()
    seed: int | None = None
    """Makes sampling repeatable where the backend has the ability `seed`."""


class Reply(Record):
    """A model's answer to one call."""

    text: Foreign
    thoughts: Foreign = ""
    """What the model thought before it answered; never part of a turn, an opinion or a row."""
    finish: Literal["stop", "length", "other"] = "stop"
    """`length` when the text was cut off at `max_tokens`."""
    usage: Usage = Usage()
    seconds: float = 0.0
    """How long the call took."""


class Choices(Record):
    """How likely a model finds each of some options."""

    logprobs: dict[str, float]
    """The log-probability of each option that the endpoint revealed."""
    usage: Usage = Usage()
    seconds: float = 0.0


class ModelError(ParkError):
    """A call failed; `trouble` says what helps."""

    def __init__(
        self,
        message: str,
        trouble: Trouble,
        retry_after: float | None = None,
        *,
        status: int | None = None,
        words: str = "",
        usage: Usage | None = None,
        only_thought: bool = False,
    ) -> None:
        super().__init__(printable(storable(message)))
        self.trouble: Trouble = trouble
        self.retry_after = retry_after
        """Seconds the server asked to wait, where it said so."""
        self.status = status
        """The HTTP status; None where there was no answer."""
        self.words = words
        """All that the server said, to learn from; it may hold anything and is not for printing."""
        self.usage = usage or Usage()
        """What the failed call cost."""
        self.only_thought = only_thought
        """Whether the model thought and said nothing."""


class NoLogprobs(ModelError):
    """The endpoint gives no log-probabilities, whatever it is asked."""

    def __init__(self, name: str, reason: str = "the endpoint gives no log-probabilities") -> None:
        super().__init__(f"{name}: {reason}", "rejected")


class ChatModel(ABC):
    """A language model behind any backend.

    The least one needs is a name, an endpoint and `reply`:

        class Parrot(ChatModel):
            name = endpoint = "parrot"

            async def reply(self, messages, params, schema=None):
                return Reply(text=messages[-1]["content"])
    """

    name: str
    """As the configuration names it."""
    endpoint: str
    """What the calls go to; limits are shared by all models of one endpoint."""
    abilities: frozenset[Ability] = frozenset({"reply"})
    context: int | None = None
    """Tokens that prompt and reply may have together; None if unknown."""
    takes: Takes = Takes()
    """What it takes in a request; models behind an endpoint learn it from refusals."""
    given: Takes = Takes()
    """What it was thought to take before anything was learned."""
    timeout: float = 300.0
    """Seconds a call may take."""
    slow: bool = False
    """Whether a call may well take long, since it is answered on this machine."""
    shape: tuple[Any, ...] = ()
    """Settings beside the parameters that shape its answers; part of a call's key."""

    @abstractmethod
    async def reply(
        self,
        messages: Sequence[Message],
        params: Params,
        schema: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Answer a conversation; with `schema`, a JSON text that conforms to it.

        Raises:
            ModelError: the call failed.
        """

    async def attempt(
        self,
        messages: Sequence[Message],
        params: Params,
        schema: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Make one paid attempt at a reply.

        Raises:
            ModelError: the call failed; `learned` where another attempt goes about it differently.
        """
        return await self.reply(messages, params, schema)

    def most_tokens(self, params: Params) -> int:
        """Return how many tokens an answer may cost, thoughts included."""
        return params.max_tokens + self.takes.thinking_room

    async def option_logprobs(self, messages: Sequence[Message], options: Sequence[str]) -> Choices:
        """Return the log-probability of each option as the first token of the answer.

        The best variant of a token counts (with or without a leading space). An option that
        is not among the likeliest tokens that the endpoint reveals is left out.

        Raises:
            ModelError: the call failed, or the endpoint gave no log-probabilities.
        """
        raise NoLogprobs(self.name)

    async def start(self) -> None:
        """Make ready: fetch weights, start servers. May be called more than once.

        Raises:
            ParkError: the model cannot be made ready.
        """

    async def probe(self, params: Params | None = None) -> str:
        """Find out cheaply whether calls would be answered; return what the model can do.

        Args:
            params: how it will be asked.

        Raises:
            ModelError: the endpoint does not answer, or does not know the model.
        """
        return ", ".join(CAN[each] for each in CAN if each in self.abilities)

    async def close(self) -> None:
        """Give back connections and servers."""


CAN: dict[Ability, str] = {
    "reply": "replies",
    "schema": "keeps to a JSON schema",
    "option_logprobs": "gives log-probabilities",
    "seed": "takes a seed",
}


def require(model: ChatModel, *abilities: Ability, role: str) -> None:
    """Check that the model of a role can do what the role needs.

    Raises:
        InputError: it cannot; names the role, the model and the ability.
    """
    for ability in abilities:
        if ability not in model.abilities:
            can = ", ".join(sorted(model.abilities)) or "nothing"
            raise InputError(f"models.{role}: {model.name} cannot {ability} (it can: {can})")


__all__ = [
    "CAN",
    "Ability",
    "ChatModel",
    "Choices",
    "Message",
    "ModelError",
    "NoLogprobs",
    "Params",
    "Reply",
    "require",
]
