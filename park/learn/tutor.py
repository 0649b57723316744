"""Tutors: the model that a learner talks with."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeVar

from park.adapters.talk import Manner, begin
from park.align.respondent import system_of
from park.learn.exam import Course, Learner, TutorKind, remembered
from park.ledger.keys import seed_of
from park.ledger.ledger import Ledger
from park.models.base import Message, Params
from park.progress import Progress, fetching_to, silent
from park.session import Session, connect_roles

T = TypeVar("T")
Tutor = Callable[[Learner], Awaitable[str]]
"""Returns the answer to a learner's last line."""


@asynccontextmanager
async def tutor_of(
    ledger: Ledger,
    folder: Path,
    course: Course,
    kind: TutorKind,
    progress: Progress = silent,
) -> AsyncIterator[tuple[str, Tutor]]:
    """Start a tutor; yields the model's name and the tutor.

    `adapter` is the culture's adapter; `prompt` and `plain` are the run's delegate model with and
    without a message that names the culture.

    Raises:
        InputError: there is no such adapter, or a package is missing.
        ParkError: the model cannot be started.
    """
    if kind == "adapter":
        yield _adapter(folder, course, progress)
        return
    settings = course.setup.config.models.delegate
    models = connect_roles(course.setup, ("delegate",), progress=progress)
    named = kind == "prompt"
    system = [_system(system_of(course.culture, course.setup.prompts))] if named else []

    async with Session(course.setup, ledger, "learn", models, progress=progress) as session:

        async def say(learner: Learner) -> str:
            messages = remembered(learner)
            params = Params(
                temperature=settings.temperature,
                top_p=settings.top_p,
                presence_penalty=settings.presence_penalty,
                max_tokens=settings.max_tokens,
                seed=seed_of("learn", learner.key, len(messages)),
            )
            reply, _ = await session.gateways["delegate"].reply([*system, *messages], params)
            return reply.text

        yield models["delegate"].name, say


@contextmanager
def spoken_to(
    ledger: Ledger, folder: Path, course: Course, kind: TutorKind, progress: Progress = silent
) -> Iterator[tuple[str, Callable[[Learner], str]]]:
    """Start a tutor for code that does not await; see `tutor_of`."""
    tutor = tutor_of(ledger, folder, course, kind, progress)
    with asyncio.Runner() as runner:
        model, say = runner.run(_entered(tutor.__aenter__()))
        try:
            yield model, lambda learner: runner.run(_entered(say(learner)))
        finally:
            runner.run(_entered(tutor.__aexit__(None, None, None)))


async def _entered(work: Awaitable[T]) -> T:
    return await work


def _adapter(folder: Path, course: Course, progress: Progress) -> tuple[str, Tutor]:
    manner = Manner(seed=course.setup.config.seed)
    talk = begin(folder, course.culture.name, manner, fetching_to(progress))
    system = [_system(talk.system)] if talk.system else []

    async def say(learner: Learner) -> str:
        *before, line = remembered(learner)
        talk.pasts[True] = [*system, *before]
        return talk.answer(line["content"])

    return talk.loaded.base.location.public, say


def _system(content: str) -> Message:
    return {"role": "system", "content": content}
