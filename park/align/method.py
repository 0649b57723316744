"""The seam to methods: ways to make a model answer as a culture."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from park.align.respondent import Asker, Respondent, system_of
from park.prompts import Prompts
from park.records import Culture
from park.records.scores import Answer, Question
from park.registry import Part, Registry
from park.setup import Setup


@dataclass(frozen=True)
class World:
    """The resources of methods."""

    cultures: Mapping[str, Culture]
    """Role cards of the cultures to answer as, by name."""
    adapters: Collection[str]
    """Names of the available adapters."""
    prompts: Prompts
    setup: Setup | None = None
    """The survey with its train items, and the embedder; None where there is no run."""

    def options(self, method: str) -> Any:
        """Return a method's `Options` from `evaluate.options`."""
        given = self.setup.config.evaluate.options if self.setup else {}
        return METHODS.options(method, given.get(method, {}), "evaluate.options")

    def system(self, culture: str) -> str:
        """Return the sentence that names a culture, as in the training rows."""
        return system_of(self.cultures[culture], self.prompts)


class Method(Part, ABC):
    """A method of answering, for each culture or for none.

    A method that only needs a system prompt:

        class Proverbs(Method):
            name = "proverbs"
            help = "the base, told to think in proverbs"

            def respondents(self, world):
                for name, card in world.cultures.items():
                    yield Respondent(self.name, name, f"Recall proverbs of {card.home}.")

    Its scores are compared with those of its baselines.
    """

    label: ClassVar[str] = ""
    """Its name in sentences of the report; '' for `name`."""
    baselines: ClassVar[tuple[str, ...]] = ("plain",)
    """Methods to compare it with, if they answer, too."""
    controlled: ClassVar[bool] = True
    """Whether to also compare it with a task's controls, which need no model."""
    by_default: ClassVar[bool] = True
    """Whether it answers unless other methods are named; not if that takes more calls."""
    tasks: ClassVar[tuple[str, ...]] = ()
    """Names of the tasks that it answers; () for all."""
    asks: ClassVar[bool] = True
    """Whether it asks the model, which is loaded only if a method does."""

    @abstractmethod
    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield the respondents, in the order of the cultures; none if a resource is missing.

        Answers are stored by method name, culture, system message and adapter; after a change to
        any of these the questions are asked again.
        """

    def remarks(self) -> Iterator[str]:
        """Yield remarks on the respondents, once they are made."""
        yield from ()

    async def ask(
        self, asker: Asker, respondent: Respondent, questions: Sequence[Question]
    ) -> list[Answer]:
        """Answer questions, in order; by default each is put to the model as it is.

        A method may put other words before a question, or let several voices answer. What the
        words depend on besides the question stands in `Respondent.knows`.

        Args:
            asker: the model.
            respondent: who answers.
            questions: the questions.
        """
        return await asker.choose(respondent, questions)

    def answer(self, question: Question, answer: Answer) -> Answer:
        """Post-process an answer's shares; unchanged by default.

        The ledger stores the model's answers and this is applied on reading, so a change here does
        not require new calls.
        """
        return answer


METHODS = Registry[Method]("methods", "park.align.methods", "park.align.method:Method")


EVERY = "all"
"""Stands for all methods."""


def check_methods(methods: Iterable[str]) -> None:
    """Raise InputError for unknown methods."""
    for name in named(methods):
        METHODS.get(name, "--methods")


def named(methods: Iterable[str]) -> list[str]:
    """Return names of methods, with `all` as the names of all."""
    return list(dict.fromkeys(n for m in methods for n in (METHODS.names() if m == EVERY else [m])))


def respondents(
    methods: Iterable[str],
    cultures: Mapping[str, Culture],
    adapters: Iterable[str],
    prompts: Prompts,
    setup: Setup | None = None,
    remarks: list[str] | None = None,
) -> list[Respondent]:
    """Return the respondents, in the order of methods and cultures.

    Args:
        methods: names of methods.
        cultures: role cards of the cultures to answer as.
        adapters: the available adapters; a method without its adapter has no respondents.
        prompts: the templates, with `export/system` naming the culture as in the training rows.
        setup: the survey and the embedder, for methods that learn from train items.
        remarks: extended by the methods' remarks.

    Raises:
        InputError: unknown method.
    """
    world = World(cultures, frozenset(adapters), prompts, setup)
    chosen = {METHODS.get(name, "--methods") for name in named(methods)}
    found: list[Respondent] = []
    for kind in sorted(chosen, key=lambda kind: (kind.order, kind.name)):
        method = kind()
        found += _of(method, world)
        if remarks is not None:
            remarks += [each for each in method.remarks() if each not in remarks]
    return found


def pairs(methods: Iterable[str], controls: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return the pairs to compare: each method with its baselines, then with the controls.

    Args:
        methods: names of scored methods and controls.
        controls: a task's controls to compare with, if scored.
    """
    there = set(methods)
    held = [control for control in controls if control in there]
    known = sorted(there.intersection(METHODS.names()))
    kinds = sorted(map(METHODS.get, known), key=lambda k: (not k.controlled, -k.order, k.name))
    return [
        *((kind.name, other) for kind in kinds for other in kind.baselines if other in there),
        *((kind.name, other) for kind in kinds if kind.controlled for other in held),
    ]


def _of(method: Method, world: World) -> Iterator[Respondent]:
    own = type(method)
    hooks: dict[str, Any] = {
        "answer": method.answer if own.answer is not Method.answer else None,
        "ask": method.ask if own.ask is not Method.ask else None,
    }
    for each in method.respondents(world):
        yield replace(each, **hooks)


def of_method(name: str, world: World, where: str) -> Iterator[Respondent]:
    """Yield the respondents of a method, for another that uses their answers.

    Raises:
        InputError: there is no such method; the message starts with `where`.
    """
    yield from _of(METHODS.get(name, where)(), world)


def asks_model(who: Iterable[Respondent]) -> bool:
    """Whether any respondent's method asks the model."""
    return any(METHODS.get(each.method).asks for each in who)


def answers_in(respondent: Respondent, task: str) -> bool:
    """Whether a respondent's method answers a task."""
    tasks = METHODS.get(respondent.method).tasks
    return not tasks or task in tasks
