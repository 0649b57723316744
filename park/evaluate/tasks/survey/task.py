"""The survey task: answered shares of held-out items against people's."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field

from park.align.controls import controls
from park.align.fitting import Fitted
from park.align.measures import METRICS
from park.align.own_answers import Vectors, vectors_of
from park.align.people import Shares, people, untested
from park.align.questions import FORMS, MOST_OPTIONS, Form, questions
from park.align.respondent import Respondent
from park.evaluate.panel import Panel
from park.evaluate.scoring import Voice, adjust, score, shares_table
from park.evaluate.task import Nothing, Task
from park.evaluate.tasks.survey.calibration import calibrated, empty_items
from park.evaluate.tasks.survey.contrasts import differences, stacked, together
from park.evaluate.tasks.survey.fidelity import ADAPTABILITY, STRUCTURE, fidelity
from park.evaluate.tasks.survey.groups import groups
from park.evaluate.tasks.survey.matrix import matrix
from park.evaluate.tasks.survey.places import BY_OPTION, BY_PLACE, order_scores
from park.evaluate.tasks.survey.sheet import Sheet, compared, fields
from park.models.embedders import Embedder
from park.prompts import Prompts
from park.records import Culture, Item, Record
from park.records.card import Card
from park.records.scores import NEW_COUNTRIES, Question, Response, Score
from park.setup import Setup
from park.surveys.survey import Survey as Source


class Said(NamedTuple):
    """What a respondent said."""

    who: Respondent
    asked: list[Response]
    """To the held-out items."""
    empty: list[Response]
    """To empty items, for calibration."""
    train: list[Response]
    """To train items, for its fitting."""


class SurveyOptions(Record):
    """Options of the task."""

    orders: int | None = Field(default=None, ge=2)
    """Maximum rotations of an item's options; all by default."""
    reverse: bool = False
    """Whether to ask each of them reversed, too, at twice the cost."""
    forms: tuple[Form, ...] = Field(default=FORMS, min_length=1)
    """Templates of `prompts/evaluate/survey` to ask in."""
    calibration: Literal["none", "content-free"] = "none"
    """Whether answers are divided by those to an empty question with the same options."""


@dataclass(frozen=True)
class Survey(Task):
    """Held-out survey items, asked of all respondents and scored on every tested culture."""

    items: Sequence[Item]
    """The held-out items; all others are train items."""
    source: Source
    """People's answers, including those to train items."""
    cultures: Mapping[str, Culture]
    """Role cards of the cultures, by name; those not asked any of the items are not tested."""
    prompts: Prompts = field(default_factory=Prompts)
    embedder: Embedder | None = None
    """For the control `text`; left out if None."""
    settings: SurveyOptions = field(default_factory=SurveyOptions)
    new: Collection[str] = ()
    """Those of the cultures that nothing was trained on (`evaluate.heldout_cultures`)."""
    name = "survey"
    help = "shares of the options of held-out items against people's shares"
    title = "Alignment with people’s answers"
    about = (
        "How near a method’s shares of options come to people’s on items that no dialogue was "
        "about, beside controls that ask no model and the ceiling that people themselves reach "
        "when they are drawn again."
    )
    order = 10
    ranges: ClassVar = {
        **{metric.name: (0.0, metric.most) for metric in METRICS},
        **dict.fromkeys(("c_dist", BY_OPTION, BY_PLACE), (0.0, 1.0)),
        ADAPTABILITY: (0.0, inf),
        STRUCTURE: (-1.0, 1.0),
    }
    covers: ClassVar = {
        "c_dist": "41 to 56 where adapters are no better on their own culture; go by the shuffles",
        ADAPTABILITY: "91 to 92",
        STRUCTURE: "91 to 92",
    }
    card = Card(
        authors=(
            "The survey that `seeds.source` names asked the questions; culturepark put them "
            "in its own words for the bundled one and made the task."
        ),
        audience=(
            "Those who align a model with the answers of a country and want to know how near "
            "it comes on questions that no dialogue was about."
        ),
        words=(
            "Researchers of international surveys wrote the questions; culturepark rephrased "
            "those of the bundled survey. No country's people worded them."
        ),
        language=(
            "English, unless the source has another; options and statements as in the source."
        ),
        assumptions=(
            "A country is represented by the shares of its respondents; closed questions mean "
            "alike everywhere; a model holds a view where it gives an option probability."
        ),
        annotators=(
            "The respondents of the survey, sampled in their countries, mostly as adults of "
            "all regions; who they are, the source says."
        ),
        limits=(
            "What people would say in their own words, how groups within a country differ, or "
            "how a model behaves when nobody asks for an opinion."
        ),
    )
    claims = tuple(
        (method, against)
        for method in ("adapter", "distribution")
        for against in ("other_cultures", "item_blind", "ridge")
    )
    Options = SurveyOptions

    @classmethod
    def prepare(cls, setup: Setup) -> Self:
        """Use the held-out items."""
        if not setup.heldout:
            raise Nothing("no survey item is held out (seeds.holdout)")
        return cls(
            setup.heldout,
            setup.survey,
            setup.cultures,
            setup.prompts,
            setup.embedder(),
            cls.options(setup),
            setup.config.evaluate.heldout_cultures,
        )

    def remarks(self) -> Iterator[str]:
        """Yield the cultures that are untested or new, and whether answers are calibrated."""
        yield from untested(self.source, self.items, self.cultures)
        if self.new:
            yield f"new countries, which nothing was trained on: {', '.join(self.new)}"
        if self.settings.calibration != "none":
            yield f"answers are calibrated: {self.settings.calibration}"

    async def run(self, panel: Panel) -> list[Score]:
        """Ask all respondents and return all scores; empty without items."""
        answered, fitted = [], {}
        for who, asked, empty, train in await self.ask(panel):
            answered.append((who, calibrated(asked, empty) if empty else asked))
            if who.fitting is not None:
                said = calibrated(train, empty) if empty else train
                chosen = who.fitting.chosen(self._train())
                fitted[who.name] = self._fitted(who, chosen, said)
        return self.scores(answered, panel.model, fitted)

    async def ask(self, panel: Panel) -> list[Said]:
        """Ask all respondents the held-out items, and train items where shares are fitted."""
        asked, empty = self._asked(self._items()), self._asked(empty_items(self._items()))
        if self.settings.calibration == "none":
            empty = []
        panel.expect(len(panel.respondents) * len([*asked, *empty]))
        return [
            Said(
                who,
                await panel.ask(who, asked),
                await panel.ask(who, empty),
                await panel.ask(who, self._asked(who.fitting.chosen(self._train())))
                if who.fitting is not None
                else [],
            )
            for who in panel.respondents
        ]

    def scores(
        self,
        answered: Sequence[tuple[Respondent, Sequence[Response]]],
        model: str = "",
        fitted: Mapping[str, Fitted] | None = None,
    ) -> list[Score]:
        """Score responses by respondent × tested culture × metric, with controls.

        Args:
            answered: the responses of each respondent.
            model: the model's name.
            fitted: the fits of respondents whose shares are fitted, by their names.
        """
        fits = fitted or {}
        voices = [_voice(who, said, self.items, fits.get(who.name)) for who, said in answered]
        sheets = [self._sheet(tested, voices, model) for tested in self.cultures]
        sheets = [sheet for sheet in sheets if sheet.items]
        trained = [sheet for sheet in sheets if sheet.tested not in self.new]
        found = _on(trained, trained, model)
        # New countries have no adapter of their own, so they are not averaged with the others, and
        # their differences are a family of their own.
        new = adjust(_on([sheet for sheet in sheets if sheet.tested in self.new], trained, model))
        if len(trained) > 1:
            found += _together(trained, model)
            for method in dict.fromkeys(each.who.method for each in voices if each.who.culture):
                found += matrix(method, trained, model)
            found += fidelity(trained, model)
        for voice in voices if sheets else ():
            found += order_scores(voice, self._items(), model, self._forms)
        return adjust(found) + [
            each if each.set else each.model_copy(update={"set": NEW_COUNTRIES}) for each in new
        ]

    def _sheet(self, tested: str, voices: Sequence[Voice[Shares]], model: str) -> Sheet:
        countries = self.cultures[tested].countries
        known = people(self.source, self._items(), countries)
        items = [item for item in self.items if item.id in known]
        train = self._train()
        made = controls(self.source, items, train, countries, self._vectors, new=tested in self.new)
        return Sheet(tested, countries, items, known, voices, made, self.source, model, self._forms)

    @property
    def _forms(self) -> tuple[str, ...]:
        """The forms to ask in, each once, in the usual order."""
        return tuple(form for form in FORMS if form in self.settings.forms)

    def _asked(self, items: Sequence[Item]) -> list[Question]:
        asked = self.settings
        return questions(
            self.name, items, self.prompts, asked.orders, self._forms, reverse=asked.reverse
        )

    def _train(self) -> list[Item]:
        held = {item.id for item in self.items}
        return [item for key, item in self.source.items.items() if key not in held]

    def _fitted(self, who: Respondent, train: Sequence[Item], said: Sequence[Response]) -> Fitted:
        """Fit a respondent's shares to people's answers to train items.

        Of a new country nothing is known, so it is fitted to the other cultures' answers, unless
        its fitting says that some of its people were asked.
        """
        assert who.fitting is not None
        cards = [self.cultures[who.culture]] if who.culture else [*self.cultures.values()]
        if who.culture in self.new and who.fitting.people is None:
            cards = [card for name, card in self.cultures.items() if name not in self.new]
        countries = [country for card in cards for country in card.countries]
        return who.fitting.fit(_by_item(said, train), self.source, train, countries)

    @cached_property
    def _vectors(self) -> Vectors | None:
        """The embeddings of all items' statements; None without an embedder."""
        if self.embedder is None:
            return None
        return vectors_of(self.source, self.embedder)

    def _items(self) -> list[Item]:
        """Return held-out items asked in any tested culture with at most MOST_OPTIONS options."""
        countries = [country for card in self.cultures.values() for country in card.countries]
        asked = people(self.source, self.items, countries)
        return [i for i in self.items if i.id in asked and len(i.options) <= MOST_OPTIONS]


def _voice(
    who: Respondent, said: Sequence[Response], items: Sequence[Item], fitted: Fitted | None
) -> Voice[Shares]:
    given = _by_item(said, items)
    if fitted is None:
        return Voice(who, said, given)
    return Voice(who, said, fitted.applied(given), fitted.seen)


def _by_item(responses: Sequence[Response], items: Sequence[Item]) -> Shares:
    """Return the answered shares by item, shape (forms, k)."""
    codes = sorted({option.code for item in items for option in item.options})
    columns = {i.id: [codes.index(option.code) for option in i.options] for i in items}
    table = shares_table(responses, [str(code) for code in codes])
    rows = zip(table.items, table.values, strict=True)
    return {name: values[:, columns[name]] for name, values in rows}


def _on(sheets: Sequence[Sheet], trained: Sequence[Sheet], model: str) -> list[Score]:
    """Return the scores on each tested culture and its groups of people, and the differences."""
    found = [each for sheet in sheets for each in sheet.scores()]
    found += [each for sheet in sheets for each in groups(sheet)]
    return found + differences(sheets, trained, model)


def _together(sheets: Sequence[Sheet], model: str) -> list[Score]:
    """Return scores over all tested cultures, with intervals over topics and cultures.

    Only methods that represent every tested culture, or none, are included.
    """
    found = []
    for metric in METRICS:
        by_sheet = [sheet.tables(metric) for sheet in sheets if sheet.of(metric)]
        shared = [n for n in (by_sheet or [{}])[0] if all(n in tables for tables in by_sheet)]
        made = {control.name: control for control in sheets[0].controls}
        for name in shared:
            known: dict[str, Any] = fields(metric, name, "") | {"model": model}
            if name in made:
                known |= {"control": True, "model": "", "detail": {"knows": made[name].knows}}
            found.append(score(stacked([tables[name] for tables in by_sheet]), **known))
        found += compared(metric, together(metric, sheets), "", model)
    return found
