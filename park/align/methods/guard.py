"""A guard that was trained on people's ratings, as a respondent to labelled posts."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from park.align.method import Method, World
from park.align.respondent import Asker, Respondent
from park.guard.sentry import sentry
from park.ledger.keys import key_of
from park.records import Record
from park.records.scores import Answer, Question


class GuardOptions(Record):
    """Which guard answers, and by what."""

    file: Path | None = None
    """A guard of `park guard train`."""
    axis: Literal["harmless", "aware"] = "harmless"
    """The score whose complement is taken for the probability of the label looked for."""


class Guard(Method):
    """A saved guard labels posts, without the model."""

    name = "guard"
    help = "a guard of `park guard train` (options: file) in place of the model"
    order = 90
    by_default = False
    baselines = ("plain", "prompt")
    tasks = ("moderation",)
    asks = False
    Options = GuardOptions

    def __init__(self) -> None:
        """Start without a guard."""
        self._missing = False
        self._harm: dict[str, float] = {}

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for no culture; none without a guard."""
        options: GuardOptions = world.options(self.name)
        path = world.setup.path(options.file) if world.setup else None
        if world.setup is None or path is None:
            self._missing = True
            return
        self._axis, self._sentry = options.axis, sentry(path, world.setup.embedder())
        guard = self._sentry.guard
        knows = key_of(options.axis, guard.endpoint, guard.heads[options.axis].model_dump())
        yield Respondent(self.name, knows=knows)

    def remarks(self) -> Iterator[str]:
        """Say if there is no guard."""
        if self._missing:
            yield "guard: no guard is given (evaluate.options.guard.file); it does not answer"

    async def ask(
        self, asker: Asker, respondent: Respondent, questions: Sequence[Question]
    ) -> list[Answer]:
        """Score each post once, whatever the form and the order of its labels."""
        asked = dict.fromkeys(question.statement for question in questions)
        new = [post for post in asked if post not in self._harm]
        for post, found in zip(new, self._sentry.judge(new), strict=True):
            self._harm[post] = 1 - found.scores[self._axis]
        return [_answer(question, self._harm[question.statement]) for question in questions]


def _answer(question: Question, harm: float) -> Answer:
    sought, other = question.options[:: -1 if question.order else 1]
    return Answer(status="answered", shares={sought: harm, other: 1 - harm})
