"""The base, asked to answer as somebody who has always lived there."""

from collections.abc import Iterator

from park.align.method import Method, World
from park.align.respondent import Respondent


class Cultural(Method):
    """Cultural prompting (after arXiv 2512.00014): a sentence about who answers, on or off."""

    name = "cultural"
    help = "the base, told that it was born, brought up and lives there"
    order = 25
    by_default = False
    baselines = ("plain", "prompt")

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for each culture."""
        for name, card in world.cultures.items():
            system = world.prompts.render("evaluate/cultural/system", home=card.home)
            yield Respondent(self.name, name, system)
