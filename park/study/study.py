"""The seam to studies: questions answered with figures."""

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
    """The findings of a study."""

    stage: ClassVar[str] = "study"
    found: Mapping[str, Any]
    """The figures, as printed by `--json`."""
    text: tuple[str, ...] = ()
    """The same as lines of text."""
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


@dataclass(frozen=True)
class Lab:
    """The context of a study."""

    setup: Setup
    folder: Path
    """Its output folder, which may not exist yet."""
    options: Any
    """The study's `Options`."""
    models: Mapping[str, ChatModel] | None = None
    """Model objects by role, replacing configured ones."""
    progress: Progress = field(default=silent, repr=False)


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
