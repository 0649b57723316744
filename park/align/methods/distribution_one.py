"""One adapter for all cultures, trained on people's answers and told the country."""

from collections.abc import Iterator

from park.align.method import Method, World
from park.align.respondent import Respondent
from park.records.adapter import ALL, on_answers


class DistributionOne(Method):
    """The cultural prompt with the adapter on all cultures' answers."""

    name = "distribution-one"
    help = "the same sentence, with one adapter trained on the answers of all cultures"
    order = 44
    baselines = ("plain", "prompt", "distribution")

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for each culture, new ones included, if the adapter exists."""
        if on_answers(ALL) in world.adapters:
            for culture in world.cultures:
                yield Respondent(self.name, culture, world.system(culture), on_answers(ALL))
