"""A base loaded into this process, whose adapters are switched between answers."""

import math
from collections.abc import Sequence

from park.adapters.adapter import Adapter
from park.adapters.loaded import Loaded
from park.adapters.options import Weighed, weigh
from park.adapters.surprise import nats
from park.align.answerer import Answerer
from park.errors import InputError, ParkError
from park.evaluate.panel import Answer, Backend, messages_of
from park.models.base import Message
from park.scores import Question, faint

TEMPERATURE = 0.7
"""Of what is said in a conversation; options are weighed, not sampled."""


class AdaptersBackend(Backend):
    """A base with adapters."""

    def __init__(self, loaded: Loaded, adapters: dict[str, Adapter]) -> None:
        """Answer with a loaded base.

        Args:
            loaded: the base.
            adapters: what is known of the adapters that may be worn, by name.
        """
        self.loaded = loaded
        self.name = loaded.base.place.public
        self.remarks = []
        self._digests = {name: adapter.sha256 for name, adapter in adapters.items()}

    def identity(self, answerer: Answerer) -> str:
        """Return the digests of the base and of the adapter."""
        worn = self._digests[answerer.adapter] if answerer.adapter else ""
        return (
            f"{self.loaded.base.place.digest} {worn} {self.loaded.base.model.dtype}, float32 head"
        )

    async def choose(self, answerer: Answerer, questions: Sequence[Question]) -> list[Answer]:
        """Weigh the options of questions, those of one form together."""
        answers: dict[int, Answer] = {}
        for numbers in _alike(questions):
            group = [questions[number] for number in numbers]
            prompts = [self.loaded.tokens(messages_of(answerer, each)) for each in group]
            markers = [each.markers for each in group]
            try:
                weighed = weigh(self.loaded, answerer.adapter, prompts, markers)
            except ValueError as error:
                raise InputError(f"{group[0].task}/{group[0].form}: {error}") from None
            for number, each in zip(numbers, weighed, strict=True):
                answers[number] = _answer(questions[number], each)
        return [answers[number] for number in range(len(questions))]

    async def say(
        self, answerer: Answerer, messages: Sequence[Message], *, max_tokens: int, seed: int
    ) -> str:
        """Return the next message of a conversation."""
        system = [{"role": "system", "content": answerer.system}] if answerer.system else []
        try:
            return self.loaded.generate(
                [*system, *messages],
                answerer.adapter,
                max_tokens=max_tokens,
                temperature=TEMPERATURE,
                seed=seed,
            )
        except RuntimeError as error:  # Such as weights that are no numbers any more.
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise ParkError(f"{answerer.name} cannot speak ({reason})") from None

    async def loss(self, answerer: Answerer, texts: Sequence[str]) -> list[tuple[float, int]]:
        """Return each text's negative log-likelihood in nats, and of how many tokens."""
        return [nats(self.loaded, answerer.adapter, text) for text in texts]


def _answer(question: Question, weighed: Weighed) -> Answer:
    """Return an answer; unparsed where the model would hardly have said any of the options.

    So it is where its numbers are none, as after a failed training.
    """
    if not all(map(math.isfinite, (*weighed.shares, weighed.mass))):
        return Answer(status="unparsed")
    if faint(weighed.mass):
        return Answer(status="unparsed", mass=weighed.mass)
    shares = dict(zip(question.options, weighed.shares, strict=True))
    return Answer(status="answered", shares=shares, mass=weighed.mass)


def _alike(questions: Sequence[Question]) -> list[list[int]]:
    """Return the numbers of the questions that begin alike: set, form, what came before."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for number, each in enumerate(questions):
        groups.setdefault((each.set, each.form, each.before), []).append(number)
    return list(groups.values())
