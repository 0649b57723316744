"""The seam to tasks, which ask the panel questions and score the responses."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self

from park.align.method import METHODS, respondents
from park.assets import culture_names
from park.errors import InputError, nearest
from park.evaluate.panel import Panel
from park.records.card import Card, Statements
from park.records.scores import Score
from park.registry import Part, Registry
from park.setup import Setup

LM_EVAL, BENCHMARK = "lm-eval", "benchmark"


class Nothing(Exception):
    """A task has nothing to do; says why."""


class Task(Part, ABC):
    """A task to score respondents on.

    A task with one question, in one form and both orders of its options:

        class Tea(Task):
            name = "tea"
            help = "whether tea is preferred to coffee"

            @classmethod
            def prepare(cls, setup):
                return cls()

            async def run(self, panel):
                asked = [
                    Question(
                        task=self.name, set="drinks", item="tea", form="plain", order=order,
                        text=f"Which do you prefer? (A) {one} (B) {other}",
                        markers=("A", "B"), options=(one, other),
                    )
                    for order, (one, other) in enumerate((("tea", "coffee"), ("coffee", "tea")))
                ]
                found = []
                for who in panel.respondents:
                    table = shares_table(await panel.ask(who, asked), ["tea"])
                    shares = table._replace(values=table.values[..., 0])
                    found.append(
                        score(shares, task=self.name, metric="tea", method=who.method,
                              culture=who.culture, model=panel.model)
                    )
                return found

    Built-in tasks except `lm-eval` and `benchmark` run by default; plugin tasks run if listed in
    `tasks`.
    """

    title: ClassVar[str] = ""
    """Heading of its section in the report; its name if empty."""
    about: ClassVar[str] = ""
    """What it measures, in a sentence or two, for the report."""
    ranges: ClassVar[Mapping[str, tuple[float, float]]] = {}
    """The least and the most that a metric can be, by name; intervals end there."""
    covers: ClassVar[Mapping[str, str]] = {}
    """How many of 100 intervals hold the truth in simulations, by metric; where not about 95."""
    needs: ClassVar[str] = ""
    """Options of `park evaluate` without which it has nothing to ask."""
    decides: ClassVar[bool] = True
    """Whether its claims tell if a method works, and not only what it costs."""
    claims: ClassVar[tuple[tuple[str, str], ...]] = (("adapter", "prompt"), ("adapter", "plain"))
    """The report's main differences: pairs of a method and the subtracted method."""
    card: ClassVar[Card | None] = None
    """Who made it, for whom, and what it cannot say; the report says so where there is none."""

    @classmethod
    @abstractmethod
    def prepare(cls, setup: Setup) -> Self:
        """Create the task from a configuration.

        Raises:
            Nothing: it has nothing to ask and is skipped with a remark.
            InputError: its data are invalid.
        """

    @abstractmethod
    async def run(self, panel: Panel) -> list[Score]:
        """Ask open questions and return all scores, including controls.

        Raises:
            ParkError: the model cannot answer.
        """

    async def ask(self, panel: Panel) -> Any:
        """Ask all that `run` asks, without scoring; a shard calls it in place of `run`.

        A shard's panel returns the responses there are, which may be few. A task that does not
        override it is run as a whole by one of the shards, and its scores are not used.

        Returns:
            What `run` makes scores of.

        Raises:
            ParkError: the model cannot answer.
        """
        if panel.holds(self.name):
            panel.shard = None
            await self.run(panel)

    def remarks(self) -> Iterator[str]:
        """Yield remarks before anything is asked."""
        yield from ()

    def cards(self) -> Mapping[str, Statements]:
        """Return the cards of what is asked, by name: the task's own by default."""
        return {self.name: self.card} if self.card is not None else {}

    @classmethod
    def options(cls, setup: Setup) -> Any:
        """Return the task's `Options` from `evaluate.options`."""
        given = setup.config.evaluate.options.get(cls.name, {})
        return TASKS.options(cls.name, given, "evaluate.options")


TASKS = Registry[Task]("tasks", "park.evaluate.tasks", "park.evaluate.task:Task")


def _check_options(given: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise InputError for options of what is neither a task nor a method, or invalid ones."""
    known = set(METHODS.names())
    METHODS.check_options({k: v for k, v in given.items() if k in known}, "evaluate.options")
    TASKS.check_options({k: v for k, v in given.items() if k not in known}, "evaluate.options")


def check_settings(setup: Setup) -> None:
    """Check `evaluate` as far as it can be without adapters and a task's data.

    Raises:
        InputError: a task, a method or a culture is unknown, or an option is wrong.
    """
    settings = setup.config.evaluate
    _check_options(settings.options)
    for name in settings.tasks:
        TASKS.get(name, "evaluate.tasks")
    there = culture_names(setup.agents)
    for name in settings.heldout_cultures:
        if name not in there:
            raise InputError(f"evaluate.heldout_cultures: {name}{nearest(name, there)}")
    setup = setup.including(settings.heldout_cultures)
    # A method says when it is made that another, which it names in its options, is unknown.
    respondents(settings.methods, setup.cultures, (), setup.prompts, setup)


def tasks_of(setup: Setup, remarks: list[str]) -> list[Task]:
    """Return a configuration's tasks.

    Args:
        setup: the prepared configuration.
        remarks: extended by a line for each skipped task.

    Raises:
        InputError: a task is unknown, its data are invalid, or no task is left.
    """
    settings = setup.config.evaluate
    _check_options(settings.options)
    more = {LM_EVAL: settings.lm_eval, BENCHMARK: settings.benchmarks}
    names = dict.fromkeys([*settings.tasks, *(name for name, given in more.items() if given)])
    found: list[Task] = []
    for kind in [TASKS.get(name, "--tasks") for name in names]:
        try:
            task = kind.prepare(setup)
        except Nothing as reason:
            remarks.append(f"{kind.name}: {reason}; it is left out")
            continue
        remarks += [f"{task.name}: {remark}" for remark in task.remarks()]
        found.append(task)
    if not found:
        raise InputError("; ".join(remarks))
    return found
