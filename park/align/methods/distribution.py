"""The culture's own adapter, trained on people's answers."""

from collections.abc import Iterator

from park.align.method import Method, World
from park.align.respondent import Respondent
from park.records.adapter import on_answers


class Distribution(Method):
    """The cultural prompt with the culture's adapter on people's answers to the train items."""

    name = "distribution"
    help = "the same sentence, with the culture's adapter trained on people's answers"
    order = 42
    baselines = ("plain", "prompt", "adapter", "distribution-shuffled")

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for each culture with such an adapter."""
        for culture in world.cultures:
            if on_answers(culture) in world.adapters:
                system = world.system(culture)
                yield Respondent(self.name, culture, system, on_answers(culture))
