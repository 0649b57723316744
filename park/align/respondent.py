"""Respondents: a method with the culture that it represents."""

from collections.abc import Callable
from dataclasses import dataclass, field

from park.prompts import Prompts
from park.records import Culture
from park.records.scores import Answer, Question


@dataclass(frozen=True)
class Respondent:
    """A respondent of an evaluation."""

    method: str
    """The method's name."""
    culture: str = ""
    """The culture it represents; '' for none."""
    system: str = ""
    """The system message; '' for none."""
    adapter: str = ""
    """Name of the adapter; '' for the base alone."""
    answer: Callable[[Question, Answer], Answer] | None = field(
        default=None, compare=False, repr=False
    )
    """Post-processing by its method, if any."""

    @property
    def name(self) -> str:
        """The method with its culture, such as `adapter:turkish`."""
        return f"{self.method}:{self.culture}" if self.culture else self.method


def system_of(culture: Culture, prompts: Prompts) -> str:
    """Return the English sentence that names a culture, as in the training rows."""
    return prompts.render("export/system", home=culture.home, language_name="English")
