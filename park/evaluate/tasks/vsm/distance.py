"""Distances of respondents' six dimensions from published ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from park.align.method import pairs
from park.align.questions import FORMS
from park.evaluate.scoring import figure, finite, of_forms, own, unanswered
from park.evaluate.tasks.vsm.published import elsewhere, published
from park.evaluate.tasks.vsm.respondents import RESAMPLES, Drawn, DrawnVoice
from park.ledger.keys import seed_of
from park.records import Culture
from park.records.scores import Score
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
from park.statistics.interval import Numbers

FLAT = vsm(np.full(24, 3.0))
"""Scores of answers without preference, 50 each."""
CONTROLS = {
    "uniform": "all answers alike: 50 in every dimension",
    "pooled": "the mean published scores of all other countries",
}


def given(control: str, scores: Numbers, tested: str = "") -> list[Score]:
    """Return a control's scores, except missing ones."""
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


def compared(
    cultures: Mapping[str, Culture], voices: Sequence[DrawnVoice], model: str
) -> list[Score]:
    """Return published scores, and distances over the dimensions common to all tested cultures.

    Without common dimensions there are no distances.
    """
    cards = {n: c for n, c in cultures.items() if np.isfinite(published(c.countries)).any()}
    if not cards:
        return []
    known = np.stack([published(card.countries) for card in cards.values()])
    _, names = vsm_distance(np.zeros_like(known), known)
    used = [DIMENSIONS.index(name) for name in names]
    cut = [v._replace(given=Drawn(*(each[:, used] for each in v.given))) for v in voices]
    found = []
    sheets = []
    for (tested, card), scores in zip(cards.items(), known, strict=True):
        found += given("published", scores, tested)
        others = elsewhere(card.countries)
        sheets.append(_Sheet(tested, scores[used], others[used], cut, names, model))
    if not names:
        return found
    found += [each for sheet in sheets for each in sheet.scores()]
    return found + (_together(sheets) if len(sheets) > 1 else [])


@dataclass(frozen=True)
class _Sheet:
    """Distances of all respondents to a tested culture over m dimensions."""

    tested: str
    known: Numbers
    """Its published scores, shape (m,)."""
    others: Numbers
    """Mean published scores of all other countries, shape (m,)."""
    voices: Sequence[DrawnVoice]
    names: Sequence[str]
    """Names of the dimensions."""
    model: str

    def scores(self) -> list[Score]:
        """Return distances of respondents and controls, and differences."""
        found = [self._claim(voice) for voice in self.voices]
        found += [self._control(name) for name in CONTROLS]
        there = self.own()
        return found + [self._difference(there, *pair) for pair in pairs(there, CONTROLS)]

    def own(self) -> dict[str, Numbers]:
        """Return the sampled respondents of methods for this culture or none, and of controls."""
        found = {name: each.given.parts for name, each in own(self.voices, self.tested).items()}
        count = max((len(each.given.parts) for each in self.voices), default=1)
        controls = zip(CONTROLS, (FLAT[: len(self.names)], self.others), strict=True)
        return found | {name: np.tile(scores, (count, 1)) for name, scores in controls}

    def distance(self, parts: Numbers) -> Numbers:
        """Return the Euclidean distance of groups of respondents, (..., n, m) to (...)."""
        distances: Numbers = np.sqrt(((parts.mean(-2) - self.known) ** 2).sum(-1))
        return distances

    def _claim(self, voice: DrawnVoice) -> Score:
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
        """Return a figure's percentile interval, widened to contain the figure.

        Resampling biases distances upwards, especially near 0, where the BCa correction breaks
        down.
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
        """Return the common score fields of distances to this culture."""
        return {
            "task": "vsm",
            "metric": "distance",
            "tested": self.tested,
            "unit": "respondents",
            "higher_is_better": False,
            "detail": {"dimensions": list(self.names), **detail},
        }


def _together(sheets: Sequence[_Sheet]) -> list[Score]:
    """Return mean distances over tested cultures, and paired differences."""
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
