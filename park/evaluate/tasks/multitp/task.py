"""The task: dilemmas for each culture, asked in both orders, scored against its people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

import numpy as np
from pydantic import Field

from park.align.moral_machine import DIMENSIONS, read_preferences
from park.align.respondent import Respondent
from park.evaluate.panel import Panel
from park.evaluate.scoring import Voice, adjust
from park.evaluate.task import Nothing, Task
from park.evaluate.tasks.multitp.dilemmas import Dilemma, dilemmas_of, questions
from park.evaluate.tasks.multitp.measures import METRICS
from park.evaluate.tasks.multitp.sheet import Sheet, spared
from park.evaluate.tasks.multitp.together import CENTRED, together
from park.prompts import Prompts
from park.records import Culture, Record
from park.records.card import Card
from park.records.scores import Question, Response, Score
from park.setup import Setup
from park.statistics.interval import Numbers, known_mean


class MultitpOptions(Record):
    """Options of the task."""

    people: str = ""
    """People's preferences by country, in the layout of `human_amce_long.csv` or of the
    Moral Machine's `country_specific_ACME.csv`."""
    scenarios: str = ""
    """A file of dilemmas, or a folder of files named `<country>_<language>.csv`; our own if
    empty."""
    each: int = Field(default=20, ge=2, le=120)
    """Maximum dilemmas per dimension."""


@dataclass(frozen=True)
class Multitp(Task):
    """Dilemmas in six dimensions, and the distance of mean preferences from people's."""

    people: Mapping[str, Numbers]
    """People's preferences by country, shape (6,)."""
    cultures: Mapping[str, Culture]
    """Role cards of the cultures, by name; those without people or dilemmas are not tested."""
    dilemmas: Mapping[str, Sequence[Dilemma]]
    """The dilemmas of each culture."""
    prompts: Prompts = field(default_factory=Prompts)
    name = "multitp"
    help = "whom to spare in moral dilemmas, against people's preferences by country"
    title = "Whom to spare"
    about = (
        "Six preferences in moral dilemmas, such as sparing the young or more people, beside those "
        "of people in each country."
    )
    order = 45
    ranges: ClassVar = {each.name: each.range for each in (*METRICS, CENTRED)}
    covers: ClassVar = {"mis": "89 to 92", "js_distance": "90 to 94"}
    card = Card(
        authors=(
            "The Moral Machine asked its visitors, MultiTP turned their choices into text; "
            "culturepark wrote its own dilemmas, and reads those of others from files."
        ),
        audience=(
            "Those who want to know whether a model spares whom the people of a country would "
            "spare, and whether a correction by culture helps."
        ),
        words=(
            "Engineers of the Moral Machine chose the six dimensions; the dilemmas put them in "
            "a few fixed sentences. No country's people worded them."
        ),
        language="English for our own dilemmas; those from files in the languages of their names.",
        assumptions=(
            "A country has one mean preference in each dimension; choices between strangers in "
            "an accident tell of values; whom a model spares in text is what it would prefer."
        ),
        annotators=(
            "Visitors of a website who chose to play: younger, more often men and better "
            "connected than their countries' people; weighted by nobody."
        ),
        limits=(
            "What anybody would do in an accident, what is right, or how groups within a "
            "country differ."
        ),
    )
    claims = (("disca", "country_blind"), ("disca", "constant"), ("disca", "matched"))
    Options = MultitpOptions

    @classmethod
    def prepare(cls, setup: Setup) -> Self:
        """Read people's preferences and the dilemmas."""
        options: MultitpOptions = cls.options(setup)
        if not options.people:
            raise Nothing("no people's preferences are given (evaluate.options.multitp.people)")
        people = read_preferences(setup.base / options.people)
        given = setup.base / options.scenarios if options.scenarios else None
        seed = setup.config.seed
        dilemmas = dilemmas_of(given, setup.cultures, options.each, seed, setup.prompts)
        return cls(people, setup.cultures, dilemmas, setup.prompts)

    def remarks(self) -> Iterator[str]:
        """Yield the cultures that are not tested."""
        for name, card in self.cultures.items():
            countries = ", ".join(card.countries)
            if not self._known(card):
                yield f"no preferences of people in {countries}; {name} is not tested"
            elif name not in self.dilemmas:
                yield f"no dilemmas for {countries}; {name} is not tested"

    def tested(self) -> list[str]:
        """Return the cultures with people and dilemmas."""
        return [n for n, card in self.cultures.items() if self._known(card) and n in self.dilemmas]

    def _known(self, card: Culture) -> list[Numbers]:
        return [self.people[country] for country in card.countries if country in self.people]

    async def run(self, panel: Panel) -> list[Score]:
        """Ask everybody for a culture, or for none, its dilemmas; return all scores."""
        return self.scores(await self.ask(panel), panel.model)

    async def ask(self, panel: Panel) -> Mapping[str, list[tuple[Respondent, list[Response]]]]:
        """Ask everybody for a culture, or for none, its dilemmas."""
        asked = {name: self._questions(name) for name in self.tested()}
        answered: dict[str, list[tuple[Respondent, list[Response]]]] = {name: [] for name in asked}
        pairs = [
            (who, tested)
            for who in panel.respondents
            for tested in asked
            if who.culture in ("", tested)
        ]
        panel.expect(sum(len(asked[tested]) for _, tested in pairs))
        for who, tested in pairs:
            answered[tested].append((who, await panel.ask(who, asked[tested])))
        return answered

    def _questions(self, tested: str) -> list[Question]:
        own = self.dilemmas[tested]
        shared = all(each is own for each in self.dilemmas.values())
        return questions(own, "" if shared else tested, self.prompts)

    def scores(
        self,
        answered: Mapping[str, Sequence[tuple[Respondent, Sequence[Response]]]],
        model: str = "",
    ) -> list[Score]:
        """Score responses by tested culture, then over all of them."""
        sheets = [self._sheet(tested, said, model) for tested, said in answered.items() if said]
        sheets = [replace(each, elsewhere=_elsewhere(each, sheets)) for each in sheets]
        found = [score for sheet in sheets for score in sheet.scores()]
        return adjust(found + (together(sheets, model) if len(sheets) > 1 else []))

    def _sheet(
        self, tested: str, said: Sequence[tuple[Respondent, Sequence[Response]]], model: str
    ) -> Sheet:
        card, dilemmas = self.cultures[tested], self.dilemmas[tested]
        others = [row for name, row in self.people.items() if name not in card.countries]
        return Sheet(
            tested,
            np.mean(self._known(card), axis=0),
            known_mean(np.array(others).reshape(-1, len(DIMENSIONS)), axis=0),
            dilemmas,
            [Voice(who, each, spared(each, dilemmas)) for who, each in said],
            model,
        )


def _elsewhere(sheet: Sheet, sheets: Sequence[Sheet]) -> dict[str, Numbers]:
    """Return each method's mean preferences as the other tested cultures."""
    others = [each for each in sheets if each is not sheet]
    found = {}
    for method, voice in sheet.own.items():
        rows = [each.observed[method] for each in others if method in each.own]
        if voice.who.culture and rows:
            found[method] = known_mean(np.array(rows), axis=0)
    return found
