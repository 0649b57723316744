"""Lets a model answer a questionnaire in the place of people from role cards."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from park.ledger.ledger import Ledger
from park.models.base import Message, ModelError, Params
from park.models.gateway import Gateway
from park.pool import run_pool
from park.progress import counted
from park.prompts import Prompts
from park.records import Culture
from park.session import Session, connect_roles
from park.study.studies.survey.answers import Sheet
from park.study.study import Lab
from park.surveys.instrument import Instrument, Question
from park.text.choice import chosen

ROLE = "delegate"
PARAMS = Params(temperature=1.0, max_tokens=40)
"""Respondents are drawn, so that their spread is the model's own."""


async def ask_all(
    lab: Lab, ledger: Ledger, instrument: Instrument, each: int, *, own: bool
) -> tuple[list[Sheet], Counter[str]]:
    """Return the answers of so many respondents of each culture, and what went wrong.

    Args:
        lab: the study's context; its model of the delegate answers.
        ledger: stores the calls.
        instrument: the questionnaire.
        each: respondents per culture.
        own: whether to ask in the culture's language where the questionnaire has it.

    Raises:
        InputError: the model is unusable.
        Stopped: a limit ended the study; answered calls are stored.
    """
    tasks = [
        (culture, number, question)
        for culture in lab.setup.cultures.values()
        for number in range(each)
        for question in instrument.questions
    ]
    models = connect_roles(lab.setup, [ROLE], lab.models, lab.progress)
    limits = lab.setup.config.limits
    async with Session(lab.setup, ledger, "study", models, progress=lab.progress) as session:
        asker = _Asker(session.gateways[ROLE], lab.setup.prompts, instrument, own)
        work = counted("survey", asker.ask, len(tasks), lab.progress)
        await run_pool(
            tasks, work, limits.concurrency, stall=limits.stall, progress=lambda: asker.done
        )
    sheets = [
        Sheet(f"{name}-{number}", name, given)
        for (name, number), given in sorted(asker.answers.items())
    ]
    return sheets, asker.troubles


@dataclass
class _Asker:
    """Puts questions to a model."""

    gateway: Gateway
    prompts: Prompts
    instrument: Instrument
    own: bool
    answers: dict[tuple[str, int], dict[str, int]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """By culture and number of the respondent: answers by question."""
    troubles: Counter[str] = field(default_factory=Counter)
    done: int = 0

    async def ask(self, task: tuple[Culture, int, Question]) -> None:
        """Ask a respondent a question."""
        culture, number, question = task
        sheet = self.answers[culture.name, number]
        language = self.instrument.languages[0]
        if self.own and culture.language in self.instrument.languages:
            language = culture.language
        try:
            reply, _ = await self.gateway.reply(
                self._messages(culture, number, question, language), PARAMS, sample=number
            )
        except ModelError as error:
            if error.trouble != "rejected":
                raise
            self.troubles["questions refused by the endpoint"] += 1
        else:
            answer = self._read(reply.text, question, language)
            if answer is None:
                self.troubles["answers that name no number"] += 1
            else:
                sheet[question.id] = answer
        self.done += 1

    def _read(self, text: str, question: Question, language: str) -> int | None:
        low, high = self.instrument.range_of(question)
        markers = [str(each) for each in range(low, high + 1)]
        labels: Sequence[str] = question.options.get(language, ())
        place = chosen(ascii_digits(text), markers, labels)
        return None if place is None else low + place

    def _messages(
        self, culture: Culture, number: int, question: Question, language: str
    ) -> list[Message]:
        """Return the messages that put a question to a person, in the words that people see."""
        person = culture.delegates[number % len(culture.delegates)]
        low, high = self.instrument.range_of(question)
        system = self.prompts.render(
            "study/survey/respondent",
            name=person.name,
            age=person.age,
            occupation=person.occupation,
            place=person.place,
            home=culture.home,
            speak=culture.speak if language == culture.language else "",
        )
        asked = self.prompts.render(
            "study/survey/question",
            instruction=self.instrument.instruction[language],
            number=self.instrument.number[language],
            question=question.text[language],
            ends=question.ends.get(language, ()),
            options=tuple(enumerate(question.options.get(language, ()), start=1)),
            low=low,
            high=high,
        )
        return [{"role": "system", "content": system}, {"role": "user", "content": asked}]


def ascii_digits(text: str) -> str:
    """Return a text with the digits of all scripts as 0 to 9."""
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)
