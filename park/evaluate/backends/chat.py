"""Any chat model: option probabilities where it gives them, else one answer in words."""

import asyncio
import json
import math
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from park.align.answerer import Answerer
from park.evaluate.panel import Answer, Backend, messages_of
from park.models.base import Message, ModelError, NoLogprobs, Params
from park.models.gateway import Gateway
from park.scores import Question
from park.text.phrases import says

IN_WORDS = Params(temperature=0.0, max_tokens=24)
TALKING = 0.7
NO_LOGPROBS = "gives no log-probabilities; its answers in words count, one a question"


class ChatBackend(Backend):
    """A model behind a gateway, and those that were fine-tuned from it."""

    def __init__(self, gateways: Mapping[str, Gateway], concurrency: int) -> None:
        """Answer with a chat model.

        Args:
            gateways: the base's under '', those of models fine-tuned from it by adapter; started.
            concurrency: how many questions are asked at once.
        """
        self.name = gateways[""].model.name
        self.remarks = []
        self._gateways = gateways
        self._concurrency = concurrency
        self._wordy: set[str] = set()
        """Names of models that give no log-probabilities."""

    def identity(self, answerer: Answerer) -> str:
        """Return the model's name and endpoint."""
        model = self._gateways[answerer.adapter].model
        return f"{model.name} {model.endpoint}"

    async def choose(self, answerer: Answerer, questions: Sequence[Question]) -> list[Answer]:
        """Answer questions, several at once."""
        room = asyncio.Semaphore(self._concurrency)
        gateway = self._gateways[answerer.adapter]

        async def one(question: Question) -> Answer:
            async with room:
                return await self._choose(gateway, messages_of(answerer, question), question)

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one(question)) for question in questions]
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None
        return [task.result() for task in tasks]

    async def _choose(
        self, gateway: Gateway, messages: Sequence[Message], question: Question
    ) -> Answer:
        model = gateway.model
        if "option_logprobs" in model.abilities and model.name not in self._wordy:
            with suppress(NoLogprobs):
                logprobs, _ = await gateway.choose(messages, question.markers)
                return weighed(question, logprobs)
        if model.name not in self._wordy:
            self._wordy.add(model.name)
            self.remarks.append(f"{model.name} {NO_LOGPROBS}")
        return await self._in_words(gateway, messages, question)

    async def _in_words(
        self, gateway: Gateway, messages: Sequence[Message], question: Question
    ) -> Answer:
        schema = schema_of(question) if "schema" in gateway.model.abilities else None
        try:
            reply, _ = await gateway.reply(messages, IN_WORDS, schema)
        except ModelError as error:
            if error.trouble != "rejected":
                raise
            return Answer(status="refused", text=str(error))
        return read(question, reply.text)

    async def say(
        self, answerer: Answerer, messages: Sequence[Message], *, max_tokens: int, seed: int
    ) -> str:
        """Return the next message of a conversation."""
        system = [{"role": "system", "content": answerer.system}] if answerer.system else []
        params = Params(temperature=TALKING, max_tokens=max_tokens, seed=seed)
        reply, _ = await self._gateways[answerer.adapter].reply([*system, *messages], params)
        return reply.text


def weighed(question: Question, logprobs: Mapping[str, float]) -> Answer:
    """Return the answer that log-probabilities of markers give; unparsed if there are none."""
    known = {marker: value for marker, value in logprobs.items() if math.isfinite(value)}
    if not known:
        return Answer(status="unparsed", mass=0.0)
    weights = [math.exp(known[m]) if m in known else 0.0 for m in question.markers]
    mass = sum(weights)
    if not mass:
        return Answer(status="unparsed", mass=0.0)
    shares = {name: w / mass for name, w in zip(question.options, weights, strict=True)}
    return Answer(status="answered", shares=shares, mass=min(mass, 1.0))


def schema_of(question: Question) -> dict[str, Any]:
    """Return the JSON schema of an answer in words."""
    return {
        "type": "object",
        "properties": {"answer": {"type": "string", "enum": list(question.markers)}},
        "required": ["answer"],
        "additionalProperties": False,
    }


def read(question: Question, text: str) -> Answer:
    """Read an answer in words: a JSON object with `answer`, or a text that begins with a marker.

    Anything else is unparsed, or refused where it reads like a refusal; no guess is made.
    """
    try:
        said: Any = json.loads(text)
        marker = said["answer"]
    except (ValueError, TypeError, KeyError):
        markers = "|".join(map(re.escape, question.markers))
        # A marker alone, or one that punctuation sets apart from words: "A dog" answers nothing.
        found = re.fullmatch(rf"[\s(*\"']*({markers})(?:\s*|[).:*\"']+(?:\s.*)?)", text, re.DOTALL)
        marker = found[1] if found else None
    if marker not in question.markers:
        refused = says("refusal", text, "en")
        return Answer(status="refused" if refused else "unparsed", text=text)
    chosen = question.options[question.markers.index(marker)]
    return Answer(
        status="answered",
        shares={name: float(name == chosen) for name in question.options},
        text=text,
    )
