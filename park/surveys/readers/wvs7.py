"""The bundled World Values Survey, wave 7."""

from pathlib import Path

from park.errors import InputError
from park.surveys.bundled import bundled
from park.surveys.reader import SurveyReader
from park.surveys.survey import Survey


class Wvs7(SurveyReader):
    """The bundled survey."""

    name = "wvs7"
    help = "bundled: 50 items of the World Values Survey, wave 7, in 14 countries"

    def load(self, argument: str, base: Path) -> Survey:
        """Return the bundled survey, without an argument."""
        if argument:
            raise InputError(
                f"seeds.source: {self.name!r} is bundled and takes no file; did you mean 'wvs'?"
            )
        return bundled()
