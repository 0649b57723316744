"""The panel: all respondents, with stored responses."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from park.align.respondent import Respondent
from park.evaluate.tally import Tally
from park.ledger.costs import Cost, add_cost
from park.ledger.keys import key_of
from park.ledger.ledger import Ledger
from park.ledger.shard import Shard
from park.models.base import Message
from park.records import storable
from park.records.scores import Answer, Question, Response, faint

CHUNK = 96
"""Questions per batch of stored answers."""


class Backend(ABC):
    """The seam to models as respondents, independent of tasks."""

    name: str
    """The model's public name."""
    remarks: list[str]
    """Remarks on its answers."""
    batches: bool = False
    """Whether an answer depends, by rounding, on the questions that it is computed with."""

    @abstractmethod
    def identity(self, respondent: Respondent) -> str:
        """Return what determines a respondent's answers besides the question, such as weights."""

    @abstractmethod
    async def choose(self, respondent: Respondent, questions: Sequence[Question]) -> list[Answer]:
        """Answer questions, in order.

        Raises:
            ParkError: the model cannot answer at all.
        """

    @abstractmethod
    async def say(
        self,
        respondent: Respondent,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        seed: int,
        schema: Mapping[str, Any] | None = None,
    ) -> str:
        """Return the next message of a conversation, after the respondent's system message.

        Args:
            respondent: the respondent.
            messages: the conversation.
            max_tokens: maximum tokens of the message.
            seed: random seed.
            schema: JSON schema of the message, for models that can be held to one.

        Raises:
            ParkError: the model cannot answer.
        """

    def spent(self) -> Cost:
        """Return the calls and tokens so far; nothing where they are not counted."""
        return Cost()


def _stale(response: Response) -> bool:
    """Whether a response from an earlier version compared options of too little probability."""
    return response.status == "answered" and not response.text and faint(response.mass)


def _processed(respondent: Respondent, response: Response) -> Response:
    """Return a response post-processed by the respondent's method."""
    if respondent.answer is None:
        return response
    said = Answer.model_validate(response.model_dump(include=set(Answer.model_fields)))
    answer = respondent.answer(response.question, said)
    return response.model_copy(update=answer.model_dump())


def messages_of(respondent: Respondent, question: Question) -> list[Message]:
    """Return a question as a conversation."""
    system = [{"role": "system", "content": respondent.system}] if respondent.system else []
    before = [{"role": role, "content": content} for role, content in question.before]
    return [*system, *before, {"role": "user", "content": question.text}]


def _unit(question: Question) -> tuple[str, ...]:
    """Return what questions have in common that differ in nothing but the order of options."""
    return question.set, question.form, question.tested, question.item


def _units(waiting: Sequence[tuple[str, Question]]) -> Iterator[list[tuple[str, Question]]]:
    """Yield all orders of an item's options together."""
    for _, those in groupby(waiting, key=lambda each: _unit(each[1])):
        yield list(those)


def _chunks(waiting: Sequence[tuple[str, Question]]) -> Iterator[list[tuple[str, Question]]]:
    """Yield chunks of about CHUNK questions that keep all orders of an item's options together."""
    chunk: list[tuple[str, Question]] = []
    for unit in _units(waiting):
        if chunk and len(chunk) + len(unit) > CHUNK:
            yield chunk
            chunk = []
        chunk += unit
    if chunk:
        yield chunk


def _whole(
    found: dict[str, Response], keys: Sequence[str], questions: Sequence[Question]
) -> dict[str, Response]:
    """Leave out stored responses of items of which another order is missing.

    A method with its own way of asking may need all orders of an item's options at once.
    """
    torn = {_unit(q) for key, q in zip(keys, questions, strict=True) if key not in found}
    kept = {key for key, q in zip(keys, questions, strict=True) if _unit(q) not in torn}
    return {key: each for key, each in found.items() if key in kept}


@dataclass
class Panel:
    """Respondents with their backend and ledger."""

    backend: Backend
    respondents: Sequence[Respondent]
    ledger: Ledger
    watch: Callable[[int, int, int], None] = field(default=lambda done, total, new: None)
    """Called with what is done of the task, its total, and how much of it was not stored."""
    done: int = 0
    total: int = 0
    """The task's questions, lines and texts; what is asked beyond it is added."""
    new: int = 0
    asked: int = 0
    """Questions that were not in the ledger."""
    tally: Tally = field(default_factory=Tally)
    """Counts of responses since it was last reset."""
    shard: Shard | None = None
    """The shard whose questions alone are asked; None for all."""

    @property
    def model(self) -> str:
        """The model's name."""
        return self.backend.name

    def begin(self) -> None:
        """Begin a task."""
        self.tally = Tally()
        self.done = self.total = self.new = 0

    def holds(self, *names: object) -> bool:
        """Whether what has these names, such as a lesson's, is to be asked here."""
        return self.shard is None or self.shard.holds(*names)

    def expect(self, total: int) -> None:
        """Set how much a task will ask, for its progress; of a shard it is about its share."""
        self.total = total if self.shard is None else -(-total // self.shard.of)
        self.watch(self.done, self.total, self.new)

    def end(self) -> None:
        """End a task, of which less may have been asked than was expected."""
        if self.total != self.done:
            self.total = self.done
            self.watch(self.done, self.total, self.new)

    def did(self, number: int, *, new: bool) -> None:
        """Count what is done of a task."""
        self.done += number
        self.new += number if new else 0
        self.total = max(self.total, self.done)
        self.watch(self.done, self.total, self.new)

    async def ask(
        self, respondent: Respondent, questions: Sequence[Question], *, held: bool = False
    ) -> list[Response]:
        """Return the responses to questions, in order, from the ledger or the model.

        Failed calls are not stored, so they are repeated in a later evaluation. Stored responses
        are not used if none was answered, since the cause may have been fixed. A shard asks only
        its own questions, and returns only the responses that there are.

        Args:
            respondent: the respondent.
            questions: the questions.
            held: whether all of them belong to the shard, such as those after a lesson that it
                holds.

        Raises:
            ParkError: the model cannot answer.
        """
        if respondent.borrows is not None:
            return await self.ask(respondent.borrows, questions, held=held)
        keys = [self._key(respondent, question) for question in questions]
        stored = {key: self.ledger.response(key) for key in keys}
        found = {key: each for key, each in stored.items() if each and not _stale(each)}
        if not any(each.status == "answered" for each in found.values()):
            found = {}
        if respondent.ask is not None:
            found = _whole(found, keys, questions)
        # Questions of one form share a prefix, which is computed once.
        asked = dict(zip(keys, questions, strict=True))
        every = sorted(asked.items(), key=lambda each: (each[1].set, each[1].form))
        own = {*keys} if held else self._own(every)
        waiting = {key: q for key, q in every if key in own and key not in found}
        known = len(keys) if self.shard is None else len(own)
        self.total = max(self.total, self.done + known)
        self.did(known - len(waiting), new=False)
        for whole in _chunks(every if self.backend.batches else [*waiting.items()]):
            chunk = [each for each in whole if each[0] in waiting]
            if not chunk:
                continue
            answers = await self._answers(respondent, [question for _, question in chunk])
            new = [
                self._response(key, respondent, question, answer)
                for (key, question), answer in zip(chunk, answers, strict=True)
            ]
            self.ledger.put_responses(each for each in new if each.status != "failed")
            self.asked += len(new)
            self.did(len(new), new=True)
            found |= {each.key: each for each in new}
        # Stored questions may contain outdated answers of people.
        responses = [
            found[key].model_copy(update={"question": question})
            for key, question in zip(keys, questions, strict=True)
            if self.shard is None or key in found
        ]
        self.tally.add(respondent.name, responses)
        return [_processed(respondent, each) for each in responses]

    def _own(self, every: Sequence[tuple[str, Question]]) -> set[str]:
        """Return the keys of the questions that belong to the shard.

        All orders of an item's options do together, since a method may need all of them at once,
        and whoever is asked, since methods may share calls; so do the questions of a batch, if
        what they are computed with changes answers.
        """
        units = _chunks(every) if self.backend.batches else _units(every)
        return {
            key
            for unit in units
            if self.holds(unit[0][1].task, *_unit(unit[0][1]))
            for key, _ in unit
        }

    async def say(
        self, respondent: Respondent, messages: Sequence[Message], *, max_tokens: int, seed: int
    ) -> str:
        """Return the next message of a conversation, from the ledger or the model.

        A conversation belongs to one shard as a whole, so `holds` is asked before it begins.
        """
        key = key_of("say", self._who(respondent), list(messages), max_tokens, seed)
        stored = self.ledger.get(f"said:{key}")
        told = stored is not None
        if stored is None:
            said = await self.backend.say(respondent, messages, max_tokens=max_tokens, seed=seed)
            stored = storable(said)
            self.ledger.put(f"said:{key}", stored)
        self.did(1, new=not told)
        return str(stored)

    async def _answers(self, respondent: Respondent, questions: Sequence[Question]) -> list[Answer]:
        began, spent = time.monotonic(), self.backend.spent()
        if respondent.ask is None:
            answers = await self.backend.choose(respondent, questions)
        else:
            answers = await respondent.ask(self.backend, respondent, questions)
        cost = self.backend.spent() - spent + Cost(len(answers), seconds=time.monotonic() - began)
        add_cost(self.ledger, self.model, respondent.method, cost)
        return answers

    def _who(self, respondent: Respondent) -> list[Any]:
        own = [self.backend.identity(respondent), respondent.method, respondent.system]
        heard = [self._who(each) for each in respondent.hears]
        return [*own, *([respondent.knows] if respondent.knows else []), *heard]

    def _key(self, respondent: Respondent, question: Question) -> str:
        # People's answers do not affect the question, and its text includes the labels.
        asked = question.model_dump(exclude={"expected", "labels", "statement"})
        return key_of("response", self._who(respondent), respondent.culture, asked)

    def _response(
        self, key: str, respondent: Respondent, question: Question, answer: Answer
    ) -> Response:
        return Response(
            key=key,
            question=question,
            method=respondent.method,
            culture=respondent.culture,
            model=self.model,
            **answer.model_dump(),
        )
