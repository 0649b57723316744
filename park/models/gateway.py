"""What stands between a stage and a model: ledger, budget, limiter and retries."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

from park.config import Price
from park.errors import Stopped
from park.ledger.keys import key_of
from park.ledger.ledger import Ledger
from park.models.base import ChatModel, Message, ModelError, Params, Reply
from park.models.completions import ONE_TOKEN
from park.models.limiter import Limiter
from park.models.prices import cost
from park.models.takes import Takes, differences
from park.records import Usage

Ask = Callable[[Sequence[Message], Params, Any], Awaitable[Reply]]
"""From messages, parameters and a schema to a reply."""
SHORT_WAIT = 2.0
"""Seconds; nothing is said of a shorter wait."""
SAY_EVERY = 15.0
"""Seconds between two lines about the same wait."""
LONG_CALL = 30.0
"""Seconds after which a call that is not answered is spoken of."""
SLOW_CALL = 150.0
"""The same for a model on this machine, which the line of progress tells of."""


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
    """Told at once what a user should know: what a model does not take, what is waited for."""
    notes: list[str] = field(default_factory=list)
    """What was learned about the models, a line each."""
    _said: dict[str, float] = field(default_factory=dict)

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

    def note(self, line: str) -> None:
        """Keep a line about a model, and say it, once."""
        if line not in self.notes:
            self.notes.append(line)
            self.say(line)

    def wait(self, what: str, seconds: float, key: str) -> None:
        """Say what is waited for and until when; about one thing not more than every so often."""
        now = time.monotonic()
        if seconds >= SHORT_WAIT and now - self._said.get(key, -SAY_EVERY) >= SAY_EVERY:
            self._said[key] = now
            self.say(f"{what}; waiting until {_clock(seconds)}")

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
        # What was learned holds as long as the configuration says the same.
        given = key_of(model.given.model_dump())
        self._takes_key = f"takes:{model.name} {model.endpoint} {given}"
        self._recall()
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
        key = self._key(messages, params.model_dump(), schema, sample)
        return await self._answer(key, messages, params, self.model.attempt, schema), key

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
        key = self._key(messages, "options", options)

        async def ask(messages: Sequence[Message], _: Params, __: None) -> Reply:
            choices = await self.model.option_logprobs(messages, options)
            text = json.dumps(choices.logprobs, sort_keys=True)
            return Reply(text=text, usage=choices.usage, seconds=choices.seconds)

        reply = await self._answer(key, messages, ONE_TOKEN, ask, None)
        return json.loads(reply.text), key

    def _key(self, *parts: Any) -> str:
        model = self.model
        return key_of(model.name, model.endpoint, *parts, *model.shape)

    async def _answer(
        self, key: str, messages: Sequence[Message], params: Params, ask: Ask, schema: Any
    ) -> Reply:
        """Take an answer from the ledger, or ask for it and store it."""
        stored = self._ledger.call(key)
        if stored is not None:
            self._meter.cached_calls += 1
            return stored
        while True:
            try:
                reply = await self._reserved(messages, params, ask, schema)
            except ModelError as error:
                self._remember()
                if error.usage != NOTHING:
                    wasted = Reply(text="", finish="other", usage=error.usage)
                    self._pay(key_of(key, "wasted", self._meter.calls), wasted)
                if error.trouble != "learned":
                    raise
            else:
                self._remember()
                self._pay(key, reply)
                return reply

    async def _reserved(
        self, messages: Sequence[Message], params: Params, ask: Ask, schema: Any
    ) -> Reply:
        """Ask, with as much money set aside as the call may cost."""
        most = self._most(messages, params)
        await self._meter.reserve(most)
        try:
            # A copy, because a tenacity object keeps state between the steps of one call.
            retrying = self._retrying.copy()
            return await retrying(self._ask_patiently, ask, messages, params, schema)
        finally:
            self._meter.reserved -= most

    def _pay(self, key: str, reply: Reply) -> None:
        """Store a call and count what it cost."""
        paid = cost(reply.usage, self._price) if self._price else 0.0
        self._ledger.put_call(key, self.model.name, reply, paid, self._stage)
        self._meter.calls += 1
        self._meter.spent += paid
        self._meter.usage += reply.usage

    def _recall(self) -> None:
        """Take over what the run has learned about the model, so that nothing is learned twice."""
        stored = self._ledger.get(self._takes_key)
        if stored is not None:
            with suppress(ValidationError):
                self.model.takes = Takes.model_validate(stored)
        self._taken = self.model.takes

    def _remember(self) -> None:
        """Store and say what has just been learned about the model."""
        takes = self.model.takes
        if takes == self._taken:
            return
        lines = [f"{self.model.name}: {each}" for each in differences(self._taken, takes)]
        self._taken = takes
        self._ledger.put(self._takes_key, takes.model_dump())
        for line in lines:
            self._meter.note(line)

    async def _ask_patiently(
        self, ask: Ask, messages: Sequence[Message], params: Params, schema: Any
    ) -> Reply:
        """Ask until the endpoint has room; being refused costs no retry."""
        refused: float | None = None
        while True:
            async with self.limiter.slot() as began:
                try:
                    with self._watched():
                        reply = await ask(messages, params, schema)
                except ModelError as error:
                    if error.trouble != "overload":
                        raise
                    refused = refused or began
                    self._check_wait(error, refused)
                    pause = self.limiter.overloaded(began, error.retry_after)
                    self._meter.wait(str(error), pause, self.model.endpoint)
                    continue
            self.limiter.succeeded()
            return reply

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Speak of a call that is not answered for long."""
        loop = asyncio.get_running_loop()
        long = SLOW_CALL if self.model.slow else LONG_CALL
        words = f"{self.model.name}: no answer for {long:g} seconds"
        handle = loop.call_later(long, self._meter.wait, words, self.model.timeout - long, "slow")
        try:
            yield
        finally:
            handle.cancel()

    def _check_wait(self, error: ModelError, since: float) -> None:
        if error.retry_after is not None and error.retry_after > self._patience:
            raise Stopped(f"stopped: {error} (it asks to wait {error.retry_after:.0f} seconds)")
        if self.limiter.silent_since(since) > self._patience:
            raise Stopped(
                f"stopped: no call has been answered for {self._patience:g} seconds ({error})"
            )

    def _count_retry(self, state: RetryCallState) -> None:
        self._meter.retries += 1
        error = state.outcome.exception() if state.outcome else None
        pause = state.next_action.sleep if state.next_action else 0.0
        # Told at once where the call itself has taken long.
        long = max(pause, state.seconds_since_start or 0.0)
        if error is not None and long >= SHORT_WAIT:
            self._meter.wait(f"{error}; retry {state.attempt_number}", long, str(error))

    def _most(self, messages: Sequence[Message], params: Params) -> float:
        """Return the most a call can cost: no token is shorter than a byte."""
        if self._price is None:
            return 0.0
        size = sum(len(message["content"].encode()) + 16 for message in messages)
        made = self.model.most_tokens(params)
        return cost(Usage(tokens_in=size, tokens_out=made), self._price)


NOTHING = Usage()


def _clock(seconds: float) -> str:
    """Return the time of day in so many seconds."""
    return (datetime.now() + timedelta(seconds=seconds)).strftime("%H:%M:%S")


def _is_transient(error: BaseException) -> bool:
    return isinstance(error, ModelError) and error.trouble == "transient"
