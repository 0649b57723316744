"""The adapter that a generator made from a description of the culture."""

from collections.abc import Iterator
from typing import ClassVar

from park.align.method import Method, World
from park.align.respondent import Respondent
from park.records.adapter import made_name


class Generated(Method):
    """The cultural prompt with an adapter made from a description of the culture."""

    name = "generated"
    help = "the same sentence, with an adapter made from a description of the culture"
    order = 47
    baselines: ClassVar[tuple[str, ...]] = (
        "plain", "prompt", "adapter", "distribution",
        "generated-random", "generated-shuffled", "generated-nearest",
    )  # fmt: skip

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for each culture with such an adapter, new ones included."""
        for culture in world.cultures:
            adapter = made_name(self.name, culture)
            if adapter in world.adapters:
                yield Respondent(self.name, culture, world.system(culture), adapter)
