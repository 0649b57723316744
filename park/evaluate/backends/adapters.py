"""A base in this process with switchable adapters."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from park.adapters.nll import nats
from park.adapters.option_logprobs import Weighed, weigh
from park.adapters.switchable import Loaded, parts
from park.align.respondent import Respondent
from park.errors import InputError, ParkError
from park.evaluate.panel import Backend, messages_of
from park.ledger.costs import Cost
from park.models.base import Message
from park.records.adapter import Adapter
from park.records.scores import Answer, Question, faint

TEMPERATURE = 0.7
"""Temperature of conversations; options are not sampled."""


class AdaptersBackend(Backend):
    """A base with adapters."""

    batches = True

    def __init__(self, loaded: Loaded, adapters: dict[str, Adapter]) -> None:
        """Wrap a loaded base.

        Args:
            loaded: the base.
            adapters: records of its adapters, by name.
        """
        self.loaded = loaded
        self.name = loaded.base.location.public
        self.remarks = []
        self._spent = Cost()
        self._digests = {name: adapter.sha256 for name, adapter in adapters.items()}

    def identity(self, respondent: Respondent) -> str:
        """Return the digests of the base and of the adapter."""
        active = " ".join(self._digests[each] for each in parts(respondent.adapter))
        base = self.loaded.base
        return f"{base.location.digest} {active} {base.model.dtype}, float32 head"

    def spent(self) -> Cost:
        """Return the calls so far and their tokens, those that were generated included."""
        return self._spent

    async def choose(self, respondent: Respondent, questions: Sequence[Question]) -> list[Answer]:
        """Compute option probabilities, batching questions of one form."""
        answers: dict[int, Answer] = {}
        for numbers in _alike(questions):
            group = [questions[number] for number in numbers]
            prompts = [self.loaded.tokens(messages_of(respondent, each)) for each in group]
            self._spent += Cost(calls=len(prompts), tokens=sum(map(len, prompts)))
            markers = [each.markers for each in group]
            try:
                weighed = weigh(self.loaded, respondent.adapter, prompts, markers)
            except ValueError as error:
                raise InputError(f"{group[0].task}/{group[0].form}: {error}") from None
            for number, each in zip(numbers, weighed, strict=True):
                answers[number] = _answer(questions[number], each)
        return [answers[number] for number in range(len(questions))]

    async def say(
        self,
        respondent: Respondent,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        seed: int,
        schema: Mapping[str, Any] | None = None,
    ) -> str:
        """Return the next message of a conversation; it cannot be held to a schema."""
        system = [{"role": "system", "content": respondent.system}] if respondent.system else []
        self._spent += Cost(calls=1)
        try:
            text, tokens = self.loaded.generate(
                [*system, *messages],
                respondent.adapter,
                max_tokens=max_tokens,
                temperature=TEMPERATURE,
                seed=seed,
            )
        except RuntimeError as error:  # For example, weights with nan after a failed training.
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise ParkError(f"{respondent.name} cannot speak ({reason})") from None
        self._spent += Cost(tokens=tokens)
        return text

    async def loss(self, respondent: Respondent, texts: Sequence[str]) -> list[tuple[float, int]]:
        """Return each text's negative log-likelihood in nats and its number of predicted tokens."""
        return [nats(self.loaded, respondent.adapter, text) for text in texts]


def _answer(question: Question, weighed: Weighed) -> Answer:
    """Return an answer; unparsed if the options have hardly any probability.

    Non-finite values, as after a failed training, are also unparsed.
    """
    if not all(map(math.isfinite, (*weighed.shares, weighed.mass))):
        return Answer(status="unparsed")
    if faint(weighed.mass):
        return Answer(status="unparsed", mass=weighed.mass)
    shares = dict(zip(question.options, weighed.shares, strict=True))
    return Answer(status="answered", shares=shares, mass=weighed.mass)


def _alike(questions: Sequence[Question]) -> list[list[int]]:
    """Group the indices of questions with a shared prefix: dataset, form, earlier messages."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for number, each in enumerate(questions):
        groups.setdefault((each.set, each.form, each.before), []).append(number)
    return list(groups.values())
