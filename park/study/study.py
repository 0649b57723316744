"""What a study is: a question with figures for an answer."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from park.models.base import ChatModel
from park.outcome import Outcome
from park.progress import Progress, silent
from park.registry import Part, Registry
from park.setup import Setup


@dataclass(kw_only=True)
class Findings(Outcome):
    """What a study has found."""

    stage: ClassVar[str] = "study"
    found: Mapping[str, Any]
    """The figures, as `--json` prints them."""
    text: tuple[str, ...] = ()
    """The same for a reader, line by line."""
    failed: bool = False
    """Whether something that should hold does not; the exit code is 1 then."""

    @property
    def code(self) -> int:
        """Return 1 if the study failed."""
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


@dataclass(frozen=True)
class Lab:
    """What a study works with."""

    setup: Setup
    folder: Path
    """Where it may keep what it makes; not made yet."""
    options: Any
    """The study's `Options`."""
    models: Mapping[str, ChatModel] | None = None
    """Models handed in as objects, by role."""
    progress: Progress = field(default=silent, repr=False)


class Study(Part, ABC):
    """A question that is answered outside the stages, from a configuration's survey and models.

        class Size(Study):
            name = "size"
            help = "how many answers the survey holds"

            async def run(self, lab):
                n = sum(each.valid or 0 for each in lab.setup.survey.answers.values())
                return Findings(run=str(lab.folder), found={"n": n}, text=(f"{n} answers",))

    `park study size` runs it; its options are `study.options.size` of the configuration.
    """

    @abstractmethod
    async def run(self, lab: Lab) -> Findings:
        """Return what was found.

        Raises:
            InputError: the survey or the options will not do for it.
            Stopped: a limit ended it.
        """


STUDIES = Registry[Study]("studies", "park.study.studies", "park.study.study:Study")
