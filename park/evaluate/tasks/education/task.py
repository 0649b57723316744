"""The education task: a learner's knowledge of a culture before and after a lesson."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, ClassVar, NamedTuple, Self

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


class Exam(NamedTuple):
    """An exam that the learner took."""

    lesson: Lesson | None
    """The lesson before it; None for no lesson."""
    responses: list[Response]


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
        said = await self.ask(panel)
        sat = {name: self._sat(panel, self.cultures[name], taken) for name, taken in said.items()}
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

    async def ask(self, panel: Panel) -> dict[str, dict[str, list[Exam]]]:
        """Give lessons and take exams, by culture and tutor."""
        panel.expect(sum(self._asks(panel, culture) for culture in self.cultures.values()))
        known = (culture for culture in self.cultures.values() if self._known(culture))
        return {culture.name: await self._taken(panel, culture) for culture in known}

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

    async def _taken(self, panel: Panel, culture: Culture) -> dict[str, list[Exam]]:
        """Take all exams about a culture, before any lesson and after each, by tutor."""
        learner = Respondent("plain", "", self.prompts.render(f"{FOLDER}/learner"))
        before = await panel.ask(learner, self._exam(culture, BEFORE, None))
        taken = {BEFORE: [Exam(None, before)]}
        for method, tutor in (*self._tutors(panel, culture), (NO_LESSON, Respondent("plain"))):
            taken[method] = []
            for number in range(self.lessons):
                plan = self._plan(culture, method, number)
                # Lessons that begin alike, whoever teaches, share calls.
                if panel.holds(self.name, *plan.seed):
                    lesson = await teach(panel, self.prompts, learner, tutor, plan)
                    exam = self._exam(culture, f"after {method}, lesson {number + 1}", lesson)
                    taken[method].append(Exam(lesson, await panel.ask(learner, exam, held=True)))
        return taken

    def _sat(
        self, panel: Panel, culture: Culture, taken: Mapping[str, Sequence[Exam]]
    ) -> dict[str, Sat]:
        """Return the results of all exams about a culture, by method, with controls."""
        strange = strangers(panel.respondents, culture.name)
        whose = {str(each.method): {"tutor_of": each.culture} for each in strange}
        return {
            BEFORE: self._result(culture, taken[BEFORE]),
            **self._controls(culture),
            **{
                method: self._result(culture, exams, whose.get(method, {}))
                for method, exams in taken.items()
                if method != BEFORE
            },
        }

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

    def _result(
        self, culture: Culture, exams: Sequence[Exam], known: Mapping[str, str] | None = None
    ) -> Sat:
        """Return the results of a tutor's exams; `known` is added to their details."""
        sittings = [self._values(culture, each.responses) for each in exams]
        held = [each.lesson for each in exams if each.lesson]
        responses = [response for each in exams for response in each.responses]
        detail: dict[str, Any] = {"unanswered": unanswered(responses)}
        if held:
            detail |= {
                "lessons": len(held),
                "turns": self.turns,
                "words": sum(lesson.words for lesson in held) / len(held),
                "empty": sum(lesson.empty for lesson in held),
            }
        values = {m: np.stack([s[m] for s in sittings], axis=2) for m in ("mode", "js")}
        return Sat(values, {**detail, **(known or {})})

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
