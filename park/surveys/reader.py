"""The seam to survey sources: from what stands in `seeds.source` to a `Survey`."""

from abc import ABC, abstractmethod
from pathlib import Path

from park.errors import InputError
from park.registry import Part, Registry
from park.surveys.survey import Survey


class SurveyReader(Part, ABC):
    """Reads one kind of source; `seeds.source` names it, with an argument after a colon.

    A reader of `{"items": […], "answers": […]}`, for `source: mine:answers.json`:

        class Mine(SurveyReader):
            name = "mine"
            help = "our own JSON file"

            def load(self, argument: str, base: Path) -> Survey:
                data = json.loads(self.file(argument, base).read_text())
                items = [Item(**each) for each in data["items"]]
                return Survey.of(items, [Answers(**each) for each in data["answers"]])
    """

    @abstractmethod
    def load(self, argument: str, base: Path) -> Survey:
        """Read the source.

        Args:
            argument: what stands after the colon, such as a file; "" if nothing does.
            base: the folder that relative paths start from.

        Raises:
            InputError: the argument or the file has a mistake.
        """

    def file(self, argument: str, base: Path) -> Path:
        """Return the file that an argument names; InputError if there is none."""
        if not argument:
            raise InputError(f"seeds.source: {self.name!r} needs a file: {self.name}:<file>")
        return base / Path(argument).expanduser()


SURVEYS: Registry[SurveyReader] = Registry(
    "surveys", "park.surveys.readers", "park.surveys.reader:SurveyReader"
)
