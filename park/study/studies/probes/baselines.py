"""Answers without a model to a benchmark's questions: constant, pooled region, ridge."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from park.align.neighbours import Neighbours
from park.statistics.interval import Numbers
from park.study.studies.probes.benchmark import Benchmark, Question


def people_of(questions: Sequence[Question], countries: Sequence[str]) -> Numbers:
    """Return people's mean or mode, shape (questions, countries); nan where they were not asked."""
    table = np.full((len(questions), len(countries)), np.nan)
    for row, question in enumerate(questions):
        for column, country in enumerate(countries):
            if country in question.people:
                table[row, column] = question.people[country].centre
    return table


def constant(questions: Sequence[Question], countries: Sequence[str]) -> Numbers:
    """Return the middle of each scale, rounded down, for every country."""
    middles = [(question.low + question.high) // 2 for question in questions]
    return np.repeat(np.array(middles, float)[:, None], len(countries), axis=1)


def pooled_region(questions: Sequence[Question], countries: Sequence[str]) -> Numbers:
    """Return the mean of the benchmark's other countries, or their mode without a scale."""
    table = np.full((len(questions), len(countries)), np.nan)
    for row, question in enumerate(questions):
        for column, country in enumerate(countries):
            others = [each for name, each in question.people.items() if name != country]
            if others and question.ordinal:
                table[row, column] = float(np.mean([each.centre for each in others]))
            elif others:
                pooled = np.mean([_row(question, each.shares) for each in others], axis=0)
                table[row, column] = question.low + int(np.argmax(pooled))
    return table


def country_blind(questions: Sequence[Question], given: Numbers) -> Numbers:
    """Return, for each country, what the model answers as the others: their mean, or the mode.

    Args:
        questions: n questions.
        given: the model's answers, shape (n, countries); nan where it gave none.
    """
    table = np.full(given.shape, np.nan)
    for row, question in enumerate(questions):
        for column in range(given.shape[1]):
            others = np.delete(given[row], column)
            others = others[np.isfinite(others)]
            if len(others) and question.ordinal:
                table[row, column] = others.mean()
            elif len(others):
                codes, counts = np.unique(others, return_counts=True)
                table[row, column] = codes[int(counts.argmax())]
    return table


def ridge(benchmark: Benchmark, questions: Sequence[Question], countries: Sequence[str]) -> Numbers:
    """Return ridge regression over countries, each half of the questions learnt from the other.

    The countries' similarities come from one half of all questions of the benchmark, the answers
    to a question of the other half from the other countries. So a country's own answers to a
    question never enter its prediction.
    """
    every = list(benchmark.questions.values())
    shares = _shares(every, benchmark.countries)
    asked: NDArray[np.bool_] = np.asarray(np.isfinite(shares).all(axis=-1))
    halves = np.arange(len(every)) % 2
    wanted = {question.code for question in questions}
    reached: dict[tuple[str, str], Numbers] = {}
    for country in countries:
        own = benchmark.countries.index(country) if country in benchmark.countries else None
        for half in (0, 1) if own is not None else ():
            others = np.arange(len(benchmark.countries)) != own
            train = (halves != half) & asked[:, own]
            held = [n for n in np.flatnonzero(halves == half) if every[n].code in wanted]
            found, _ = Neighbours(
                tuple(name for name in benchmark.countries if name != country),
                shares[train][:, own],
                shares[train][:, others],
                {every[n].code: len(every[n].codes) for n in held},
                shares[held][:, others],
            ).ridge()
            reached |= {(code, country): each for code, each in found.items()}
    table = np.full((len(questions), len(countries)), np.nan)
    for row, question in enumerate(questions):
        for column, country in enumerate(countries):
            if (question.code, country) in reached:
                table[row, column] = _centre(question, reached[question.code, country])
    return table


def _shares(questions: Sequence[Question], countries: Sequence[str]) -> Numbers:
    """Return people's shares, (questions, countries, most options), 0 beyond a question's own."""
    most = max(len(question.codes) for question in questions)
    table = np.full((len(questions), len(countries), most), np.nan)
    for row, question in enumerate(questions):
        for column, country in enumerate(countries):
            people = question.people.get(country)
            if people is not None and people.shares:
                table[row, column] = 0.0
                table[row, column, : len(question.codes)] = _row(question, people.shares)
    return table


def _centre(question: Question, shares: Numbers) -> float:
    codes = np.array(question.codes, float)
    return float(shares @ codes if question.ordinal else codes[int(shares.argmax())])


def _row(question: Question, shares: Mapping[int, float]) -> Numbers:

    return np.array([shares.get(code, 0.0) for code in question.codes])
