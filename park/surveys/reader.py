"""The seam to survey sources: from an entry in `seeds.source` to a `Survey`."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from park.errors import InputError
from park.registry import Part, Registry
from park.surveys.survey import Survey


class SurveyReader(Part, ABC):
    """Reads a kind of source, named in `seeds.source` with an optional argument after a colon.

    A reader of `{"items": […], "answers": […]}`, for `source: mine:answers.json`:

        class Mine(SurveyReader):
            name = "mine"
            help = "our own JSON file"

            def load(self, argument: str, base: Path) -> Survey:
                data = json.loads(self.file(argument, base).read_text())
                items = [Item(**each) for each in data["items"]]
                return Survey.of(items, [Answers(**each) for each in data["answers"]])
    """

    def __init__(self, options: Any = None) -> None:
        """Set the reader's options, `seeds.options.<name>` in the configuration."""
        self.options: Any = self.Options() if options is None else options

    @abstractmethod
    def load(self, argument: str, base: Path) -> Survey:
        """Read the source.

        Args:
            argument: the text after the colon, such as a file; "" if none.
            base: base folder of relative paths.

        Raises:
            InputError: the argument or the file is invalid.
        """

    def file(self, argument: str, base: Path) -> Path:
        """Return the file named by an argument; InputError if there is none."""
        if not argument:
            raise InputError(f"seeds.source: {self.name!r} needs a file: {self.name}:<file>")
        return base / Path(argument).expanduser()


SURVEYS: Registry[SurveyReader] = Registry(
    "surveys", "park.surveys.readers", "park.surveys.reader:SurveyReader"
)
