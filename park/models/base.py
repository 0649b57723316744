"""The seam to language models."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol

from pydantic import Field

from park.errors import InputError, ParkError
from park.models.takes import Takes
from park.records import Foreign, Record, Usage, storable
from park.text.printable import printable

Message = dict[str, str]
"""A chat message with the keys `role` and `content`; for models that take `images`, `image` holds a
picture as a data URL."""

Ability = Literal["reply", "schema", "option_logprobs", "seed"]
"""What a backend can do; every chat model can `reply`."""

Trouble = Literal["overload", "transient", "rejected", "fatal", "learned"]
"""How to react to a failed call.

`overload`: slow down and retry; `transient`: retry; `rejected`: this request can never succeed;
`fatal`: no request can succeed; `learned`: retry, as the request now suits the model better.
"""

IN_PROCESS = ("embedded", "gguf:")
"""Beginnings of the names of models that run in this process."""


class Store(Protocol):
    """Keeps JSON values over restarts."""

    def get(self, name: str) -> Any:
        """Return a value; None if there is none."""

    def put(self, name: str, value: Any) -> None:
        """Keep a value."""


class Params(Record):
    """Sampling parameters; part of a call's key."""

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
    """The model's reasoning before its answer; never part of a turn, an opinion or a row."""
    finish: Literal["stop", "length", "other"] = "stop"
    """`length` when the text was cut off at `max_tokens`."""
    usage: Usage = Usage()
    seconds: float = 0.0
    """Duration of the call."""


class Choices(Record):
    """A model's probabilities of given options."""

    logprobs: dict[str, float]
    """Log-probability of each option among the tokens that the endpoint returned."""
    usage: Usage = Usage()
    seconds: float = 0.0


class ModelError(ParkError):
    """A failed call; `trouble` says how to react."""

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
        """Seconds from the server's `Retry-After`, if any."""
        self.status = status
        """The HTTP status; None without a response."""
        self.words = words
        """The server's full message, for `lessons`; may contain anything, so never print it."""
        self.usage = usage or Usage()
        """What the failed call cost."""
        self.only_thought = only_thought
        """Whether the model produced reasoning but no answer."""


class NoLogprobs(ModelError):
    """The endpoint never returns log-probabilities."""

    def __init__(self, name: str, reason: str = "the endpoint gives no log-probabilities") -> None:
        super().__init__(f"{name}: {reason}", "rejected")


class ChatModel(ABC):
    """A language model behind any backend.

    A minimal one has a name, an endpoint and `reply`:

        class Parrot(ChatModel):
            name = endpoint = "parrot"

            async def reply(self, messages, params, schema=None):
                return Reply(text=messages[-1]["content"])
    """

    name: str
    """Its name in the configuration."""
    endpoint: str
    """Where calls go; models with the same endpoint share its limits."""
    abilities: frozenset[Ability] = frozenset({"reply"})
    images: bool = False
    """Whether messages may carry a picture; whether the model sees anything in it is another
    question."""
    context: int | None = None
    """Context window in tokens; None if unknown."""
    takes: Takes = Takes()
    """Supported request features; learned from refusals for models behind an endpoint."""
    given: Takes = Takes()
    """`takes` before anything was learned."""
    timeout: float = 300.0
    """Seconds before a call times out."""
    long: float = 30.0
    """Seconds after which an unanswered call is worth a line to the user."""
    shape: tuple[Any, ...] = ()
    """Settings other than `Params` that affect replies; part of a call's key."""

    @abstractmethod
    async def reply(
        self,
        messages: Sequence[Message],
        params: Params,
        schema: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Reply to a conversation; with `schema`, in JSON that conforms to it.

        Raises:
            ModelError: the call failed.
        """

    async def attempt(
        self,
        messages: Sequence[Message],
        params: Params,
        schema: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Make a single billed attempt at a reply.

        Raises:
            ModelError: the call failed; `learned` if another attempt will be made differently.
        """
        return await self.reply(messages, params, schema)

    def most_tokens(self, params: Params) -> int:
        """Return the maximum number of output tokens, thoughts included."""
        return params.max_tokens + self.takes.thinking_room

    async def option_logprobs(self, messages: Sequence[Message], options: Sequence[str]) -> Choices:
        """Return the log-probability of each option as the first token of the answer.

        The likeliest variant of a token counts (with or without a leading space). Options that are
        not
        among the top tokens returned by the endpoint are left out.

        Raises:
            ModelError: the call failed, or the endpoint returned no log-probabilities.
        """
        raise NoLogprobs(self.name)

    def open(self, store: Store, say: Callable[[str], None]) -> None:
        """Take a store for what must survive a stop, before the first call; unused by default.

        Args:
            store: keeps values by key; a run's ledger.
            say: reports a line to the user.
        """

    async def start(self) -> None:
        """Fetch weights and start servers; may be called more than once.

        Raises:
            ParkError: the model cannot be started.
        """

    async def probe(self, params: Params | None = None) -> str:
        """Check with little cost whether calls work; return what the model can do.

        Args:
            params: the sampling parameters of later calls.

        Raises:
            ModelError: the endpoint does not answer, or does not know the model.
        """
        return ", ".join(CAN[each] for each in CAN if each in self.abilities)

    async def close(self) -> None:
        """Close connections and servers."""


CAN: dict[Ability, str] = {
    "reply": "replies",
    "schema": "keeps to a JSON schema",
    "option_logprobs": "gives log-probabilities",
    "seed": "takes a seed",
}


def require(model: ChatModel, *abilities: Ability, role: str) -> None:
    """Check that a role's model has the abilities it needs.

    Raises:
        InputError: it lacks one; names the role, the model and the ability.
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
