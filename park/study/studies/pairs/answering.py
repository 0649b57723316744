"""A model's answers to questions by two methods, for each culture."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from park.align.method import METHODS, respondents
from park.align.respondent import Respondent
from park.errors import InputError
from park.models.base import Message, Params
from park.pool import run_pool
from park.session import Session, connect_roles, opened
from park.setup import Setup
from park.study.studies.pairs.files import Texts
from park.study.study import Lab

ROLE = "delegate"
WHERE = "study.options.pairs.methods"


async def answered(lab: Lab, questions: Sequence[Texts]) -> list[Texts]:
    """Return the model's answers to each question, for each culture, by both methods.

    Raises:
        InputError: a method does not speak freely, or the model is unusable.
        Stopped: a limit ended it; finished calls are kept.
    """
    sides = [speakers(name, lab.setup) for name in lab.options.methods]
    models = connect_roles(lab.setup, [ROLE], lab.models, lab.progress)
    params = Params(temperature=0.0, max_tokens=lab.options.max_tokens)
    limits, answers = lab.setup.config.limits, dict[str, Texts]()
    tasks = [(culture, each) for culture in lab.setup.cultures for each in questions]
    folder: Path = lab.folder / "pairs"
    with opened(lab.setup, folder) as ledger:
        async with Session(lab.setup, ledger, "study", models, progress=lab.progress) as session:

            async def answer(task: tuple[str, Texts]) -> None:
                culture, each = task
                on, off = [
                    (await session.gateways[ROLE].reply(_asked(who[culture], each), params))[0]
                    for who in sides
                ]
                id_ = f"{culture}-{each.id}"
                answers[id_] = Texts(id_, each.question, on.text.strip(), off.text.strip())

            await run_pool(
                tasks,
                answer,
                limits.concurrency,
                stall=limits.stall,
                progress=lambda: len(answers),
            )
    return [answers[f"{culture}-{each.id}"] for culture, each in tasks]


def speakers(method: str, setup: Setup) -> Mapping[str, Respondent]:
    """Return who speaks by a method, by culture; the same for all if it represents none.

    Raises:
        InputError: there is no such method, or not all cultures have words by it.
    """
    METHODS.get(method, WHERE)
    found = {
        each.culture: each
        for each in respondents([method], setup.cultures, (), setup.prompts, setup)
        if _free(each)
    }
    every = {name: found.get(name, found.get("")) for name in setup.cultures}
    known = {name: who for name, who in every.items() if who is not None}
    if len(known) < len(every):
        raise InputError(
            f"{WHERE}: {method!r} has no words of its own for every culture; "
            f"choose among {', '.join(_speaking(setup))}"
        )
    return known


def _free(who: Respondent) -> bool:
    return who.speaks and not who.adapter and METHODS.get(who.method).asks


def _speaking(setup: Setup) -> list[str]:
    """Return the methods that need nothing but a system message."""
    every = respondents(METHODS.names(), setup.cultures, (), setup.prompts)
    return list(dict.fromkeys(who.method for who in every if _free(who)))


def _asked(who: Respondent, each: Texts) -> list[Message]:
    asked: Message = {"role": "user", "content": each.question}
    return [{"role": "system", "content": who.system}, asked] if who.system else [asked]
