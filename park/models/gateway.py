"""What stands between a stage and a model: ledger, budget, limiter and retries."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from park.config import Price
from park.errors import Stopped
from park.ledger.keys import key_of
from park.ledger.ledger import Ledger
from park.models.base import ChatModel, Message, ModelError, Params, Reply
from park.models.limiter import Limiter
from park.models.prices import cost
from park.records import Usage

Ask = Callable[[Sequence[Message], Params, Any], Awaitable[Reply]]
"""From messages, parameters and a schema to a reply."""
ONE_TOKEN = Params(temperature=0, max_tokens=1)


@dataclass
class Meter:
    """What a process has used so far; shared by all gateways of a run."""

    max_cost: float | None = None
    spent: float = 0.0
    """US dollars, earlier resumes included."""
    reserved: float = 0.0
    """US dollars that the calls under way may cost at most."""
    calls: int = 0
    """Calls that went to a model."""
    cached_calls: int = 0
    """Calls that the ledger answered."""
    retries: int = 0
    usage: Usage = field(default_factory=Usage)
    say: Callable[[str], None] = field(default=lambda line: None)
    """Told at once what a person should know: what a model does not take, what is waited for."""
    notes: list[str] = field(default_factory=list)
    """The lines that were said."""

    @property
    def cached_share(self) -> float | None:
        """The share of prompt tokens that servers took from their caches; None without prompts."""
        usage = self.usage
        return usage.cached_tokens_in / usage.tokens_in if usage.tokens_in else None

    def summary(self) -> dict[str, Any]:
        """Return the part of `--json` that says what was used."""
        return {
            "calls": self.calls,
            "cached_calls": self.cached_calls,
            "tokens_in": self.usage.tokens_in,
            "tokens_out": self.usage.tokens_out,
            "cached_tokens_in": self.usage.cached_tokens_in,
            "cost_usd": round(self.spent, 6),
        }

    async def reserve(self, amount: float) -> None:
        """Set money aside for a call, once the calls under way leave enough of it.

        Raises:
            Stopped: the budget does not allow the call, whatever those under way will cost.
        """
        while self.max_cost is not None and self.spent + self.reserved + amount > self.max_cost:
            if self.spent + amount > self.max_cost or not self.reserved:
                raise Stopped(
                    f"stopped by max_cost: {self.spent:.4f} of {self.max_cost:.4f} US dollars "
                    "are spent and the next call might exceed it"
                )
            await asyncio.sleep(0.05)
        self.reserved += amount


class Gateway:
    """A model whose calls are stored before they are used, and never made twice."""

    def __init__(
        self,
        model: ChatModel,
        ledger: Ledger,
        limiter: Limiter,
        meter: Meter,
        price: Price | None,
        *,
        stage: str,
        retries: int = 4,
        patience: float = 900.0,
    ) -> None:
        """Set up the way of a stage's calls.

        Args:
            model: who answers; it has been started.
            ledger: where answers are stored.
            limiter: the endpoint's.
            meter: the run's.
            price: None where it is not known; the calls then count as free.
            stage: which stage's calls they are, for the ledger.
            retries: how often a call is repeated after a transient error.
            patience: seconds; a server that asks to wait longer stops the run.
        """
        self.model = model
        self.limiter = limiter
        self._ledger = ledger
        self._meter = meter
        self._price = price
        self._stage = stage
        self._patience = patience
        self._retrying = AsyncRetrying(
            retry=retry_if_exception(_is_transient),
            stop=stop_after_attempt(retries + 1),
            wait=wait_random_exponential(multiplier=0.5, max=20),
            before_sleep=self._count_retry,
            reraise=True,
        )

    async def reply(
        self,
        messages: Sequence[Message],
        params: Params,
        schema: Mapping[str, Any] | None = None,
        sample: int = 0,
    ) -> tuple[Reply, str]:
        """Answer from the ledger, or ask the model and store the answer.

        Args:
            messages: the conversation.
            params: how to sample.
            schema: the JSON schema the answer must conform to.
            sample: a number that tells apart repeated calls with the same messages.

        Returns:
            The reply and the key it is stored under.

        Raises:
            ModelError: the call failed, after retries where they can help.
            Stopped: the budget does not allow the call.
            LedgerError: the answer could not be stored.
        """
        key = key_of(
            self.model.name, self.model.endpoint, messages, params.model_dump(), schema, sample
        )
        return await self._answer(key, messages, params, self.model.reply, schema), key

    async def choose(
        self, messages: Sequence[Message], options: Sequence[str]
    ) -> tuple[dict[str, float], str]:
        """Return the log-probability of each option, from the ledger or the model.

        Args:
            messages: the conversation, which asks for one of the options.
            options: what the answer may begin with, a token each.

        Returns:
            The log-probabilities of those options that the endpoint revealed, and the key of
            the call.

        Raises:
            ModelError: the call failed, or the endpoint gives no log-probabilities.
            Stopped: the budget does not allow the call.
            LedgerError: the answer could not be stored.
        """
        key = key_of(self.model.name, self.model.endpoint, messages, "options", options)

        async def ask(messages: Sequence[Message], _: Params, __: None) -> Reply:
            choices = await self.model.option_logprobs(messages, options)
            text = json.dumps(choices.logprobs, sort_keys=True)
            return Reply(text=text, usage=choices.usage, seconds=choices.seconds)

        reply = await self._answer(key, messages, ONE_TOKEN, ask, None)
        return json.loads(reply.text), key

    async def _answer(
        self, key: str, messages: Sequence[Message], params: Params, ask: Ask, schema: Any
    ) -> Reply:
        """Take an answer from the ledger, or ask for it and store it."""
        stored = self._ledger.call(key)
        if stored is not None:
            self._meter.cached_calls += 1
            return stored
        most = self._most(messages, params)
        await self._meter.reserve(most)
        try:
            # A copy, because a tenacity object keeps state between the steps of one call.
            retrying = self._retrying.copy()
            reply: Reply = await retrying(self._ask_patiently, ask, messages, params, schema)
        finally:
            self._meter.reserved -= most
        paid = cost(reply.usage, self._price) if self._price else 0.0
        self._ledger.put_call(key, self.model.name, reply, paid, self._stage)
        self._meter.calls += 1
        self._meter.spent += paid
        self._meter.usage += reply.usage
        return reply

    async def _ask_patiently(
        self, ask: Ask, messages: Sequence[Message], params: Params, schema: Any
    ) -> Reply:
        """Ask until the endpoint has room; being refused costs no retry."""
        while True:
            async with self.limiter.slot() as began:
                try:
                    reply = await ask(messages, params, schema)
                except ModelError as error:
                    if error.trouble != "overload":
                        raise
                    self._check_wait(error)
                    self.limiter.overloaded(began, error.retry_after)
                    continue
            self.limiter.succeeded()
            return reply

    def _check_wait(self, error: ModelError) -> None:
        if error.retry_after is not None and error.retry_after > self._patience:
            raise Stopped(f"stopped: {error} (it asks to wait {error.retry_after:.0f} seconds)")

    def _count_retry(self, _: object) -> None:
        self._meter.retries += 1

    def _most(self, messages: Sequence[Message], params: Params) -> float:
        """Return the most a call can cost: no token is shorter than a byte."""
        if self._price is None:
            return 0.0
        size = sum(len(message["content"].encode()) + 16 for message in messages)
        return cost(Usage(tokens_in=size, tokens_out=params.max_tokens), self._price)


def _is_transient(error: BaseException) -> bool:
    return isinstance(error, ModelError) and error.trouble == "transient"
