"""The mean of the personas, without the base and without a correction."""

from collections.abc import Sequence

import numpy as np

from park.align.paneled import Paneled
from park.align.respondent import Asker, Respondent
from park.align.voices import decided
from park.records.scores import Answer, Question
from park.statistics.interval import Numbers


class PersonaMean(Paneled):
    """A control of `disca`: the same personas, averaged."""

    name = "persona-mean"
    help = "the mean of the same personas; a control of disca"
    order = 72
    label = "mean of the personas"

    async def ask(
        self, asker: Asker, respondent: Respondent, questions: Sequence[Question]
    ) -> list[Answer]:
        """Ask all personas."""
        systems = self.panels[respondent.culture].personas
        return await decided(asker, respondent, systems, questions, _mean)


def _mean(gaps: Numbers, rng: np.random.Generator) -> Numbers:
    mean: Numbers = gaps.mean(0)
    return mean
