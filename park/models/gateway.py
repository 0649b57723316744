"""Calls models through ledger, budget, limiter and retries."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
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
from park.models.team import Team
from park.records import Usage

Ask = Callable[[Sequence[Message], Params, Any], Awaitable[Reply]]
"""Maps messages, parameters and a schema to a reply."""
SHORT_WAIT = 2.0
"""Minimum wait in seconds to report."""
SAY_EVERY = 15.0
"""Minimum seconds between reports of the same wait."""


@dataclass
class Meter:
    """Usage so far, shared by all gateways of a run."""

    max_cost: float | None = None
    spent: float = 0.0
    """US dollars, including earlier runs that this one resumes."""
    reserved: float = 0.0
    """Maximum cost of calls in flight, in US dollars."""
    calls: int = 0
    """Calls made to models, including those of earlier stages and runs."""
    earlier: int = 0
    """The calls among them that were made before."""
    cached_calls: int = 0
    """Calls answered by the ledger, or by an equal call in flight."""
    retries: int = 0
    usage: Usage = field(default_factory=Usage)
    say: Callable[[str], None] = field(default=lambda line: None)
    """Called immediately with messages for the user."""
    notes: list[str] = field(default_factory=list)
    """Lessons about the models, one line each."""
    team: Team | None = None
    """The run's other processes, which spend of the same budget."""
    _said: dict[str, float] = field(default_factory=dict)

    @property
    def cached_share(self) -> float | None:
        """Share of prompt tokens read from server caches; None without prompts."""
        usage = self.usage
        return usage.cached_tokens_in / usage.tokens_in if usage.tokens_in else None

    def summary(self) -> dict[str, Any]:
        """Return the usage part of `--json`."""
        return {
            "calls": self.calls,
            "cached_calls": self.cached_calls,
            "tokens_in": self.usage.tokens_in,
            "tokens_out": self.usage.tokens_out,
            "cached_tokens_in": self.usage.cached_tokens_in,
            "cost_usd": round(self.spent, 6),
        }

    def note(self, line: str) -> None:
        """Record and report a line about a model, once."""
        if line not in self.notes:
            self.notes.append(line)
            self.say(line)

    def wait(self, what: str, seconds: float, key: str) -> None:
        """Report a wait, at most every SAY_EVERY seconds for each key."""
        now = time.monotonic()
        if seconds >= SHORT_WAIT and now - self._said.get(key, -SAY_EVERY) >= SAY_EVERY:
            self._said[key] = now
            self.say(f"{what}; waiting until {_clock(seconds)}")

    async def reserve(self, amount: float) -> None:
        """Reserve budget for a call, waiting for calls in flight if necessary.

        Raises:
            Stopped: the call exceeds the budget, whatever the calls in flight cost.
        """
        pause = 0.05
        while not self._reserve(amount):
            await asyncio.sleep(pause)
            pause = min(1.0, 1.2 * pause)

    def release(self, amount: float) -> None:
        """Return a reservation; `publish` then tells the other processes."""
        self.reserved -= amount

    def publish(self) -> None:
        """Tell the run's other processes what this one has spent and reserved."""
        if self.team is not None and self.max_cost is not None:
            self.team.publish(self.spent, self.reserved)

    def _reserve(self, amount: float) -> bool:
        """Reserve budget for a call; False if it may suffice later."""
        if self.max_cost is None:
            self.reserved += amount
            return True
        with nullcontext() if self.team is None else self.team.locked():
            others = (0.0, 0.0) if self.team is None else self.team.others()
            spent, reserved = self.spent + others[0], self.reserved + others[1]
            if spent + reserved + amount <= self.max_cost:
                self.reserved += amount
                self.publish()
                return True
        if spent + amount > self.max_cost or reserved <= 0:
            raise Stopped(
                f"stopped by max_cost: {spent:.4f} of {self.max_cost:.4f} US dollars "
                "are spent and the next call might exceed it"
            )
        return False


class Gateway:
    """A model whose calls are stored before use and never repeated."""

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
        """Create a stage's gateway to a model.

        Args:
            model: the model, already started.
            ledger: stores the replies.
            limiter: the endpoint's limiter.
            meter: the run's meter.
            price: the model's price; calls count as free if None.
            stage: the stage's name, for the ledger.
            retries: maximum retries after transient errors.
            patience: maximum wait in seconds that a server may ask for before the run stops.
        """
        self.model = model
        self.limiter = limiter
        self._ledger = ledger
        self._meter = meter
        self._price = price
        self._stage = stage
        self._patience = patience
        self._asked: dict[str, asyncio.Future[Reply]] = {}
        """Calls in flight by key."""
        # Lessons are only valid for the same configuration.
        given = key_of(model.given.model_dump())
        self._takes_key = f"takes:{model.name} {model.endpoint} {given}"
        self._recall()
        model.open(ledger, meter.say)
        self._retrying = AsyncRetrying(
            retry=retry_if_exception(_is_transient),
            stop=stop_after_attempt(retries + 1),
            wait=wait_random_exponential(multiplier=0.5, max=20),
            reraise=True,
        )

    @property
    def meter(self) -> Meter:
        """The run's meter."""
        return self._meter

    async def reply(
        self,
        messages: Sequence[Message],
        params: Params,
        schema: Mapping[str, Any] | None = None,
        sample: int = 0,
    ) -> tuple[Reply, str]:
        """Reply from the ledger, or call the model and store its reply.

        Args:
            messages: the conversation.
            params: sampling parameters.
            schema: JSON schema of the reply.
            sample: distinguishes repeated calls with the same messages.

        Returns:
            The reply and its key in the ledger.

        Raises:
            ModelError: the call failed, after retries if transient.
            Stopped: the call exceeds the budget.
            LedgerError: the reply could not be stored.
        """
        key = self._key(messages, params.model_dump(), schema, sample)
        return await self._answer(key, messages, params, self.model.attempt, schema), key

    async def choose(
        self, messages: Sequence[Message], options: Sequence[str]
    ) -> tuple[dict[str, float], str]:
        """Return the options' log-probabilities from the ledger or the model.

        Args:
            messages: the conversation, asking for one of the options.
            options: possible first tokens of the reply.

        Returns:
            The log-probabilities of the options returned by the endpoint, and the call's key.

        Raises:
            ModelError: the call failed, or the endpoint gives no log-probabilities.
            Stopped: the call exceeds the budget.
            LedgerError: the reply could not be stored.
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
        """Reply from the ledger, from an equal call in flight, or from the model."""
        while key in self._asked:
            asked = self._asked[key]
            await asyncio.wait([asked])
            if not asked.cancelled():
                reply = asked.result()
                self._meter.cached_calls += 1
                return reply
        stored = self._ledger.call(key)
        if stored is not None:
            self._meter.cached_calls += 1
            return stored
        asked = self._asked[key] = asyncio.get_running_loop().create_future()
        try:
            reply = await self._called(key, messages, params, ask, schema)
            asked.set_result(reply)
        finally:
            asked.cancel()  # Unless it is done: after an error one of those who wait asks instead.
            del self._asked[key]
        return reply

    async def _called(
        self, key: str, messages: Sequence[Message], params: Params, ask: Ask, schema: Any
    ) -> Reply:
        """Call the model and store its reply."""
        while True:
            try:
                reply = await self._reserved(messages, params, ask, schema)
            except ModelError as error:
                self._remember()
                self._meter.publish()
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
        """Call the model with the maximum cost reserved."""
        most, began = self._max_cost(messages, params), time.monotonic()
        await self._meter.reserve(most)
        try:
            return await self._ask_patiently(ask, messages, params, schema)
        except ModelError as error:
            if not _is_transient(error):
                raise
            return await self._retried(error, began, ask, messages, params, schema)
        finally:
            self._meter.release(most)

    async def _retried(self, error: ModelError, began: float, *asked: Any) -> Reply:
        """Retry a call whose first attempt has failed; only then tenacity costs its time."""
        failed: list[ModelError] = [error]

        async def attempt() -> Reply:
            if failed:
                raise failed.pop()
            return await self._ask_patiently(*asked)

        # A copy, since tenacity objects keep per-call state.
        retrying = self._retrying.copy(before_sleep=partial(self._count_retry, began))
        return await retrying(attempt)

    def _pay(self, key: str, reply: Reply) -> None:
        """Store a call and count its cost."""
        paid = cost(reply.usage, self._price) if self._price else 0.0
        self._ledger.put_call(key, self.model.name, reply, paid, self._stage)
        self._meter.calls += 1
        self._meter.spent += paid
        self._meter.usage += reply.usage
        self._meter.publish()

    def _recall(self) -> None:
        """Restore the run's lessons about the model."""
        stored = self._ledger.get(self._takes_key)
        if stored is not None:
            with suppress(ValidationError):
                self.model.takes = Takes.model_validate(stored)
        self._taken = self.model.takes

    def _remember(self) -> None:
        """Store and report new lessons about the model."""
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
        """Call until the endpoint has capacity; overload does not count as a retry."""
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
        """Report a call that takes long."""
        loop = asyncio.get_running_loop()
        long = self.model.long
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

    def _count_retry(self, began: float, state: RetryCallState) -> None:
        self._meter.retries += 1
        error = state.outcome.exception() if state.outcome else None
        pause = state.next_action.sleep if state.next_action else 0.0
        # A short pause is also reported if the call itself took long.
        long = max(pause, time.monotonic() - began)
        if error is not None and long >= SHORT_WAIT:
            self._meter.wait(f"{error}; retry {state.attempt_number}", long, str(error))

    def _max_cost(self, messages: Sequence[Message], params: Params) -> float:
        """Return a call's maximum cost, at one token per byte."""
        if self._price is None:
            return 0.0
        size = sum(len(message["content"].encode()) + 16 for message in messages)
        size += sum(PICTURE for message in messages if "image" in message)
        made = self.model.most_tokens(params)
        return cost(Usage(tokens_in=size, tokens_out=made), self._price)


NOTHING = Usage()
PICTURE = 50_000
"""Tokens of a picture, at most; small models of some providers count tens of thousands."""


def _clock(seconds: float) -> str:
    """Return the time of day some seconds from now."""
    return (datetime.now() + timedelta(seconds=seconds)).strftime("%H:%M:%S")


def _is_transient(error: BaseException) -> bool:
    return isinstance(error, ModelError) and error.trouble == "transient"
