"""The VSM task: 24 items, six dimensions of sampled respondents, distances to published ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import ClassVar, Self

from park.align.questions import questions
from park.align.respondent import Respondent
from park.evaluate.panel import Panel
from park.evaluate.scoring import Voice, adjust
from park.evaluate.task import Task
from park.evaluate.tasks.vsm.distance import FLAT, compared, given
from park.evaluate.tasks.vsm.questionnaire import Questionnaire, load_vsm
from park.evaluate.tasks.vsm.respondents import Drawn, dimensions
from park.prompts import Prompts
from park.records import Culture
from park.records.card import Card
from park.records.scores import Response, Score
from park.setup import Setup
from park.statistics import DIMENSIONS

CAVEATS = (
    "The VSM compares groups of people: scores of a model, as those of one person, cannot be "
    "compared with published ones.",
    "Every formula has a constant of its own for each study; 50 stands in for all of them, so no "
    "score has an absolute level.",
    "Respondents are drawn from the model's probabilities, item by item; they are no matched "
    "sample of people, and more of them narrow the interval without saying more.",
    "Published scores come from other questionnaires, samples and years.",
)
WORDING = "The items are in the words of {source}; only a licensed copy has the module's own."


@dataclass(frozen=True)
class Vsm(Task):
    """The six dimensions of every respondent, and distances to published ones."""

    questionnaire: Questionnaire
    cultures: Mapping[str, Culture]
    """Role cards of the cultures, by name; those without published scores are not compared."""
    prompts: Prompts = field(default_factory=Prompts)
    count: int = 200
    """Number of sampled respondents per respondent."""
    name = "vsm"
    help = "24 items, six dimensions, distance to published ones"
    title = "Values Survey Module"
    about = "Six dimensions computed from 24 items, and the distance to the published ones."
    order = 20
    ranges: ClassVar = {"distance": (0.0, inf)}
    covers: ClassVar = dict.fromkeys(
        (*(name.lower() for name in DIMENSIONS), "distance"),
        "100: they are too wide, since draws of respondents are stratified",
    )
    card = Card(
        authors=(
            "Hofstede and Minkov designed the Values Survey Module 2013 and its formulas; "
            "culturepark worded 24 items of its own, as the manual forbids copies."
        ),
        audience=(
            "Those who compare with work that reports distances to the published dimensions "
            "of countries."
        ),
        words=(
            "culturepark's, after the topics of the module, or those of a licensed copy that "
            "the user gives."
        ),
        language="English, or that of the licensed copy.",
        assumptions=(
            "Six numbers describe a country; matched samples of employees were behind the "
            "published ones; respondents drawn from one model are like people."
        ),
        annotators=(
            "Nobody for the wording; the published scores come from employees and students of "
            "many countries, gathered over decades."
        ),
        limits=(
            "Anything of single persons, of groups within a country or of change; the manual "
            "says that scores of individuals are no countries, and other samples shift the "
            "scale."
        ),
    )

    @classmethod
    def prepare(cls, setup: Setup) -> Self:
        """Use the configured questionnaire, else the bundled one."""
        questionnaire = load_vsm(setup.path(setup.config.evaluate.vsm))
        return cls(questionnaire, setup.cultures, setup.prompts)

    async def run(self, panel: Panel) -> list[Score]:
        """Ask all respondents all items and return all scores, each with caveats."""
        return self.scores(await self.ask(panel), panel.model)

    async def ask(self, panel: Panel) -> list[tuple[Respondent, list[Response]]]:
        """Ask all respondents all items."""
        asked = questions(self.name, self.questionnaire.as_items(), self.prompts)
        panel.expect(len(panel.respondents) * len(asked))
        return [(each, await panel.ask(each, asked)) for each in panel.respondents]

    def scores(
        self, answered: Sequence[tuple[Respondent, Sequence[Response]]], model: str = ""
    ) -> list[Score]:
        """Score responses."""
        voices = [Voice(who, said, Drawn.of(said, self.count)) for who, said in answered]
        found = [each for voice in voices for each in dimensions(voice, model)]
        found += given("uniform", FLAT)
        found += compared(self.cultures, voices, model)
        caveats = [*CAVEATS, WORDING.format(source=self.questionnaire.source)]
        return adjust([_with_caveats(caveats, each) for each in found])


def _with_caveats(caveats: Sequence[str], found: Score) -> Score:
    return found.model_copy(update={"detail": {**found.detail, "caveats": caveats}})
