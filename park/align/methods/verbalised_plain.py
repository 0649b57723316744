"""Shares in words, for no country."""

from collections.abc import Iterator, Sequence

from park.align.method import Method, World
from park.align.respondent import Asker, Respondent
from park.align.verbal import Estimator, VerbalOptions, answering
from park.records.scores import Answer, Question


class VerbalisedPlain(Method):
    """The model estimates how people answer, whatever their country."""

    name = "verbalised-plain"
    help = "the same without a country"
    order = 52
    baselines = ("plain",)
    controlled = False
    by_default = False
    tasks = ("survey", "vsm")
    Options = VerbalOptions

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for no culture."""
        self._estimator: Estimator = answering(world, self.name)
        yield Respondent(self.name, knows=self._estimator.knows(""))

    async def ask(
        self, asker: Asker, respondent: Respondent, questions: Sequence[Question]
    ) -> list[Answer]:
        """Ask for the shares of the options."""
        return await self._estimator.ask(asker, respondent, "", questions)
