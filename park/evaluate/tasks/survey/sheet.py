"""Scores of all respondents on a tested culture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from park.align.controls import Control
from park.align.item_blind import blind, item_blind
from park.align.measures import METRICS, Metric, ceiling_of
from park.align.people import Shares
from park.align.questions import FORMS
from park.evaluate.scoring import Table, Voice, difference, figure, own, score, topics, unanswered
from park.ledger.keys import seed_of
from park.records import Item
from park.records.scores import Score
from park.surveys.survey import Survey


@dataclass(frozen=True)
class Sheet:
    """The values of all respondents on a tested culture."""

    tested: str
    countries: Sequence[str]
    items: Sequence[Item]
    """Items that the culture was asked."""
    known: Shares
    """Its people's shares."""
    voices: Sequence[Voice[Shares]]
    controls: Sequence[Control]
    source: Survey
    model: str
    forms: tuple[str, ...] = FORMS
    """Forms of the questions."""

    def scores(self) -> list[Score]:
        """Return the scores of respondents and controls for all metrics."""
        found = []
        for metric in METRICS:
            if self.of(metric):
                found += [self._claim(metric, voice) for voice in self.voices]
                found += [self._control(metric, control) for control in self.controls]
                found += [self._blind(metric, method) for method in self.own]
                found.append(self._ceiling(metric))
        return found

    def of(self, metric: Metric) -> list[Item]:
        """Return the items that a metric is defined for."""
        return [item for item in self.items if metric.measures(item)]

    @cached_property
    def own(self) -> Mapping[str, Voice[Shares]]:
        """Voices that represent this culture or none, by method."""
        return own(self.voices, self.tested)

    @cached_property
    def values(self) -> Mapping[tuple[str, str], Table]:
        """Values by metric and respondent or control."""
        named: dict[str, Shares] = {voice.who.name: voice.given for voice in self.voices}
        named |= {control.name: control.shares for control in self.controls}
        named |= {
            blind(voice.who.name): item_blind(voice.given, self.items)
            for voice in self.own.values()
        }
        return {
            (metric.name, name): self._table(metric, shares)
            for metric in METRICS
            for name, shares in named.items()
        }

    def tables(self, metric: Metric) -> dict[str, Table]:
        """Return the values of respondents for this culture or none, and of the controls."""
        names = {method: voice.who.name for method, voice in self.own.items()}
        names |= {control.name: control.name for control in self.controls}
        return {method: self.values[metric.name, name] for method, name in names.items()}

    def _table(self, metric: Metric, shares: Shares) -> Table:
        items = [item for item in self.of(metric) if item.id in shares]
        values = np.empty((len(items), len(self.forms)))
        for row, item in zip(values, items, strict=True):
            row[:] = metric.measure(item, shares[item.id], self.known[item.id])
        return Table(tuple(item.id for item in items), self.forms, values, topics(items))

    def _claim(self, metric: Metric, voice: Voice[Shares]) -> Score:
        ids = {item.id for item in self.of(metric)}
        counted = unanswered([each for each in voice.responses if each.question.item in ids])
        return score(
            self.values[metric.name, voice.who.name],
            culture=voice.who.culture,
            model=self.model,
            detail={"unanswered": counted, **voice.seen},
            **fields(metric, voice.who.method, self.tested),
        )

    def _control(self, metric: Metric, control: Control) -> Score:
        return score(
            self.values[metric.name, control.name],
            control=True,
            detail={"what": control.what, "knows": control.knows, **control.detail},
            **fields(metric, control.name, self.tested),
        )

    def _blind(self, metric: Metric, method: str) -> Score:
        voice = self.own[method]
        return score(
            self.values[metric.name, blind(voice.who.name)],
            control=True,
            culture=voice.who.culture,
            detail={
                "what": f"the shares that {method} gives to the places of other items' options",
                "knows": "nothing",
            },
            **fields(metric, blind(method), self.tested),
        )

    def _ceiling(self, metric: Metric) -> Score:
        known = fields(metric, "ceiling", self.tested)
        seed = known.pop("seed")
        found = ceiling_of(metric, self.source, self.of(metric), self.countries, seed=seed)
        return Score(
            **figure(found),
            unit="answers",
            control=True,
            detail={"what": "a sample of as many people of the same countries"},
            **known,
        )


def compared(
    metric: Metric, sides: Mapping[tuple[str, str], tuple[Table, Table]], tested: str, model: str
) -> list[Score]:
    """Return the differences of all comparisons."""
    return [
        difference(
            *tables, culture=tested, model=model, against=against, **fields(metric, method, tested)
        )
        for (method, against), tables in sides.items()
    ]


def fields(metric: Metric, method: str, tested: str) -> dict[str, Any]:
    """Return the common fields of a method's scores on a tested culture."""
    return {
        "task": "survey",
        "metric": metric.name,
        "method": method,
        "tested": tested,
        "higher_is_better": metric.higher_is_better,
        "seed": seed_of("survey", metric.name, tested),
    }
