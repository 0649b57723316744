"""The base argues for a culture's answer and for another, and judges both."""

from collections.abc import Iterator, Sequence

from pydantic import Field

from park.align.debate import Context, State, debated, judged
from park.align.method import Method, World
from park.align.respondent import Asker, Respondent
from park.errors import ParkError, Stopped
from park.ledger.keys import key_of
from park.models.base import ModelError
from park.pool import run_pool
from park.records import Record
from park.records.scores import Answer, Question


class DebateOptions(Record):
    """Settings of the method."""

    max_tokens: int = Field(default=90, ge=20, le=1_000)
    """Tokens of a contribution."""


class Debate(Method):
    """One speaker argues for an answer, one for another; a judge reads both and answers.

    The base, told the country, plays all three. A debate is held once for each item; its judge
    answers in every form and order of the options, so an item costs two calls more than with the
    prompt.
    """

    name = "debate"
    help = "the base argues for an answer and for another, and judges both"
    order = 80
    by_default = False
    baselines = ("plain", "prompt")
    Options = DebateOptions

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for each culture."""
        self.world, self.settings = world, world.options("debate")
        self._held: dict[tuple[str, str, str], State | str] = {}
        knows = key_of(world.prompts.digest("evaluate/debate"), self.settings.max_tokens)
        for name in world.cultures:
            yield Respondent(self.name, name, world.system(name), knows=knows)

    async def ask(
        self, asker: Asker, respondent: Respondent, questions: Sequence[Question]
    ) -> list[Answer]:
        """Hold the debates and let the judge answer; the questions of a failed one fail."""
        first = {self._key(respondent, question): question for question in reversed(questions)}
        todo = [(key, each) for key, each in first.items() if key not in self._held]
        await self._hold(asker, respondent, todo)
        home = self.world.cultures[respondent.culture].home
        held = [self._held[self._key(respondent, question)] for question in questions]
        asked = [
            judged(question, said, home, self.world.prompts)
            for question, said in zip(questions, held, strict=True)
            if not isinstance(said, str)
        ]
        answers = iter(await asker.choose(respondent, asked) if asked else [])
        return [
            Answer(status="failed", text=said) if isinstance(said, str) else next(answers)
            for said in held
        ]

    async def _hold(
        self,
        asker: Asker,
        respondent: Respondent,
        todo: Sequence[tuple[tuple[str, str, str], Question]],
    ) -> None:
        world = self.world
        home = world.cultures[respondent.culture].home

        async def one(task: tuple[tuple[str, str, str], Question]) -> None:
            key, question = task
            context = Context(
                asker, respondent, home, question, world.prompts, self.settings.max_tokens
            )
            try:
                self._held[key] = await debated(context)
            except (ModelError, Stopped):
                raise
            except ParkError as error:
                self._held[key] = str(error)

        limits = world.setup.config.limits if world.setup else None
        await run_pool(
            todo,
            one,
            limits.concurrency if limits else 1,
            stall=limits.stall if limits else 900.0,
            progress=lambda: len(self._held),
        )

    def _key(self, respondent: Respondent, question: Question) -> tuple[str, str, str]:
        return respondent.culture, question.set, question.item
