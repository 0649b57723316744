"""DISCA: the base, corrected by how much its personas agree."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from park.align.disca import correct, noise
from park.align.paneled import Paneled
from park.align.respondent import Asker, Respondent
from park.align.voices import decided
from park.records.scores import Answer, Question
from park.statistics.interval import Numbers


class Disca(Paneled):
    """The correction of arXiv 2605.10843 without its prior, over a panel of personas.

    The prior, a running mean of earlier decisions, is in the authors' code alone. It makes answers
    depend on the order of asking and pulls them to a half, so that it is not offered here; the
    study `disca` shows what it does.
    """

    name = "disca"
    help = "the base, corrected by the agreement of personas from the survey (no prior)"
    order = 74
    label = "DISCA correction"
    baselines: ClassVar[tuple[str, ...]] = ("plain", "prompt", "matched", "persona-mean")

    async def ask(
        self, asker: Asker, respondent: Respondent, questions: Sequence[Question]
    ) -> list[Answer]:
        """Ask the base and all personas, and correct the base's gaps."""
        systems = ["", *self.panels[respondent.culture].personas]
        return await decided(asker, respondent, systems, questions, corrected)


def corrected(gaps: Numbers, rng: np.random.Generator) -> Numbers:
    """Return the base's gaps, corrected by the personas'; both stand in rows, the base first."""
    return correct(gaps[0], gaps[1:].T, noise(rng, gaps.shape[1])).gap
