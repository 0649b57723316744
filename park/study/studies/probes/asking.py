"""Puts a benchmark's questions to a model: framings × languages × reasoning."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from park.errors import InputError
from park.ledger.ledger import Ledger
from park.models.base import Message, ModelError, NoLogprobs, Params
from park.models.gateway import Gateway
from park.pool import run_pool
from park.progress import counted
from park.prompts import Prompts
from park.records.scores import faint
from park.session import Session, connect_roles
from park.study.studies.probes.answers import (
    ENGLISH,
    FRAMINGS,
    Condition,
    Framing,
    Given,
    Reasoning,
)
from park.study.studies.probes.benchmark import Benchmark, Question
from park.study.study import Lab
from park.surveys.countries import iso3
from park.text.choice import chosen
from park.text.phrases import says
from park.yamlfile import parse

ROLE = "delegate"
DIRECT = Params(temperature=0.0, max_tokens=24)
REASONED = Params(temperature=0.0, max_tokens=220)
SINGLE = 9
"""The highest code of one digit; longer ones begin like others, so have no probability."""
NAMES = Path(__file__).parent / "names.yaml"


class Task(NamedTuple):
    """A question to put."""

    question: Question
    text: str
    """In the language of the condition."""
    country: str
    """As in the benchmark; '' for none."""
    named: str
    """The country's name in the language of the condition."""
    condition: Condition


def tasks(
    benchmark: Benchmark,
    texts: Mapping[str, Benchmark],
    questions: Sequence[Question],
    countries: Sequence[str],
    framings: Sequence[Framing],
    reasoning: Sequence[Reasoning],
) -> Iterator[Task]:
    """Yield what to ask: the neutral framing once, the others for each country that was asked.

    Args:
        benchmark: the questions in English, with people's answers.
        texts: the same in other languages, by language; a country is asked in its own one.
        questions: those to ask.
        countries: names of countries in the benchmark.
        framings: framings.
        reasoning: whether to answer directly or after reasoning.
    """
    for question in questions:
        here = [name for name in countries if name in question.people]
        for language in (ENGLISH, *texts):
            own = question if language == ENGLISH else texts[language].questions.get(question.code)
            if own is None or not own.text:
                continue
            known = {name: called for name in here if (called := _called(name, language))}
            for mode in reasoning:
                for framing in FRAMINGS:
                    if framing not in framings or not known:
                        continue
                    condition = Condition(framing, language, mode)
                    if framing == "neutral":
                        yield Task(question, own.text, "", "", condition)
                        continue
                    for name, called in known.items():
                        yield Task(question, own.text, name, called, condition)


async def ask_all(lab: Lab, ledger: Ledger, asked: Sequence[Task]) -> tuple[list[Given], list[str]]:
    """Return the answers, and what went wrong, in words.

    Raises:
        InputError: the model is unusable.
        Stopped: a limit ended the study; answered calls are stored.
    """
    models = connect_roles(lab.setup, [ROLE], lab.models, lab.progress)
    limits = lab.setup.config.limits
    async with Session(lab.setup, ledger, "study", models, progress=lab.progress) as session:
        asker = _Asker(session.gateways[ROLE], lab.setup.prompts)
        work = counted("probes", asker.ask, len(asked), lab.progress)
        await run_pool(
            asked, work, limits.concurrency, stall=limits.stall, progress=lambda: asker.done
        )
    given = [asker.given[task] for task in map(_key, asked) if task in asker.given]
    return given, [f"{count} {what}" for what, count in asker.troubles.items()]


@dataclass
class _Asker:
    """Puts questions to a model."""

    gateway: Gateway
    prompts: Prompts
    given: dict[tuple[str, str, Condition], Given] = field(default_factory=dict)
    troubles: Counter[str] = field(default_factory=Counter)
    done: int = 0

    async def ask(self, task: Task) -> None:
        """Ask a question in words, and for the probabilities of its codes."""
        reasoned = task.condition.reasoning == "reasoned"
        messages = self._messages(task)
        try:
            reply, _ = await self.gateway.reply(messages, REASONED if reasoned else DIRECT)
            shares = None if reasoned else await self._shares(messages, task.question)
        except ModelError as error:
            if error.trouble != "rejected":
                raise
            self.troubles["questions refused by the endpoint; left out"] += 1
        else:
            answer = read(reply.text, task.question, reasoned=reasoned)
            refused = answer is None and says("refusal", reply.text, task.condition.language)
            status = "answered" if answer is not None else "refused" if refused else "unparsed"
            self.given[_key(task)] = Given(
                task.question.code, task.country, task.condition, answer, status, shares
            )
        self.done += 1

    def _messages(self, task: Task) -> list[Message]:
        text = task.text
        if task.country:
            text = self._render(task, task.condition.framing, question=text, country=task.named)
        how = self._render(task, task.condition.reasoning)
        return [{"role": "user", "content": f"{text}\n\n{how}"}]

    def _render(self, task: Task, name: str, **variables: str) -> str:
        return self.prompts.render(f"study/probes/{task.condition.language}/{name}", **variables)

    async def _shares(
        self, messages: Sequence[Message], question: Question
    ) -> dict[int, float] | None:
        """Return the probabilities of the codes, or None with its reason counted."""
        if "option_logprobs" not in self.gateway.model.abilities:
            return None
        if question.high > SINGLE:
            self.troubles["questions with codes of two digits, so without probabilities"] += 1
            return None
        markers = [str(code) for code in question.codes]
        try:
            found, _ = await self.gateway.choose(messages, markers)
        except NoLogprobs:
            return None
        weights = {c: math.exp(min(found.get(str(c), -math.inf), 0.0)) for c in question.codes}
        mass = sum(weights.values())
        if faint(mass):
            self.troubles["questions whose codes had hardly any probability; not compared"] += 1
            return None
        return {code: weight / mass for code, weight in weights.items()}


def read(text: str, question: Question, *, reasoned: bool) -> int | None:
    """Return the code that an answer names; None if it names none or several.

    After reasoning, only what stands after the colon of the last line counts.
    """
    if reasoned:
        lines = [line for line in text.splitlines() if line.strip(" *_`")]
        text = (lines[-1] if lines else "").rstrip(" *_`.").rpartition(":")[2].strip(" *_`")
    place = chosen(text, [str(code) for code in question.codes])
    return None if place is None else question.low + place


def _key(task: Task) -> tuple[str, str, Condition]:
    return task.question.code, task.country, task.condition


def _called(country: str, language: str) -> str:
    """Return a country's name in a language; '' if that is not its own."""
    if language == ENGLISH:
        return country
    return str(_names().get(language, {}).get(iso3(country) or "", ""))


def check_language(language: str, prompts: Prompts) -> None:
    """Raise InputError if there are no names of countries, or no templates, in a language."""
    if language not in _names():
        raise InputError(
            f"study.options.probes.languages: {language}: names of countries are known in "
            f"{', '.join(_names())} alone"
        )
    for name in ("persona", "observer", "direct", "reasoned"):
        if not prompts.has(f"study/probes/{language}/{name}"):
            raise InputError(f"prompts: there is no study/probes/{language}/{name}.j2")


@cache
def _names() -> dict[str, dict[str, str]]:
    data, _ = parse(NAMES)
    return dict(data) if isinstance(data, dict) else {}
