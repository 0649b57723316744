"""The seam to studies: questions answered with figures."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Protocol

from park.config import Config
from park.models.base import ChatModel
from park.outcome import Outcome
from park.progress import Progress, silent
from park.records import Dialogue, Opinion, Verdict
from park.records.scores import Response
from park.registry import Part, Registry
from park.session import Given
from park.setup import Setup


class Effect(NamedTuple):
    """A difference with its 95 % interval."""

    label: str
    value: float
    low: float
    high: float


@dataclass(kw_only=True)
class Findings(Outcome):
    """The findings of a study."""

    stage: ClassVar[str] = "study"
    found: Mapping[str, Any]
    """The figures, as printed by `--json`."""
    text: tuple[str, ...] = ()
    """The same as lines of text."""
    effects: Mapping[str, Sequence[Effect]] = field(default_factory=dict)
    """Differences to draw in the report as forest plots, by title."""
    failed: bool = False
    """Whether an expectation failed, which sets the exit code to 1."""

    @property
    def code(self) -> int:
        """The exit code: 1 if the study failed."""
        return int(self.failed)

    def figures(self) -> dict[str, Any]:
        """Return the figures."""
        return dict(self.found)

    def summary(self) -> dict[str, Any]:
        """Return the figures alone."""
        return self.figures()

    def lines(self) -> Iterator[str]:
        """Yield the text."""
        yield from self.text


class Stages(Protocol):
    """The stages of a run that a study makes; see `park.run.Run`."""

    async def agenerate(self) -> Any:
        """Generate dialogues."""

    async def afilter(self) -> Any:
        """Extract and verify opinions."""

    async def afinetune(self, recipe: str | Path, *, cultures: Collection[str] = ()) -> Any:
        """Train adapters."""

    async def aevaluate(
        self, *, model: ChatModel | None = None, cultures: Collection[str] = ()
    ) -> Any:
        """Score adapters, or a model."""

    def responses(self, task: str | None = None) -> Iterable[Response]:
        """Return the responses of the evaluations."""

    def dialogues(self) -> Iterable[Dialogue]:
        """Return the dialogues."""

    def opinions(self, *, accepted: bool | None = None) -> Iterable[Opinion]:
        """Return all opinions, or the accepted or rejected ones."""

    def verdicts(self, opinion: str) -> Iterable[Verdict]:
        """Return the verdicts on an opinion, by its key."""


class Runs(Protocol):
    """Makes runs."""

    def __call__(
        self, folder: Path, config: Config, base: Path, models: Given | None = None
    ) -> Stages:
        """Return a run's stages.

        Args:
            folder: the run folder.
            config: the configuration.
            base: the folder that its paths start from.
            models: model objects by role, replacing configured ones.
        """


@dataclass(frozen=True)
class Lab:
    """The context of a study."""

    setup: Setup
    folder: Path
    """Its output folder, which may not exist yet."""
    options: Any
    """The study's `Options`."""
    models: Given | None = None
    """Model objects by role, replacing configured ones."""
    progress: Progress = field(default=silent, repr=False)
    runs: Runs | None = field(default=None, repr=False)
    """Makes runs of the study's own, as studies do not know the stages."""


class Study(Part, ABC):
    """A question answered from a configuration's survey and models, outside the stages.

        class Size(Study):
            name = "size"
            help = "the number of answers in the survey"

            async def run(self, lab):
                n = sum(each.valid or 0 for each in lab.setup.survey.answers.values())
                return Findings(run=str(lab.folder), found={"n": n}, text=(f"{n} answers",))

    `park study size` runs it, with its options from `study.options.size` of the configuration.
    """

    @abstractmethod
    async def run(self, lab: Lab) -> Findings:
        """Run the study.

        Raises:
            InputError: the survey or the options are unsuitable.
            Stopped: a limit ended it.
        """


STUDIES = Registry[Study]("studies", "park.study.studies", "park.study.study:Study")
