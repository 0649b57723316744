"""The base, asked for thick answers."""

from collections.abc import Iterator

from park.align.method import Method, World
from park.align.respondent import Respondent


class Thick(Method):
    """The cultural prompt with the conditions of a thick answer.

    After "Too much alignment, not enough culture" (arXiv 2509.26167): scoped, anchored in what the
    user gave, interpreting, and hedged where people differ.
    """

    name = "thick"
    help = "the same sentence, and a request for scoped, anchored and interpreting answers"
    order = 25
    by_default = False
    label = "thick prompt"
    baselines = ("plain", "prompt")
    controlled = False

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for each culture."""
        for culture in world.cultures:
            system = world.prompts.render("evaluate/thick", system=world.system(culture))
            yield Respondent(self.name, culture, system)
