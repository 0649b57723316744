"""Any chat model: option probabilities if available, else one answer in words."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from park.align.respondent import Respondent
from park.errors import ParkError, Stopped
from park.evaluate.panel import Backend, messages_of
from park.ledger.costs import Cost
from park.ledger.keys import key_of
from park.models.base import Message, ModelError, NoLogprobs, Params
from park.models.errors import FILTERED
from park.models.gateway import Gateway
from park.pool import run_pool
from park.records.scores import LEAST_MASS, Answer, Question, faint
from park.text.choice import chosen
from park.text.phrases import says

IN_WORDS = Params(temperature=0.0, max_tokens=120)
TALKING = 0.7
NO_LOGPROBS = "gives no log-probabilities; its answers in words count, one a question"
BREAKER = 5
"""Consecutive transient failures, each after all retries, that stop the evaluation."""


class ChatBackend(Backend):
    """A model behind a gateway, and models fine-tuned from it."""

    def __init__(
        self,
        gateways: Mapping[str, Gateway],
        concurrency: int,
        stall: float = 900.0,
        answered: Callable[[], None] = lambda: None,
    ) -> None:
        """Wrap chat models.

        Args:
            gateways: started gateways: the base's under '', fine-tuned models' by adapter.
            concurrency: maximum concurrent questions.
            stall: seconds without an answer after which to stop.
            answered: called after each answer.
        """
        self.name = gateways[""].model.name
        self.remarks = []
        self._gateways = gateways
        self._concurrency = concurrency
        self._stall = stall
        self._answered = answered
        self._wordy: set[str] = set()
        """Names of models without log-probabilities."""
        self._faint: Counter[str] = Counter()
        """Number of questions by model with hardly any probability on the options."""
        self._failed_in_a_row = 0

    def identity(self, respondent: Respondent) -> str:
        """Return the model's name, its endpoint, and a key of its other settings, if any."""
        model = self._gateways[respondent.adapter].model
        name = f"{model.name} {model.endpoint}"
        return f"{name} {key_of(*model.shape)}" if model.shape else name

    def spent(self) -> Cost:
        """Return calls and tokens of all models, those answered by the ledger left out."""
        meter = self._gateways[""].meter
        return Cost(calls=meter.calls, tokens=meter.usage.tokens_in + meter.usage.tokens_out)

    async def choose(self, respondent: Respondent, questions: Sequence[Question]) -> list[Answer]:
        """Answer questions concurrently; after an error, calls in flight still finish.

        So no paid call is lost: the ledger has it when the question is asked again.
        """
        gateway = self._gateways[respondent.adapter]
        answers: dict[int, Answer] = {}
        failures: list[ParkError] = []

        async def one(numbered: tuple[int, Question]) -> None:
            number, question = numbered
            try:
                messages = messages_of(respondent, question)
                answers[number] = await self._choose(gateway, messages, question)
            except ParkError as error:
                failures.append(error)
                raise Stopped(str(error)) from None
            self._answered()

        try:
            await run_pool(
                enumerate(questions), one, self._concurrency,
                stall=self._stall, progress=lambda: len(answers),
            )  # fmt: skip
        except Stopped:
            if failures:
                raise failures[0] from None
            raise
        finally:
            self.remarks[:] = self._remarks()
        return [answers[number] for number in range(len(questions))]

    def _remarks(self) -> list[str]:
        said = [f"{name} {NO_LOGPROBS}" for name in sorted(self._wordy)]
        return said + [
            f"{name}: the options of {count} questions had less than {LEAST_MASS:g} of all "
            "probability; these were asked in words"
            for name, count in sorted(self._faint.items())
        ]

    async def _choose(
        self, gateway: Gateway, messages: Sequence[Message], question: Question
    ) -> Answer:
        """Answer a question, in words without option probabilities, and count failures."""
        try:
            answer = await self._weigh(gateway, messages, question)
            if answer.status != "answered":
                said = await self._in_words(gateway, messages, question)
                answer = said.model_copy(update={"mass": answer.mass})
        except ModelError as error:
            return self._failed(error)
        self._failed_in_a_row = 0
        return answer

    def _failed(self, error: ModelError) -> Answer:
        """Return an answer for a failed call; raise if further calls will fail, too."""
        if error.trouble != "rejected":
            self._failed_in_a_row += 1
            if error.trouble != "transient" or self._failed_in_a_row >= BREAKER:
                raise error
        filtered = error.trouble == "rejected" and FILTERED.search(str(error))
        return Answer(status="refused" if filtered else "failed", text=str(error))

    async def _weigh(
        self, gateway: Gateway, messages: Sequence[Message], question: Question
    ) -> Answer:
        """Answer by option probabilities; `unparsed` without them."""
        model = gateway.model
        if "option_logprobs" not in model.abilities or model.name in self._wordy:
            self._wordy.add(model.name)
            return Answer(status="unparsed")
        try:
            logprobs, _ = await gateway.choose(messages, question.markers)
        except NoLogprobs:
            self._wordy.add(model.name)
            return Answer(status="unparsed")
        except ModelError as error:
            if error.trouble != "rejected":
                raise
            return Answer(status="unparsed")  # The answer in words will report the error, if any.
        answer = weighed(question, logprobs)
        if answer.status != "answered":
            self._faint[model.name] += 1
        return answer

    async def _in_words(
        self, gateway: Gateway, messages: Sequence[Message], question: Question
    ) -> Answer:
        schema = schema_of(question) if "schema" in gateway.model.abilities else None
        reply, _ = await gateway.reply(messages, IN_WORDS, schema)
        return read(question, reply.text)

    async def say(
        self,
        respondent: Respondent,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        seed: int,
        schema: Mapping[str, Any] | None = None,
    ) -> str:
        """Return the next message of a conversation."""
        gateway = self._gateways[respondent.adapter]
        system = [{"role": "system", "content": respondent.system}] if respondent.system else []
        params = Params(temperature=TALKING, max_tokens=max_tokens, seed=seed)
        try:
            held = schema if "schema" in gateway.model.abilities else None
            reply, _ = await gateway.reply([*system, *messages], params, held)
        except ModelError as error:
            if error.trouble == "fatal":
                raise
            raise ParkError(str(error)) from None  # Only this conversation fails.
        self._answered()
        return reply.text


def weighed(question: Question, logprobs: Mapping[str, float]) -> Answer:
    """Convert markers' log-probabilities to an answer.

    It is unparsed if the markers' total probability is below `LEAST_MASS`.
    """
    known = {marker: value for marker, value in logprobs.items() if math.isfinite(value)}
    weights = [math.exp(min(known[m], 0.0)) if m in known else 0.0 for m in question.markers]
    mass = sum(weights)
    if faint(mass):
        return Answer(status="unparsed", mass=mass)
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
    """Parse an answer in words that names one option; see `park.text.choice.chosen`.

    Anything else is refused if it reads like a refusal, else unparsed, without guessing.
    """
    names = question.options if any(map(_is_word, question.options)) else ()
    # The words of options that are markers themselves stand in other words: "B: a dog".
    labels = () if question.labels == question.markers else question.labels or names
    place = chosen(text, question.markers, labels)
    if place is None:
        refused = says("refusal", text, "en")
        return Answer(status="refused" if refused else "unparsed", text=text)
    shares = {name: float(number == place) for number, name in enumerate(question.options)}
    return Answer(status="answered", shares=shares, text=text)


def _is_word(name: str) -> bool:
    return any(map(str.isalpha, name))
