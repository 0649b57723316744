"""The culture's own adapter."""

from collections.abc import Iterator

from park.align.method import Method, World
from park.align.respondent import Respondent


class Adapter(Method):
    """The cultural prompt with the culture's adapter."""

    name = "adapter"
    help = "the same sentence, with the culture's adapter"
    order = 30
    baselines = ("plain", "prompt", "one")

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for each culture with an adapter."""
        for culture in world.cultures:
            if culture in world.adapters:
                yield Respondent(self.name, culture, world.system(culture), culture)
