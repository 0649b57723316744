"""Fits a method's shares to people's answers to train items: a temperature and biases.

p ∝ q^(1/T) · exp(b), with the method's shares q, the temperature T, and a bias b for each place of
the options among items with as many options (vector scaling; Guo et al. 2017, arXiv 1706.04599).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from park.align.people import Shares, people
from park.ledger.keys import seed_of
from park.records import Answers, Item
from park.statistics.interval import Numbers
from park.surveys.survey import Survey

SMALLEST = 1e-4
"""The least share of an option that a logarithm is taken of."""
PENALTIES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
"""Candidates for the penalty on biases, and on the distance of 1/T from 1."""
FOLDS = 5
"""Parts of the train items, each predicted from the others, to choose the penalty."""
COLDEST = 10.0
"""Maximum of 1/T."""

Pairs = Sequence[tuple[Numbers, Numbers]]
"""A method's and people's shares of items, each of shape (k,)."""


class Scaling(NamedTuple):
    """A fit of one form."""

    slope: float
    """1/T."""
    biases: Mapping[int, Numbers]
    """By number of options k: shape (k,)."""
    penalty: float

    def applied(self, shares: Numbers) -> Numbers:
        """Return fitted shares, shape (k,); nan stays nan."""
        logits = self.slope * np.log(np.maximum(shares, SMALLEST))
        logits = logits + self.biases.get(len(shares), 0.0)
        weights = np.exp(logits - logits.max())
        found: Numbers = weights / weights.sum()
        return found


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
        first = all(country in survey.respondents for country in countries)
        whose = (
            f"as the first {self.people} people answered them"
            if first
            else f"as {self.people} answers drawn from everybody's are"
        )
        return people(few, train, countries), whose


def scaling(pairs: Pairs) -> Scaling | None:
    """Fit a temperature and biases by penalised forward KL; None without pairs.

    The penalty is the one that predicts the items best, a part of them left out at a time.

    Args:
        pairs: a method's and people's shares of items; those with nan are left out.
    """
    known = [pair for pair in pairs if np.isfinite(pair[0]).all()]
    if not known:
        return None
    penalty = PENALTIES[-1]
    if len(known) >= FOLDS:
        lost = [_lost(known, each) for each in PENALTIES]
        penalty = PENALTIES[int(np.argmin(lost))]
    return _fit(known, penalty)


def _lost(pairs: Pairs, penalty: float) -> float:
    """Return the mean divergence of items from fits without them."""
    found = []
    for fold in range(FOLDS):
        fit = _fit([pair for n, pair in enumerate(pairs) if n % FOLDS != fold], penalty)
        found += [_divergence(known, fit.applied(said)) for said, known in pairs[fold::FOLDS]]
    return float(np.mean(found))


def _fit(pairs: Pairs, penalty: float) -> Scaling:
    from scipy.optimize import minimize

    sizes = sorted({len(known) for _, known in pairs})
    starts = dict(zip(sizes, np.cumsum([1, *sizes]), strict=False))
    groups = [
        (size, np.log(np.maximum([s for s, p in pairs if len(p) == size], SMALLEST)),
         np.array([p for _, p in pairs if len(p) == size]))
        for size in sizes
    ]  # fmt: skip

    def loss(theta: Numbers) -> tuple[float, Numbers]:
        """Return the penalised mean divergence, up to people's entropy, and its gradient."""
        value = penalty * ((theta[0] - 1) ** 2 + (theta[1:] ** 2).sum())
        slope = 2 * penalty * np.concatenate([[theta[0] - 1], theta[1:]])
        for size, logs, known in groups:
            place = slice(starts[size], starts[size] + size)
            logits = theta[0] * logs + theta[place]
            logits = logits - logits.max(-1, keepdims=True)
            model = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
            value -= (known * np.log(np.maximum(model, 1e-300))).sum() / len(pairs)
            away = (model - known) / len(pairs)
            slope[place] += away.sum(0)
            slope[0] += (away * logs).sum()
        return float(value), slope

    theta = np.zeros(1 + sum(sizes))
    theta[0] = 1.0
    bounds = [(0.0, COLDEST), *[(None, None)] * sum(sizes)]
    found = minimize(loss, theta, jac=True, method="L-BFGS-B", bounds=bounds).x
    biases = {size: found[starts[size] : starts[size] + size] for size in sizes}
    return Scaling(float(found[0]), biases, penalty)


def _divergence(known: Numbers, shares: Numbers) -> float:
    asked = known > 0
    return float((known[asked] * np.log(known[asked] / np.maximum(shares[asked], 1e-12))).sum())


def _of_few(survey: Survey, train: Sequence[Item], country: str, people: int) -> Iterator[Answers]:
    """Yield a country's answers of its first people, or as many drawn without single people."""
    first = survey.respondents.get(country)
    for item in train:
        answers = survey.answers_for(item.id, country)
        if answers is None:
            continue
        if first is not None:
            counts = first.counts(item.id, people)
        else:
            counts = _drawn(answers, people, seed_of("few", country, item.id))
        known = {code: n for code, n in counts.items() if n and code in answers.counts}
        if known:
            valid = int(sum(known.values()))
            yield Answers(item=item.id, country=country, counts=known, valid=valid)


def _drawn(answers: Answers, people: int, seed: int) -> dict[int, float]:
    """Draw answers of as many people from a country's shares."""
    codes = list(answers.counts)
    shares = np.array([answers.share(code) for code in codes])
    drawn = np.random.default_rng(seed).multinomial(people, shares / shares.sum())
    return dict(zip(codes, map(float, drawn), strict=True))
