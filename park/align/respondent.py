"""Who answers: a method, and the culture that it answers as."""

from collections.abc import Callable
from dataclasses import dataclass, field

from park.prompts import Prompts
from park.records import Culture
from park.records.scores import Answer, Question


@dataclass(frozen=True)
class Respondent:
    """One way to answer."""

    method: str
    """The method's name."""
    culture: str = ""
    """The culture that it answers as; '' for none."""
    system: str = ""
    """The system message; '' for none."""
    adapter: str = ""
    """The name of the adapter on the base; '' for the base alone."""
    answer: Callable[[Question, Answer], Answer] | None = field(
        default=None, compare=False, repr=False
    )
    """What its method makes of an answer; None where the answer stays as it is."""

    @property
    def name(self) -> str:
        """Return the method with its culture, such as `adapter:turkish`."""
        return f"{self.method}:{self.culture}" if self.culture else self.method


def system_of(culture: Culture, prompts: Prompts) -> str:
    """Return the sentence that names a culture, in English, as the training rows have it."""
    return prompts.render("export/system", home=culture.home, language_name="English")
