"""The tutor of a served course, in a thread of its own, for all learners at once."""

import asyncio
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Self

from park.errors import ParkError
from park.learn.exam import Course, Learner, TutorKind
from park.learn.tutor import Tutor, tutor_of
from park.ledger.ledger import Ledger
from park.ledger.run import LEDGER
from park.models.streaming import Hears, heard

PATIENCE = 600.0
"""Maximum seconds to wait for an answer."""
BUSY = 30_000
"""Milliseconds to wait for another process that writes to the ledger."""


class Classroom:
    """A tutor that answers several learners; a chat model answers them at the same time."""

    def __init__(self, folder: Path, course: Course, kind: TutorKind, questions: int) -> None:
        """Set up.

        Args:
            folder: the run folder.
            course: what is taught.
            kind: who teaches it.
            questions: maximum questions of an exam.
        """
        self.folder, self.course, self.kind, self.questions = folder, course, kind, questions
        self.model = ""
        self.storing = threading.Lock()
        """Held while a learner's record is read and changed."""
        self._asked: dict[tuple[str, int], Future[str]] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        """Start the tutor.

        Raises:
            InputError: there is no such adapter, or a package is missing.
            ParkError: the model cannot be started.
        """
        begun: Future[None] = Future()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._teach(begun)), name="tutor", daemon=True
        )
        self._thread.start()
        begun.result()
        return self

    def __exit__(self, *_: object) -> None:
        """End the tutor, and its model if it runs here."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    def answer(self, learner: Learner, hears: Hears | None = None) -> str:
        """Return the tutor's answer to a learner's last line; asked twice, it answers once.

        Args:
            learner: who asks.
            hears: is told the text so far while the answer is written, if the tutor can stream.

        Raises:
            ParkError: the tutor does not answer.
        """
        key = (learner.key, len(learner.chat))
        with self._lock:
            asked = self._asked.get(key)
            if asked is None:
                asked = asyncio.run_coroutine_threadsafe(self._said(learner, hears), self._loop)
                self._asked[key] = asked
        try:
            return asked.result(PATIENCE)
        except TimeoutError:
            raise ParkError(f"the tutor gave no answer in {PATIENCE:.0f} s") from None
        finally:
            with self._lock:
                self._asked.pop(key, None)

    async def _said(self, learner: Learner, hears: Hears | None) -> str:
        if hears is None:
            return await self._tutor(learner)
        with heard(hears):
            return await self._tutor(learner)

    async def _teach(self, begun: "Future[None]") -> None:
        """Hold the tutor ready until the end."""
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        try:
            with Ledger(self.folder / LEDGER) as ledger:
                ledger.wait(BUSY)
                async with tutor_of(ledger, self.folder, self.course, self.kind) as (model, say):
                    self.model = model
                    self._tutor: Tutor = say
                    begun.set_result(None)
                    await self._over.wait()
        except BaseException as error:
            if begun.done():
                raise
            begun.set_exception(error)
