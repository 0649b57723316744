"""One adapter for all cultures."""

from collections.abc import Iterator

from park.align.method import Method, World
from park.align.respondent import Respondent
from park.records.adapter import ALL


class One(Method):
    """The cultural prompt with the adapter of all cultures."""

    name = "one"
    help = "the same sentence, with one adapter for all cultures"
    order = 40
    controlled = False

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for each culture, if the adapter exists."""
        if ALL in world.adapters:
            for culture in world.cultures:
                yield Respondent(self.name, culture, world.system(culture), ALL)
