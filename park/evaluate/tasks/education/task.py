"""The education task: a learner's knowledge of a culture before and after a lesson."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, ClassVar, Self

import numpy as np

from park.align.people import Shares, people, untested
from park.align.questions import MOST_OPTIONS
from park.align.respondent import Respondent
from park.evaluate.lesson import FOLDER, NEUTRAL, Lesson, Plan, pick, teach, topics_of
from park.evaluate.panel import Panel
from park.evaluate.scoring import adjust, shares_table, unanswered
from park.evaluate.strangers import strangers
from park.evaluate.task import Nothing, Task
from park.evaluate.tasks.education.exam import columns, exam_values, question
from park.evaluate.tasks.education.scores import (
    BEFORE,
    FIRST,
    FORMS,
    NO_LESSON,
    UNIFORM,
    Sat,
    scores_of,
)
from park.prompts import Prompts
from park.records import Culture, Item
from park.records.card import Card
from park.records.scores import Question, Response, Score
from park.setup import Setup
from park.statistics.interval import Numbers
from park.surveys.survey import Survey


@dataclass(frozen=True)
class Education(Task):
    """The task: an exam before and after a lesson with each tutor."""

    prompts: Prompts
    cultures: Mapping[str, Culture]
    """The cultures taught."""
    items: Sequence[Item]
    """The held-out items of the exam."""
    survey: Survey
    turns: int = 4
    """Messages per lesson, rounded up to pairs; every second one is the tutor's."""
    lessons: int = 2
    """Lessons per tutor and culture."""
    max_tokens: int = 120
    """Maximum tokens per message."""
    seed: int = 0
    methods: Sequence[str] = ()
    """The configured methods."""
    name = "education"
    help = "an exam before and after a talk with a tutor"
    title = "Education"
    about = "How much better a learner does in an exam on a culture after talking with a tutor."
    order = 30
    ranges: ClassVar = {
        f"{what}_{metric}": (least, 1.0)
        for what, least in (("exam", 0.0), ("gain", -1.0))
        for metric in ("js", "mode")
    }
    card = Card(
        authors=(
            "culturepark, after CulturePark's education study, with models in the place of "
            "learners."
        ),
        audience=(
            "Those who want to know whether a tutor model teaches what people of a country "
            "answer, before they ask learners."
        ),
        words=(
            "The held-out survey items' for the exam; those of the models themselves in the lesson."
        ),
        language="English.",
        assumptions=(
            "Knowing a culture is telling its people's most common answers; a model that "
            "plays a learner learns from a talk as people might."
        ),
        annotators=(
            "Nobody rated the lessons; the key of the exam is the answers of survey "
            "respondents of the country."
        ),
        limits=(
            "Whether people learn, how content they are, or whether what a tutor says is "
            "true; `park learn` asks people."
        ),
    )

    @classmethod
    def prepare(cls, setup: Setup) -> Self:
        """Build the exam from the held-out items."""
        if not setup.heldout:
            raise Nothing("no survey item is held out (seeds.holdout)")
        settings = setup.config.evaluate
        return cls(
            setup.prompts,
            setup.cultures,
            setup.heldout,
            setup.survey,
            turns=settings.turns,
            lessons=settings.lessons,
            seed=setup.config.seed,
            methods=settings.methods,
        )

    def remarks(self) -> Iterator[str]:
        """Yield remarks on untested cultures and missing comparisons."""
        yield from untested(self.survey, self.items, self.cultures)
        if "adapter" in self.methods and "prompt" not in self.methods:
            yield "an adapter's tutoring is compared with that of `prompt`, which is not evaluated"
        if len(self.cultures) < 2:
            yield "with one culture there is no tutor of another to compare with"

    async def run(self, panel: Panel) -> list[Score]:
        """Run exams and lessons; return gains and their differences, with controls.

        Raises:
            ParkError: a model cannot answer.
        """
        sat: dict[str, dict[str, Sat]] = {}
        panel.expect(sum(self._asks(panel, culture) for culture in self.cultures.values()))
        for culture in self.cultures.values():
            if self._known(culture):
                sat[culture.name] = await self._culture(panel, culture)
        if not sat:
            return [self._nothing()]
        groups = {name: [name] for name in sat}
        if len(sat) > 1:
            groups[""] = list(sat)
        scores = [
            score
            for (tested, names), metric in product(groups.items(), ("js", "mode"))
            for score in scores_of(
                self.items, panel.model, metric, tested, [sat[name] for name in names]
            )
        ]
        return adjust(scores)

    def _asks(self, panel: Panel, culture: Culture) -> int:
        """Return the number of questions and spoken lines about a culture."""
        exam = len(self._exam(culture, BEFORE, None))
        tutors = 1 + len(self._tutors(panel, culture))
        lines = 2 * ((self.turns + 1) // 2)
        return exam + tutors * self.lessons * (lines + exam) if exam else 0

    def _tutors(self, panel: Panel, culture: Culture) -> list[tuple[str, Respondent]]:
        """Return who teaches about a culture: its own respondents, and others' as strangers."""
        own = [each for each in panel.respondents if each.culture in ("", culture.name)]
        others = strangers(panel.respondents, culture.name)
        return [(str(each.method), each) for each in (*own, *others)]

    async def _culture(self, panel: Panel, culture: Culture) -> dict[str, Sat]:
        """Return the results of all exams about a culture, by method."""
        learner = Respondent("plain", "", self.prompts.render(f"{FOLDER}/learner"))
        controls = self._controls(culture)
        sat = {BEFORE: await self._sit(panel, learner, culture, BEFORE, [None]), **controls}
        taught = self._tutors(panel, culture)
        strange = strangers(panel.respondents, culture.name)
        for method, tutor in (*taught, (NO_LESSON, Respondent("plain"))):
            lessons = [
                await teach(
                    panel, self.prompts, learner, tutor, self._plan(culture, method, number)
                )
                for number in range(self.lessons)
            ]
            found = await self._sit(panel, learner, culture, method, lessons)
            of = {"tutor_of": tutor.culture} if tutor in strange else {}
            sat[method] = replace(found, detail={**found.detail, **of})
        return sat

    def _plan(self, culture: Culture, method: str, number: int) -> Plan:
        neutral = method == NO_LESSON
        about = NO_LESSON if neutral else culture.name
        topics = NEUTRAL if neutral else topics_of(self.items)
        return Plan(
            home="" if neutral else culture.home,
            topics=pick(topics, number, (self.turns + 1) // 2, self.seed, about),
            seed=(self.seed, about, number),
            max_tokens=self.max_tokens,
        )

    async def _sit(
        self,
        panel: Panel,
        learner: Respondent,
        culture: Culture,
        method: str,
        lessons: Sequence[Lesson | None],
    ) -> Sat:
        """Take the exam after each lesson; None for no lesson."""
        sittings: list[dict[str, Numbers]] = []
        responses: list[Response] = []
        for number, lesson in enumerate(lessons):
            named = BEFORE if lesson is None else f"after {method}, lesson {number + 1}"
            found = await panel.ask(learner, self._exam(culture, named, lesson))
            sittings.append(self._values(culture, found))
            responses += found
        held = [lesson for lesson in lessons if lesson]
        detail: dict[str, Any] = {"unanswered": unanswered(responses)}
        if held:
            detail |= {
                "lessons": len(held),
                "turns": self.turns,
                "words": sum(lesson.words for lesson in held) / len(held),
                "empty": sum(lesson.empty for lesson in held),
            }
        return Sat({m: np.stack([s[m] for s in sittings], axis=2) for m in ("mode", "js")}, detail)

    def _exam(self, culture: Culture, named: str, lesson: Lesson | None) -> list[Question]:
        known, sitting = (
            self._known(culture),
            {"set": named, "before": lesson.heard if lesson else ()},
        )
        return [
            question(self.prompts, culture, item, form, order, known[item.id]).model_copy(
                update=sitting
            )
            for item in self.items
            if item.id in known
            for form, order in product(FORMS, (0, 1))
        ]

    def _values(self, culture: Culture, responses: Sequence[Response]) -> dict[str, Numbers]:
        """Return each item's exam scores, shape (items, forms); nan if unanswered."""
        codes = self._codes()
        table = shares_table(responses, codes)
        given = np.full((len(self.items), len(FORMS), len(codes)), np.nan)
        place = {item.id: number for number, item in enumerate(self.items)}
        given[[place[item] for item in table.items]] = table.values
        return exam_values(given, self._people(culture)[:, None])

    def _known(self, culture: Culture) -> Shares:
        """Return people's shares for items they were asked with at most MOST_OPTIONS options."""
        items = [item for item in self.items if len(item.options) <= MOST_OPTIONS]
        return people(self.survey, items, culture.countries)

    def _codes(self) -> list[str]:
        return list(dict.fromkeys(str(o.code) for item in self.items for o in item.options))

    def _people(self, culture: Culture) -> Numbers:
        """Return people's shares, shape (items, codes); all 0 if unknown."""
        known, codes = self._known(culture), self._codes()
        table = np.zeros((len(self.items), len(codes)))
        for row, item in zip(table, self.items, strict=True):
            row[columns(item, codes)] = known.get(item.id, 0.0)
        return table

    def _controls(self, culture: Culture) -> dict[str, Sat]:
        """Return the results of uniform guessing and of always taking the first option shown."""
        codes = self._codes()
        uniform, first = (np.zeros((len(self.items), len(codes))) for _ in range(2))
        for number, item in enumerate(self.items):
            places = columns(item, codes)
            uniform[number, places] = 1 / len(places)
            # Both orders are shown equally often.
            first[number, [places[0], places[-1]]] = 0.5
        found = {}
        for name, given in ((UNIFORM, uniform), (FIRST, first)):
            values = exam_values(given, self._people(culture))
            found[name] = Sat({m: v[:, None, None] for m, v in values.items()}, {})
        return found

    def _nothing(self) -> Score:
        remark = "no held-out item that people of these cultures were asked"
        return Score(
            task=self.name, metric="gain_js", method="plain", value=None, n=0,
            detail={"remark": remark},
        )  # fmt: skip
