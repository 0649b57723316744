"""The base with everything of DISCA but its personas."""

from collections.abc import Iterator, Sequence

import numpy as np

from park.align.method import Method, World
from park.align.respondent import Asker, Respondent
from park.align.voices import decided
from park.records.scores import Answer, Question
from park.statistics.interval import Numbers


class Matched(Method):
    """A control of `disca`: the base, with gaps over all orders and the same temperatures."""

    name = "matched"
    help = "the base with disca's orders and temperatures, no personas; a control of disca"
    order = 70
    by_default = False
    label = "matched base"
    controlled = False

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield the base alone."""
        yield Respondent(self.name)

    async def ask(
        self, asker: Asker, respondent: Respondent, questions: Sequence[Question]
    ) -> list[Answer]:
        """Ask the base."""
        return await decided(asker, respondent, [""], questions, _own)


def _own(gaps: Numbers, rng: np.random.Generator) -> Numbers:
    own: Numbers = gaps[0]
    return own
