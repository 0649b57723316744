"""Norms in a model's words.

A sentence is used only if it is one, holds no figures, and is read back: from the sentence alone,
the judge picks the norm's answer among the item's, in both orders. Otherwise the norm keeps the
words of the template. The item's other answers are worded too, for the control with shuffled norms.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import Literal, NamedTuple

from park.align.norms import Norm, sides
from park.ledger.ledger import Ledger
from park.models.base import Message, ModelError, Params
from park.models.gateway import Gateway
from park.pool import run_pool
from park.progress import counted
from park.prompts import Prompts
from park.session import Session, connect_roles
from park.study.study import Lab
from park.text.choice import chosen
from park.text.phrases import says
from park.text.sentences import sentences

WRITER, READER = "delegate", "judge"
WRITING = Params(temperature=0.0, max_tokens=80)
READING = Params(temperature=0.0, max_tokens=20)
LONGEST = 40
"""Most words of a sentence."""
QUOTES = " \t\"'“”„«»*_`"

Fault = Literal["refused", "not one sentence", "with figures", "read as another answer"]


class Wish(NamedTuple):
    """An answer to word."""

    culture: str
    home: str
    item: str
    statement: str
    answer: str
    answers: tuple[str, ...]
    """All answers of the item, this one among them."""


class Worded(NamedTuple):
    """Norms with the sentences that could be used."""

    norms: dict[str, list[Norm]]
    """By culture."""
    model: str
    asked: int
    """Answers to word."""
    faults: Counter[str]
    """Why answers keep the template's words."""

    def line(self) -> str:
        """Return the counts as a sentence."""
        lost = ", ".join(f"{count} {why}" for why, count in self.faults.most_common())
        used = self.asked - self.faults.total()
        return f"worded by {self.model}: {used} of {self.asked} answers" + (
            f"; the others keep the template's words ({lost})" if lost else ""
        )


async def worded(lab: Lab, ledger: Ledger, found: Mapping[str, Sequence[Norm]]) -> Worded:
    """Return norms with a model's words for all answers of their items.

    Args:
        lab: the study's context; its delegate writes, its judge reads back.
        ledger: stores the calls.
        found: norms by culture.

    Raises:
        InputError: the model is unusable.
        Stopped: a limit ended it; finished calls are kept.
    """
    wishes = [wish for name, norms in found.items() for wish in _wishes(lab, name, norms)]
    models = connect_roles(lab.setup, [WRITER, READER], lab.models, lab.progress)
    limits = lab.setup.config.limits
    async with Session(lab.setup, ledger, "study", models, progress=lab.progress) as session:
        writer = _Writer(session.gateways, lab.setup.prompts)
        work = counted("norms", writer.word, len(wishes), lab.progress)
        await run_pool(
            wishes, work, limits.concurrency, stall=limits.stall,
            progress=lambda: writer.done,
        )  # fmt: skip
    norms = {
        name: [
            norm.model_copy(update={"words": writer.said.get((name, norm.items[0]), {})})
            for norm in each
        ]
        for name, each in found.items()
    }
    return Worded(norms, models[WRITER].name, len(wishes), writer.faults)


def _wishes(lab: Lab, culture: str, norms: Sequence[Norm]) -> list[Wish]:
    home = lab.setup.cultures[culture].home
    found = []
    for norm in norms:
        item = lab.setup.survey.items[norm.items[0]]
        answers = tuple(side.answer for side in sides(item))
        found += [
            Wish(culture, home, item.id, norm.statement, answer, answers) for answer in answers
        ]
    return list(dict.fromkeys(found))


@dataclass
class _Writer:
    gateways: Mapping[str, Gateway]
    prompts: Prompts
    said: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    """By culture and item: sentences by answer."""
    faults: Counter[str] = field(default_factory=Counter)
    done: int = 0

    async def word(self, wish: Wish) -> None:
        """Word an answer, or count why it cannot be used."""
        asked = self.prompts.render(
            "study/norms/word", home=wish.home, statement=wish.statement, answer=wish.answer
        )
        try:
            reply, _ = await self.gateways[WRITER].reply(_message(asked), WRITING)
            text = " ".join(reply.text.split()).strip(QUOTES)
            fault = fault_of(text)
            if fault is None and not await self._is_read_back(wish, text):
                fault = "read as another answer"
        except ModelError as error:
            if error.trouble != "rejected":
                raise
            fault = "refused"
        if fault is None:
            self.said.setdefault((wish.culture, wish.item), {})[wish.answer] = text
        else:
            self.faults[fault] += 1
        self.done += 1

    async def _is_read_back(self, wish: Wish, text: str) -> bool:
        for answers in (wish.answers, wish.answers[::-1]):
            markers = tuple(ascii_uppercase[: len(answers)])
            asked = self.prompts.render(
                "study/norms/read",
                home=wish.home,
                statement=wish.statement,
                said=text,
                options=tuple(zip(markers, answers, strict=True)),
            )
            reply, _ = await self.gateways[READER].reply(_message(asked), READING)
            place = chosen(reply.text, markers, answers)
            if place is None or answers[place] != wish.answer:
                return False
        return True


def fault_of(text: str) -> Fault | None:
    """Return why a text cannot stand for a norm, if it cannot."""
    if says("refusal", text, "en"):
        return "refused"
    if len(sentences(text)) != 1 or not 3 <= len(text.split()) <= LONGEST:
        return "not one sentence"
    return "with figures" if any(map(str.isdigit, text)) else None


def _message(text: str) -> list[Message]:
    return [{"role": "user", "content": text}]
