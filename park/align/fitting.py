"""Fits a method's shares to people's answers to train items."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from park.align.people import Shares, people
from park.align.scaling import COLDEST, Scaling, scaling
from park.ledger.keys import seed_of
from park.records import Answers, Item
from park.surveys.survey import Survey


@dataclass(frozen=True)
class Fitted:
    """The fits of all forms."""

    forms: tuple[Scaling | None, ...]
    """None where the method answered no train item."""
    saw: str
    """What was seen of people's answers."""

    def applied(self, given: Shares) -> Shares:
        """Return fitted shares of items, shape (forms, k); nan without a fit."""
        return {
            name: np.array(
                [
                    np.full(len(row), np.nan) if fit is None else fit.applied(row)
                    for fit, row in zip(self.forms, rows, strict=True)
                ]
            )
            for name, rows in given.items()
        }

    @property
    def seen(self) -> dict[str, Any]:
        """Return what was seen and fitted, for a score's details."""
        known = [fit for fit in self.forms if fit is not None]
        return {
            "saw": self.saw,
            "temperature": [round(1 / max(fit.slope, 1 / COLDEST**2), 3) for fit in known],
            "penalty": [fit.penalty for fit in known],
        }


@dataclass(frozen=True)
class Fitting:
    """How to fit: to which train items, and whose answers."""

    items: int = 60
    """Maximum number of train items."""
    people: int | None = None
    """Fit to the answers of this many people of a country only; to everybody's if None."""

    def chosen(self, train: Sequence[Item]) -> list[Item]:
        """Return the train items to fit to, evenly spaced over the survey."""
        count = min(self.items, len(train))
        return [train[number * len(train) // count] for number in range(count)]

    def fit(
        self, given: Shares, survey: Survey, train: Sequence[Item], countries: Sequence[str]
    ) -> Fitted:
        """Fit a method's shares of train items to people's.

        Args:
            given: its shares, shape (forms, k) by item.
            survey: people's answers.
            train: the train items.
            countries: the countries whose answers to take, in equal parts.
        """
        known, whose = self._people(survey, train, countries)
        ids = [item.id for item in train if item.id in known and item.id in given]
        forms = len(given[ids[0]]) if ids else len(next(iter(given.values()), ()))
        fits = [
            scaling([(given[name][form], known[name]) for name in ids]) for form in range(forms)
        ]
        return Fitted(tuple(fits), f"{len(ids)} train items, {whose} in {', '.join(countries)}")

    def _people(
        self, survey: Survey, train: Sequence[Item], countries: Sequence[str]
    ) -> tuple[Shares, str]:
        if self.people is None:
            return people(survey, train, countries), "as everybody answered them"
        answers = [
            each for country in countries for each in _of_few(survey, train, country, self.people)
        ]
        few = Survey.of(train, answers)
        asked = {_people_asked(survey, each.item, each.country) for each in answers}
        drawn = f"as {self.people} answers drawn from everybody's are"
        first = f"as the first {self.people} people answered them"
        whose = f"{first}, or else {drawn}" if len(asked) > 1 else first if True in asked else drawn
        return people(few, train, countries), whose


def _of_few(survey: Survey, train: Sequence[Item], country: str, people: int) -> Iterator[Answers]:
    """Yield a country's answers of its first people, or as many drawn without single people."""
    for item in train:
        answers = survey.answers_for(item.id, country)
        if answers is None:
            continue
        if _people_asked(survey, item.id, country):
            counts = survey.respondents[country].counts(item.id, people)
        else:
            counts = _drawn(answers, people, seed_of("few", country, item.id))
        known = {code: n for code, n in counts.items() if n and code in answers.counts}
        if known:
            valid = int(sum(known.values()))
            yield Answers(item=item.id, country=country, counts=known, valid=valid)


def _people_asked(survey: Survey, item: str, country: str) -> bool:
    """Whether the source has single people's answers to an item."""
    return country in survey.respondents and item in survey.respondents[country].items


def _drawn(answers: Answers, people: int, seed: int) -> dict[int, float]:
    """Draw answers of as many people from a country's shares."""
    codes = list(answers.counts)
    shares = np.array([answers.share(code) for code in codes])
    drawn = np.random.default_rng(seed).multinomial(people, shares / shares.sum())
    return dict(zip(codes, map(float, drawn), strict=True))
