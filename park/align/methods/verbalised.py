"""Shares in words, for a named country."""

from collections.abc import Iterator, Sequence

from park.align.method import Method, World
from park.align.respondent import Asker, Respondent
from park.align.verbal import Estimator, VerbalOptions, answering
from park.records.scores import Answer, Question


class Verbalised(Method):
    """The model estimates how people of the country answer, instead of answering as one."""

    name = "verbalised"
    help = "the base, asked which shares of the country's people choose each option"
    order = 54
    baselines = ("plain", "prompt", "verbalised-plain")
    by_default = False
    tasks = ("survey", "vsm")
    Options = VerbalOptions

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for each culture."""
        self._estimator: Estimator = answering(world, self.name)
        self._homes = {name: card.home for name, card in world.cultures.items()}
        for name, home in self._homes.items():
            yield Respondent(self.name, name, knows=self._estimator.knows(home))

    async def ask(
        self, asker: Asker, respondent: Respondent, questions: Sequence[Question]
    ) -> list[Answer]:
        """Ask for the shares of the options."""
        home = self._homes[respondent.culture]
        return await self._estimator.ask(asker, respondent, home, questions)
