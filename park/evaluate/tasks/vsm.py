"""The VSM task: sampled respondents' answers to 24 items, six dimensions, distance to published."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Self

import numpy as np
from pydantic import Field, model_validator

from park.align.method import pairs
from park.align.respondent import Respondent
from park.evaluate.panel import Panel
from park.evaluate.questions import FORMS, questions
from park.evaluate.scoring import (
    Voice,
    adjust,
    figure,
    finite,
    of_forms,
    own,
    shares_table,
    unanswered,
)
from park.evaluate.task import Task
from park.ledger.keys import seed_of
from park.prompts import Prompts
from park.records import Culture, Item, Name, Option, Record, Text
from park.records.scores import Response, Score
from park.setup import Setup
from park.statistics import (
    DIMENSIONS,
    Interval,
    Statistic,
    bootstrap,
    clustered_mean,
    paired_difference,
    vsm,
    vsm_distance,
)
from park.statistics.interval import Numbers, known_mean
from park.surveys.csvfile import read_rows
from park.yamlfile import load_yaml

ITEMS = 24
RESAMPLES = 1_999
FLAT = vsm(np.full(ITEMS, 3.0))
"""The scores of answers without any preference, 50 each."""
CONTROLS = {
    "uniform": "all answers alike: 50 in every dimension",
    "pooled": "the mean published scores of all other countries",
}
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


class VsmItem(Record):
    """One item of the questionnaire."""

    number: int = Field(ge=1, le=ITEMS)
    """Its number in the VSM 2013, which the formulas refer to."""
    scale: Name
    """Which of the questionnaire's scales it is answered on."""
    statement: Text


class Questionnaire(Record):
    """The 24 items and the scales that they are answered on."""

    source: Text
    """Whose wording it is."""
    scales: dict[Name, Annotated[tuple[Text, ...], Field(min_length=5, max_length=5)]]
    """By name: the labels of the answers 1 to 5."""
    items: tuple[VsmItem, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        numbers = [item.number for item in self.items]
        for number in range(1, ITEMS + 1):
            if numbers.count(number) != 1:
                how = "is missing" if number not in numbers else "stands twice"
                raise ValueError(f"items: number {number} {how}")
        for item in self.items:
            if item.scale not in self.scales:
                raise ValueError(f"items: number {item.number}: scale {item.scale!r} is not known")
        return self

    def as_items(self) -> list[Item]:
        """Return the items in the order of their numbers, with codes 1 to 5."""
        return [
            Item(
                id=str(each.number),
                source=self.source,
                statement=each.statement,
                options=tuple(
                    Option(code=code, label=label)
                    for code, label in enumerate(self.scales[each.scale], start=1)
                ),
            )
            for each in sorted(self.items, key=lambda item: item.number)
        ]


def load_vsm(path: Path | None = None) -> Questionnaire:
    """Read a questionnaire, by default the one that ships.

    Raises:
        InputError: one line with the file and the key of the first mistake.
    """
    return load_yaml(path or Path(__file__).with_name("vsm.yaml"), Questionnaire)


@cache
def published_scores() -> Mapping[str, Numbers]:
    """Return Hofstede's published scores by country, shape (6,), nan where there is none."""
    path = Path(__file__).with_name("hofstede.csv")
    columns = ("iso3", *(name.lower() for name in DIMENSIONS))
    rows = [cells for _, cells in read_rows(path, columns)]
    return {iso3: np.array([float(cell or "nan") for cell in cells]) for iso3, *cells in rows}


def published(countries: Iterable[str]) -> Numbers:
    """Return the countries' mean published scores, shape (6,); nan where none was published."""
    known = [published_scores()[each] for each in countries if each in published_scores()]
    return known_mean(np.array(known).reshape(-1, len(DIMENSIONS)), axis=0)


def drawn_respondents(shares: Numbers, count: int) -> Numbers:
    """Return answers 1 to 5 of sampled respondents, drawn independently from item to item.

    Within an item the draws are stratified (McKay, Beckman & Conover 1979, Latin hypercube), so
    that the group's mean is that of the shares but for less than 4 / count. Equal shares give
    equal answers: the random numbers are the same for everybody.

    Args:
        shares: of the options by item, shape (24, 5); nan where there is no answer.
        count: how many respondents.

    Returns:
        Shape (count, 24); nan where there is no answer.
    """
    rng = np.random.default_rng(seed_of("vsm", "respondents"))
    strata = rng.permuted(np.tile(np.arange(count), (len(shares), 1)), axis=1)
    draws = ((strata + rng.random(strata.shape)) / count).T
    passed = draws[..., None] >= np.cumsum(shares, axis=-1)[:, :-1]
    return np.where(np.isfinite(shares).all(-1), 1.0 + passed.sum(-1), np.nan)


@dataclass(frozen=True)
class Vsm(Task):
    """Six dimensions of every respondent, and their distance to each tested culture's published."""

    questionnaire: Questionnaire
    cultures: Mapping[str, Culture]
    """The role cards of the tested cultures, by name; one without published scores is not
    compared."""
    prompts: Prompts = field(default_factory=Prompts)
    count: int = 200
    """Sampled respondents per respondent."""
    name = "vsm"
    help = "24 items, six dimensions, distance to published ones"
    order = 20

    @classmethod
    def prepare(cls, setup: Setup) -> Self:
        """Take the user's questionnaire if there is one, else the one that ships."""
        questionnaire = load_vsm(setup.path(setup.config.evaluate.vsm))
        return cls(questionnaire, setup.cultures, setup.prompts)

    async def run(self, panel: Panel) -> list[Score]:
        """Ask every respondent all items and return all scores, caveats in each."""
        asked = questions(self.name, self.questionnaire.as_items(), self.prompts)
        answered = [(each, await panel.ask(each, asked)) for each in panel.respondents]
        return self.scores(answered, panel.model)

    def scores(
        self, answered: Sequence[tuple[Respondent, Sequence[Response]]], model: str = ""
    ) -> list[Score]:
        """Return the scores of responses."""
        voices = [Voice(who, said, _Drawn.of(said, self.count)) for who, said in answered]
        found = [each for voice in voices for each in _dimensions(voice, model)]
        found += _given("uniform", FLAT)
        found += _compared(self.cultures, voices, model)
        caveats = [*CAVEATS, WORDING.format(source=self.questionnaire.source)]
        return adjust([_with(caveats, each) for each in found])


def _with(caveats: Sequence[str], found: Score) -> Score:
    return found.model_copy(update={"detail": {**found.detail, "caveats": caveats}})


class _Drawn(NamedTuple):
    """Sampled respondents, already as their parts in the six dimensions."""

    parts: Numbers
    """Shape (respondents, 6). The formulas are linear, so the group's scores are the mean."""
    forms: Numbers
    """The six scores of each form's expected answers, shape (forms, 6)."""

    @classmethod
    def of(cls, responses: Sequence[Response], count: int) -> "_Drawn":
        table = shares_table(responses, [str(code) for code in range(1, 6)])
        # Rounding may put a certain answer of 5 beyond the scale.
        expected = np.clip(table.values @ np.arange(1.0, 6.0), 1, 5).T
        shares = known_mean(table.values, axis=1)
        return cls(vsm(drawn_respondents(shares, count)), vsm(expected))


_Voice = Voice[_Drawn]


def _dimensions(voice: _Voice, model: str) -> list[Score]:
    """Return the six scores of a respondent with their intervals over respondents."""
    found = []
    for place, name in enumerate(DIMENSIONS):
        interval = bootstrap(
            voice.given.parts[:, place], seed=seed_of("vsm", name), resamples=RESAMPLES
        )
        found.append(
            Score(
                task="vsm",
                metric=name.lower(),
                model=model,
                unit="respondents",
                forms=of_forms(FORMS, voice.given.forms[:, place]),
                detail={"unanswered": unanswered(voice.responses)},
                **voice.fields,
                **figure(interval),
            )
        )
    return found


def _given(control: str, scores: Numbers, tested: str = "") -> list[Score]:
    """Return a control's six scores, without those that it lacks."""
    return [
        Score(
            task="vsm",
            metric=name.lower(),
            method=control,
            tested=tested,
            control=True,
            value=float(value),
            n=1,
            unit="figures",
        )
        for name, value in zip(DIMENSIONS, scores, strict=True)
        if np.isfinite(value)
    ]


def _compared(cultures: Mapping[str, Culture], voices: Sequence[_Voice], model: str) -> list[Score]:
    """Return published scores and distances over the dimensions that all tested cultures have.

    Where they have none in common there are no distances.
    """
    cards = {n: c for n, c in cultures.items() if np.isfinite(published(c.countries)).any()}
    if not cards:
        return []
    known = np.stack([published(card.countries) for card in cards.values()])
    _, names = vsm_distance(np.zeros_like(known), known)
    used = [DIMENSIONS.index(name) for name in names]
    cut = [v._replace(given=_Drawn(*(each[:, used] for each in v.given))) for v in voices]
    found = []
    sheets = []
    for (tested, card), scores in zip(cards.items(), known, strict=True):
        found += _given("published", scores, tested)
        others = published(each for each in published_scores() if each not in card.countries)
        sheets.append(_Sheet(tested, scores[used], others[used], cut, names, model))
    if not names:
        return found
    found += [each for sheet in sheets for each in sheet.scores()]
    return found + (_together(sheets) if len(sheets) > 1 else [])


@dataclass(frozen=True)
class _Sheet:
    """Distances of everybody to one tested culture, over the m dimensions that are compared."""

    tested: str
    known: Numbers
    """Its published scores, shape (m,)."""
    others: Numbers
    """The mean published scores of all other countries, shape (m,)."""
    voices: Sequence[_Voice]
    names: Sequence[str]
    """The dimensions."""
    model: str

    def scores(self) -> list[Score]:
        """Return the distances of respondents and controls, and their differences."""
        found = [self._claim(voice) for voice in self.voices]
        found += [self._control(name) for name in CONTROLS]
        there = self.own()
        return found + [self._difference(there, *pair) for pair in pairs(there, CONTROLS)]

    def own(self) -> dict[str, Numbers]:
        """Return the respondents of who answers as this culture or as none, and of controls."""
        found = {name: each.given.parts for name, each in own(self.voices, self.tested).items()}
        count = max((len(each.given.parts) for each in self.voices), default=1)
        controls = zip(CONTROLS, (FLAT[: len(self.names)], self.others), strict=True)
        return found | {name: np.tile(scores, (count, 1)) for name, scores in controls}

    def distance(self, parts: Numbers) -> Numbers:
        """Return the Euclidean distance of groups of respondents, (..., n, m) to (...)."""
        distances: Numbers = np.sqrt(((parts.mean(-2) - self.known) ** 2).sum(-1))
        return distances

    def _claim(self, voice: _Voice) -> Score:
        return Score(
            model=self.model,
            forms=of_forms(FORMS, self.distance(voice.given.forms[:, None])),
            **voice.fields,
            **figure(self._interval(voice.given.parts, self.distance)),
            **self.fields(unanswered=unanswered(voice.responses)),
        )

    def _control(self, name: str) -> Score:
        return Score(
            method=name,
            control=True,
            value=finite(float(self.distance(self.own()[name]))),
            n=len(self.names),
            **self.fields(what=CONTROLS[name]) | {"unit": "dimensions"},
        )

    def _difference(self, there: Mapping[str, Numbers], method: str, against: str) -> Score:
        both = np.stack([there[method], there[against]], axis=1)

        def gap(samples: Numbers) -> Numbers:
            return self.distance(samples[:, :, 0]) - self.distance(samples[:, :, 1])

        return Score(
            method=method,
            culture=self.tested,
            model=self.model,
            against=against,
            **figure(self._interval(both, gap)),
            **self.fields(remark="no p-value: the number of respondents is ours to choose"),
        )

    def _interval(self, parts: Numbers, statistic: Statistic) -> Interval:
        """Return a figure's percentile interval, widened to hold the figure.

        A distance is biased upwards by resampling, most of all near 0, where the correction of the
        BCa interval breaks down.
        """
        found = bootstrap(
            parts,
            statistic,
            method="percentile",
            resamples=RESAMPLES,
            seed=seed_of("vsm", "distance", self.tested),
        )
        low, high = min(found.low, found.value), max(found.high, found.value)
        return found._replace(low=low, high=high)

    def fields(self, **detail: Any) -> dict[str, Any]:
        """Return what all distances to this culture have in common."""
        return {
            "task": "vsm",
            "metric": "distance",
            "tested": self.tested,
            "unit": "respondents",
            "higher_is_better": False,
            "detail": {"dimensions": list(self.names), **detail},
        }


def _together(sheets: Sequence[_Sheet]) -> list[Score]:
    """Return mean distances over the tested cultures, and their paired differences over them."""
    there = [(sheet, sheet.own()) for sheet in sheets]
    shared = [name for name in there[0][1] if all(name in parts for _, parts in there)]
    gaps = {n: np.array([sheet.distance(parts[n]) for sheet, parts in there]) for n in shared}
    fields = sheets[0].fields() | {"tested": "", "unit": "cultures"}
    model = sheets[0].model
    found = []
    for name, values in gaps.items():
        made = name in CONTROLS
        known = figure(Interval(*clustered_mean(values)[:4])) | fields
        found.append(Score(method=name, model="" if made else model, control=made, **known))
    for method, against in pairs(gaps, CONTROLS):
        gap = paired_difference(gaps[method], gaps[against])
        known = figure(Interval(*gap[:4])) | {"p": finite(gap.p)}
        found.append(Score(method=method, against=against, model=model, **known, **fields))
    return found
