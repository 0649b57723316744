"""The figures of a model's answers: NVAS, FCS, CLCS, SPD, KL, abstention, leakage, variance.

All but abstention, leakage and variance are means over countries of their means over questions;
intervals are by bootstrap of questions with all their countries.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from park.statistics import bootstrap, nvas
from park.statistics.interval import Interval, Numbers, known_mean, ratio
from park.statistics.proportion import wilson
from park.study.figures import figure, in_words
from park.study.studies.probes import baselines
from park.study.studies.probes.answers import ENGLISH, Condition, Sheet
from park.study.studies.probes.benchmark import Benchmark, Question
from park.study.studies.probes.released import RESAMPLES, mean_over_countries

EPSILON = 1e-9
"""The least probability, so that a divergence is finite."""
LEAKS = 0.75
"""A top option above this probability gives an abstention away."""
ALL = "all"
Row = dict[str, Any]


def figures(benchmark: Benchmark, sheet: Sheet, seed: int) -> list[Row]:
    """Return all figures, each with its condition, group, interval and n."""
    known = _without_model(benchmark, sheet)
    rows: list[Row] = []
    for condition in sheet.conditions:
        for group, places in _groups(sheet.questions).items():
            rows += _alignment(sheet, condition, known, group, places, seed)
        rows += _divergence(sheet, condition, seed)
        rows += _abstention(sheet, condition)
        rows += _variance(sheet, condition, seed)
    return rows + list(_between(sheet, seed))


def kl(people: Mapping[int, float], model: Mapping[int, float], codes: Sequence[int]) -> float:
    """Return KL(people ‖ model) in nats, both with 1e-9 added and scaled to sum to 1."""
    p, q = (np.array([each.get(code, 0.0) for code in codes]) + EPSILON for each in (people, model))
    p, q = p / p.sum(), q / q.sum()
    return float((p * np.log(p / q)).sum())


def _without_model(benchmark: Benchmark, sheet: Sheet) -> dict[str, Numbers]:
    asked = sheet.questions, sheet.countries
    return {
        "people": baselines.people_of(*asked),
        "constant": baselines.constant(*asked),
        "pooled_region": baselines.pooled_region(*asked),
        "ridge": baselines.ridge(benchmark, *asked),
    }


def _groups(questions: Sequence[Question]) -> dict[str, list[int]]:
    """Return places of questions by category and by tier, after all of them."""
    found: dict[str, list[int]] = {ALL: list(range(len(questions)))}
    for place, question in enumerate(questions):
        if question.category:
            found.setdefault(f"category: {question.category}", []).append(place)
        if question.tier:
            found.setdefault(f"tier: {question.tier}", []).append(place)
    return found


def _alignment(
    sheet: Sheet,
    condition: Condition,
    known: Mapping[str, Numbers],
    group: str,
    places: list[int],
    seed: int,
) -> Iterator[Row]:
    """Yield NVAS and, on the same cells, that of each baseline and what the model gains on it."""
    answers = sheet.answers(condition)
    questions = [sheet.questions[place] for place in places]
    own = _scores(questions, answers[places], known["people"][places])
    if not np.isfinite(own).any():
        return
    yield _row("nvas", condition, group, mean_over_countries(own, seed))
    others = {name: table for name, table in known.items() if name != "people"}
    if condition.framing != "neutral" and len(sheet.countries) > 1:
        others["country_blind"] = baselines.country_blind(sheet.questions, answers)
    for name, table in others.items():
        scores = _scores(questions, table[places], known["people"][places])
        scores = np.where(np.isfinite(own), scores, np.nan)
        gain = mean_over_countries(own - scores, seed)
        row = _row("nvas", condition, group, mean_over_countries(scores, seed), baseline=name)
        yield row | {"gain": figure(gain)}


def _scores(questions: Sequence[Question], one: Numbers, other: Numbers) -> Numbers:
    """Return 100 (1 - |a - b| / width) of tables of questions × countries."""
    low, high = (np.array([[getattr(q, end)] for q in questions]) for end in ("low", "high"))
    return nvas(one, other, low, high)


def _between(sheet: Sheet, seed: int) -> Iterator[Row]:
    """Yield FCS, SPD and CLCS: agreement of two framings, or of two languages."""
    known = set(sheet.conditions)
    for condition in sheet.conditions:
        twins = []
        if condition.framing == "persona":
            twins += [("fcs", Condition("observer", condition.language, condition.reasoning))]
            twins += [("spd", Condition("neutral", condition.language, condition.reasoning))]
        if condition.language != ENGLISH:
            twins += [("clcs", Condition(condition.framing, ENGLISH, condition.reasoning))]
        for measure, twin in twins:
            if twin in known:
                tables = sheet.answers(condition), sheet.answers(twin)
                scores = _scores(sheet.questions, *tables)
                yield _row(measure, condition, ALL, mean_over_countries(scores, seed))


def _divergence(sheet: Sheet, condition: Condition, seed: int) -> Iterator[Row]:
    table = np.full((len(sheet.questions), len(sheet.countries)), np.nan)
    for row, question in enumerate(sheet.questions):
        for column, country in enumerate(sheet.countries):
            found = sheet.at(condition, question, country)
            people = question.people.get(country)
            if found is not None and found.shares is not None and people and people.shares:
                table[row, column] = kl(people.shares, found.shares, question.codes)
    if np.isfinite(table).any():
        yield _row("kl", condition, ALL, mean_over_countries(table, seed))


def _abstention(sheet: Sheet, condition: Condition) -> Iterator[Row]:
    """Yield the share of answers that name no code, and how many of these leak one."""
    given = [each for (how, _, _), each in sheet.given.items() if how == condition]
    silent = [each for each in given if each.answer is None]
    refused = sum(each.status == "refused" for each in silent)
    found = _share(len(silent), len(given))
    yield _row("abstention", condition, ALL, found) | {"refused": refused}
    weighed = [each.shares for each in silent if each.shares]
    if weighed:
        leaks = sum(max(shares.values()) > LEAKS for shares in weighed)
        yield _row("logit_leakage", condition, ALL, _share(leaks, len(weighed)))


def _variance(sheet: Sheet, condition: Condition, seed: int) -> Iterator[Row]:
    """Yield how much answers differ over countries, as a share of how much people's do."""
    if condition.framing == "neutral" or len(sheet.countries) < 2:
        return
    answers, people = sheet.answers(condition), baselines.people_of(
        sheet.questions, sheet.countries
    )  # fmt: skip
    both = np.isfinite(answers) & np.isfinite(people)
    rows = [
        (answers[row][both[row]].std(), people[row][both[row]].std())
        for row, question in enumerate(sheet.questions)
        if question.ordinal and both[row].sum() > 1
    ]
    if rows:
        found = bootstrap(
            np.array(rows), _spread, method="percentile", resamples=RESAMPLES, seed=seed
        )
        yield _row("variance_ratio", condition, ALL, found)


def _spread(samples: Numbers) -> Numbers:
    means = known_mean(samples, axis=1)
    return ratio(means[:, 0], means[:, 1])


def _share(hits: int, n: int) -> Interval:
    return Interval(hits / n if n else float("nan"), *wilson(hits, n), n)


def _row(
    measure: str, condition: Condition, group: str, found: Interval, *, baseline: str = ""
) -> Row:
    shared = {"measure": measure, **condition.fields, "group": group, "baseline": baseline}
    return shared | figure(found)


def lines(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the figures as text; those of single categories are in `--json`."""
    for row in rows:
        if row["group"] != ALL:
            continue
        if row["baseline"]:
            gain = in_words(row["gain"])
            yield f"    {row['baseline']:<16} {in_words(row)}; the model minus it {gain}"
            continue
        how = f"{row['framing']}, {row['language']}, {row['reasoning']}"
        yield f"{row['measure']:<15} {how:<30} {in_words(row)} n = {row['n']}"
