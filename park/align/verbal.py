"""Asks for the shares of a question's options in words, several times, and averages them."""

import asyncio
from collections.abc import Iterator, Sequence

from pydantic import Field

from park.align.method import World
from park.align.respondent import Asker, Respondent
from park.align.shares_in_words import averaged, schema_of
from park.errors import ParkError, Stopped
from park.ledger.keys import key_of, seed_of
from park.models.base import Message, ModelError
from park.models.errors import FILTERED
from park.prompts import Prompts
from park.records import Record
from park.records.scores import Answer, Question

TEMPLATE = "evaluate/verbalised"
TOGETHER = 16
"""Questions asked at a time; if all of these fail, no more are asked."""
ROOM = 60
"""Tokens of a reply without its options."""
PER_OPTION = 14
"""Tokens of a reply for each option."""


class VerbalOptions(Record):
    """Options of the methods."""

    samples: int = Field(default=3, ge=1, le=100)
    """Replies to each question, whose shares are averaged."""


class Estimator:
    """Puts questions as `TEMPLATE` does."""

    def __init__(self, prompts: Prompts, samples: int) -> None:
        """Take the templates and the number of replies to each question."""
        self._prompts = prompts
        self._samples = samples

    def knows(self, home: str) -> str:
        """Return the digest of what replies depend on besides question and model."""
        sample = self._prompts.render(TEMPLATE, home=home, statement="?", options=(("A", "B"),))
        return key_of("verbalised", sample, self._samples)

    def messages(self, home: str, question: Question) -> list[Message]:
        """Return a question as a conversation; `home` is '' for no country."""
        labels = question.labels or question.options
        text = self._prompts.render(
            TEMPLATE,
            home=home,
            statement=question.statement or question.text,
            options=tuple(zip(question.markers, labels, strict=True)),
        )
        return [{"role": "user", "content": text}]

    async def ask(
        self, asker: Asker, respondent: Respondent, home: str, questions: Sequence[Question]
    ) -> list[Answer]:
        """Answer questions; those put in the same words are asked once.

        Raises:
            ParkError: the model cannot answer at all.
        """
        distinct: dict[str, Question] = {}
        texts = [self.messages(home, each)[0]["content"] for each in questions]
        for text, question in zip(texts, questions, strict=True):
            distinct.setdefault(text, question)
        replies: dict[str, list[str] | ParkError] = {}
        for some in _chunks(list(distinct.items())):
            made = await asyncio.gather(
                *(self._replies(asker, respondent, home, question) for _, question in some),
                return_exceptions=True,
            )
            replies |= _checked([text for text, _ in some], made)
        return [
            _answer(question, replies[text])
            for text, question in zip(texts, questions, strict=True)
        ]

    async def _replies(
        self, asker: Asker, respondent: Respondent, home: str, question: Question
    ) -> list[str]:
        messages, schema = self.messages(home, question), schema_of(question)
        found = []
        for number in range(self._samples):
            found.append(
                await asker.say(
                    respondent, messages, schema=schema,
                    max_tokens=ROOM + PER_OPTION * len(question.markers),
                    seed=seed_of("verbalised", number),
                )
            )  # fmt: skip
        return found


def answering(world: World, name: str) -> Estimator:
    """Return the estimator of a method, with its options."""
    return Estimator(world.prompts, world.options(name).samples)


def _chunks(
    pairs: list[tuple[str, Question]],
) -> Iterator[list[tuple[str, Question]]]:
    for start in range(0, len(pairs), TOGETHER):
        yield pairs[start : start + TOGETHER]


def _checked(
    texts: Sequence[str], made: Sequence[list[str] | BaseException]
) -> dict[str, list[str] | ParkError]:
    """Return replies and failures by text; raise what ends an evaluation."""
    found: dict[str, list[str] | ParkError] = {}
    for text, each in zip(texts, made, strict=True):
        if isinstance(each, BaseException) and not isinstance(each, ParkError):
            raise each
        if isinstance(each, Stopped | ModelError):
            raise each
        found[text] = each
    failures = [each for each in found.values() if isinstance(each, ParkError)]
    if failures and len(failures) == len(found) and not any(map(_filtered, failures)):
        raise failures[0]
    return found


def _answer(question: Question, replies: list[str] | ParkError) -> Answer:
    if isinstance(replies, ParkError):
        return Answer(status="refused" if _filtered(replies) else "failed", text=str(replies))
    return averaged(question, replies)


def _filtered(error: ParkError) -> bool:
    return FILTERED.search(str(error)) is not None
