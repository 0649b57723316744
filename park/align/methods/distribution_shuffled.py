"""A control: the culture's adapter on shares that were dealt out to the options at random."""

from collections.abc import Iterator

from park.align.method import Method, World
from park.align.respondent import Respondent
from park.records.adapter import on_answers


class DistributionShuffled(Method):
    """The cultural prompt with an adapter that learnt the right shares of the wrong options."""

    name = "distribution-shuffled"
    help = "the same, with the shares of each item dealt out to its options at random: a control"
    order = 43
    baselines = ("plain", "prompt")

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for each culture with such an adapter."""
        for culture in world.cultures:
            name = on_answers(culture, shuffled=True)
            if name in world.adapters:
                yield Respondent(self.name, culture, world.system(culture), name)
