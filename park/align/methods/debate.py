"""One argues for a culture's answer, one for another, and a judge decides."""

from collections.abc import Iterator, Sequence

from pydantic import Field

from park.align.debate import Context, State, debated, judged
from park.align.method import METHODS, Method, World, of_method
from park.align.respondent import Asker, Respondent
from park.errors import InputError, ParkError, Stopped
from park.ledger.keys import key_of
from park.models.base import ModelError
from park.pool import run_pool
from park.records import Name, Record
from park.records.scores import Answer, Question

TOLD = 2
"""Changes with what speakers are told of a question, which its key does not hold."""
Key = tuple[str, str, str, str]
"""What a debate is held about: culture, set, item and statement."""


class DebateOptions(Record):
    """Settings of the method."""

    max_tokens: int = Field(default=90, ge=20, le=1_000)
    """Tokens of a contribution."""
    first: Name = "prompt"
    """The method that argues for an answer."""
    second: Name = "prompt"
    """The method that argues for another answer."""
    judge: Name = "prompt"
    """The method that reads both and answers."""


class Debate(Method):
    """One speaker argues for an answer, one for another; a judge reads both and answers.

    The base, told the country, plays all three, unless other methods are named for a part. A
    debate is held once for each statement; its judge answers in every form and order of the
    options, so an item costs two calls more than with the prompt.
    """

    name = "debate"
    help = "one argues for an answer, one for another, and a judge decides"
    order = 80
    by_default = False
    baselines = ("plain", "prompt")
    Options = DebateOptions

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for each culture."""
        self.world, self.settings = world, world.options("debate")
        self._held: dict[Key, State | str] = {}
        knows = key_of(world.prompts.digest("evaluate/debate"), self.settings.max_tokens, TOLD)
        parts = [self._by_culture(part) for part in ("judge", "first", "second")]
        self._unplayed = [name for name in world.cultures if any(name not in p for p in parts)]
        for name in world.cultures:
            if all(name in part for part in parts):
                judge, *speakers = (part[name] for part in parts)
                yield Respondent(
                    self.name,
                    name,
                    judge.system,
                    judge.adapter,
                    knows=key_of(knows, judge.knows) if judge.knows else knows,
                    hears=tuple(speakers),
                )

    def remarks(self) -> Iterator[str]:
        """Yield which cultures have no debate."""
        if self._unplayed:
            yield (
                f"debate: nobody plays a part for {', '.join(self._unplayed)} "
                f"(judge {self.settings.judge}, first {self.settings.first}, "
                f"second {self.settings.second})"
            )

    def _by_culture(self, part: str) -> dict[str, Respondent]:
        """Return who plays a part, by culture.

        Raises:
            InputError: there is no such method, or it asks in its own way.
        """
        method, where = getattr(self.settings, part), f"evaluate.options.debate.{part}"
        kind = METHODS.get(method, where)
        # Others may answer by way of a debate themselves.
        whole = not kind.tasks and kind.ask is Method.ask
        who = [*of_method(method, self.world, where)] if whole else []
        if not whole or not all(each.speaks for each in who):
            raise InputError(
                f"{where}: {method!r} asks in its own way; take a method that has a system message "
                "or an adapter alone, such as prompt, cultural, plain or adapter"
            )
        return {
            culture: each
            for each in who
            for culture in ([each.culture] if each.culture else self.world.cultures)
        }

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
        todo: Sequence[tuple[Key, Question]],
    ) -> None:
        world = self.world
        home = world.cultures[respondent.culture].home
        first, second = respondent.hears

        async def one(task: tuple[Key, Question]) -> None:
            key, question = task
            context = Context(
                asker, (first, second), home, question, world.prompts, self.settings.max_tokens
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

    def _key(self, respondent: Respondent, question: Question) -> Key:
        return respondent.culture, question.set, question.item, question.statement
