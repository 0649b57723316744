"""The culture's adapters on dialogues and on people's answers, added up."""

from collections.abc import Iterator

from park.align.method import Method, World
from park.align.respondent import Respondent
from park.records.adapter import TOGETHER, on_answers


class Both(Method):
    """The cultural prompt with both adapters of the culture active."""

    name = "both"
    help = "the same sentence, with the adapters on dialogues and on people's answers together"
    order = 46
    baselines = ("plain", "adapter", "distribution")

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for each culture with both adapters."""
        for culture in world.cultures:
            names = (culture, on_answers(culture))
            if all(name in world.adapters for name in names):
                yield Respondent(self.name, culture, world.system(culture), TOGETHER.join(names))
