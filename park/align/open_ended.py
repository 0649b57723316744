"""Answers in one's own words, which the model then reads as options."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from park.align.respondent import Asker, Respondent
from park.errors import ParkError, Stopped
from park.ledger.keys import seed_of
from park.models.base import Message, ModelError
from park.prompts import Prompts
from park.records.scores import Answer, Question


@dataclass(frozen=True)
class Failed:
    """Why nothing was said."""

    why: str


Key = tuple[str, str, str]


@dataclass(frozen=True)
class OpenEnded:
    """Lets a respondent speak once about an item, and reads its words in every form and order.

    The reader is the same model without the respondent's system message, so that it goes by the
    words alone.
    """

    asker: Asker
    prompts: Prompts
    max_tokens: int
    _said: dict[Key, str | Failed] = field(default_factory=dict)

    async def choose(self, respondent: Respondent, questions: Sequence[Question]) -> list[Answer]:
        """Return how the respondent's words are read, in order.

        What was not said is a failed answer, silence an unparsed one.
        """
        about = {_key(respondent, each): each for each in questions}
        new = {key: each for key, each in about.items() if key not in self._said}
        said = await asyncio.gather(*(self._say(respondent, each) for each in new.values()))
        self._said.update(zip(new, said, strict=True))
        heard = [self._said[_key(respondent, each)] for each in questions]
        asked = [
            self._read(each, words)
            for each, words in zip(questions, heard, strict=True)
            if isinstance(words, str) and words
        ]
        reader = replace(respondent, system="")
        read = iter(await self.asker.choose(reader, asked) if asked else [])
        return [_answer(words) or next(read) for words in heard]

    async def say(
        self,
        respondent: Respondent,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        seed: int,
        schema: Mapping[str, Any] | None = None,
    ) -> str:
        """Return the model's next message."""
        return await self.asker.say(
            respondent, messages, max_tokens=max_tokens, seed=seed, schema=schema
        )

    async def _say(self, respondent: Respondent, question: Question) -> str | Failed:
        statement = question.statement or question.text
        text = self.prompts.render("evaluate/open/ask", statement=statement)
        seed = seed_of("open", respondent.culture, respondent.system, question.item)
        try:
            said = await self.asker.say(
                respondent, [{"role": "user", "content": text}],
                max_tokens=self.max_tokens, seed=seed,
            )  # fmt: skip
        except (ModelError, Stopped):
            raise
        except ParkError as error:
            return Failed(str(error))
        return " ".join(said.split())

    def _read(self, question: Question, said: str) -> Question:
        text = self.prompts.render("evaluate/open/read", said=said, question=question.text)
        return question.model_copy(update={"text": text})


def _key(respondent: Respondent, question: Question) -> Key:
    return respondent.system, question.set, question.item


def _answer(words: str | Failed) -> Answer | None:
    """Return the answer where there are no words to read."""
    if isinstance(words, Failed):
        return Answer(status="failed", text=words.why)
    return None if words else Answer(status="unparsed")
