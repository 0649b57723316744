"""What a method is: a way to make a model answer as a culture."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from park.align.respondent import Respondent, system_of
from park.prompts import Prompts
from park.records import Culture
from park.records.scores import Answer, Question
from park.registry import Part, Registry


@dataclass(frozen=True)
class World:
    """What methods can draw on."""

    cultures: Mapping[str, Culture]
    """The role cards of the cultures to answer as, by name."""
    adapters: Collection[str]
    """The names of the adapters that there are."""
    prompts: Prompts

    def system(self, culture: str) -> str:
        """Return the sentence that names a culture, as the training rows have it."""
        return system_of(self.cultures[culture], self.prompts)


class Method(Part, ABC):
    """A way to answer, for each culture or for none.

    A method that needs no more than a system prompt:

        class Proverbs(Method):
            name = "proverbs"
            help = "the base, told to think in proverbs"

            def respondents(self, world):
                for name, card in world.cultures.items():
                    yield Respondent(self.name, name, f"Recall proverbs of {card.home}.")

    Its scores stand beside those of its baselines, with the differences from them.
    """

    label: ClassVar[str] = ""
    """What a sentence of the report calls it; '' for its name."""
    baselines: ClassVar[tuple[str, ...]] = ("plain",)
    """The methods that it is compared with, where they answer, too."""
    controlled: ClassVar[bool] = True
    """Whether it is compared with a task's controls as well, which ask no model."""

    @abstractmethod
    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield who answers, in the order of the cultures; nobody if something needed is missing.

        Answers are stored under the method's name, the culture, the system message and the
        adapter: what is changed here is asked anew.
        """

    def answer(self, question: Question, answer: Answer) -> Answer:
        """Return an answer with its shares post-processed; as it is by default.

        The ledger keeps what the model said, and this is applied whenever it is read: a change
        here asks nothing anew.
        """
        return answer


METHODS = Registry[Method]("methods", "park.align.methods", "park.align.method:Method")


def check_methods(methods: Iterable[str]) -> None:
    """Refuse unknown methods with InputError."""
    for name in methods:
        METHODS.get(name, "--methods")


def respondents(
    methods: Iterable[str],
    cultures: Mapping[str, Culture],
    adapters: Iterable[str],
    prompts: Prompts,
) -> list[Respondent]:
    """Return who answers, in the order of the methods and cultures.

    Args:
        methods: names of methods.
        cultures: the role cards of the cultures to answer as.
        adapters: the adapters that there are; a method without its adapter answers for nobody.
        prompts: whose `export/system` names the culture, as the adapters' training rows do.

    Raises:
        InputError: there is no such method.
    """
    world = World(cultures, frozenset(adapters), prompts)
    chosen = {METHODS.get(name, "--methods") for name in methods}
    return [
        each
        for kind in sorted(chosen, key=lambda kind: (kind.order, kind.name))
        for each in _of(kind(), world)
    ]


def pairs(methods: Iterable[str], controls: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return what is compared: of each method its baselines, then the controls.

    Args:
        methods: the names of those that are scored, controls among them.
        controls: a task's controls that methods are held against, where they are scored, too.
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
    changed = type(method).answer is not Method.answer
    for each in method.respondents(world):
        yield replace(each, answer=method.answer) if changed else each
