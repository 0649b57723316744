"""The base with a sentence that names the culture."""

from collections.abc import Iterator

from park.align.method import Method, World
from park.align.respondent import Respondent


class Prompt(Method):
    """The base with the system message of the training rows."""

    name = "prompt"
    help = "the base, with a sentence that names the culture"
    order = 20
    label = "cultural prompt"
    controlled = False

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for each culture."""
        for culture in world.cultures:
            yield Respondent(self.name, culture, world.system(culture))
