"""The study's figures as plain data and as text."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from park.ratings.mapping import Coding
from park.ratings.read import Ratings
from park.statistics.mixed import Fit, Variance
from park.statistics.proportion import Z95
from park.study.studies.salience.columns import MODELS, cramers_v, inflation
from park.study.studies.salience.fitting import Fitted

LEVEL = 0.05
WIDTH = 31
"""Of a forest plot in characters."""
QUESTIONS = {
    "D|Base": "do raters' demographics matter?",
    "CZ|Base": "do zones matter?",
    "D+CZ|D": "do zones matter beyond demographics?",
    "D×CZ|D+CZ": "do demographics matter differently in zones?",
}


@dataclass(frozen=True)
class Result:
    """What was found under one coding."""

    coding: Coding
    fitted: Fitted
    counted: Mapping[str, Any] | None
    """Counts of items; None where the mapping does not say what is harmful."""


def figures(ratings: Ratings, results: Mapping[str, Result]) -> dict[str, Any]:
    """Return the findings by coding."""
    return {name: _coding(ratings, each) for name, each in results.items()}


def _coding(ratings: Ratings, result: Result) -> dict[str, Any]:
    fitted = result.fitted
    counted = dict(result.counted or {"items": None, "sensitive": None})
    return {
        **{key: _plain(value) for key, value in counted.items()},
        "tests": {name: _plain(test.p) for name, test in fitted.tests.items()},
        "comparisons": {
            name: {key: _plain(value) for key, value in test._asdict().items()}
            for name, test in fitted.tests.items()
        },
        "models": {name: _model(fitted, name) for name in MODELS},
        "zones": {zone: list(countries) for zone, countries in result.coding.items()},
        "raters": dict(Counter(fitted.sheet.zone)),
        "ratings": fitted.design.n,
        "left_out": {**ratings.left_out, **left_out(ratings, fitted)},
        "association": {k: _plain(v) for k, v in association(fitted).items()},
        "inflation": {k: _plain(v) for k, v in _inflation(fitted).items()},
    }


def _model(fitted: Fitted, name: str) -> dict[str, Any]:
    fit = fitted.fits[name]
    return {
        "aic": _plain(fit.aic),
        "parameters": fit.parameters,
        "rater": _plain(fit.rater._asdict()),
        "item": _plain(fit.item._asdict()),
        "residual": _plain(fit.residual._asdict()),
        "explained": _plain(fitted.explained(name)),
        "coefficients": {
            column: {"value": _plain(value), "low": _plain(low), "high": _plain(high)}
            for column, value, low, high in coefficients(fitted, name)
        },
    }


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold: numbers with six digits, None for what is not one."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    return value


def coefficients(fitted: Fitted, name: str) -> Iterator[tuple[str, float, float, float]]:
    """Yield a model's coefficients, but the constant, with 95 % intervals."""
    fit = fitted.fits[name]
    for column, value, error in zip(fitted.names[name], fit.beta, fit.error, strict=True):
        if column != "constant":
            yield column, float(value), float(value - Z95 * error), float(value + Z95 * error)


def association(fitted: Fitted) -> dict[str, float]:
    """Return Cramér's V of zones with each demographic."""
    return {k: cramers_v(fitted.sheet.zone, v) for k, v in fitted.sheet.groups.items()}


def _inflation(fitted: Fitted) -> dict[str, float]:
    return inflation(fitted.sheet.columns("D+CZ"))


def left_out(ratings: Ratings, fitted: Fitted) -> dict[str, int]:
    """Return how many ratings the models lack that were read."""
    lacking = len(ratings.rating) - fitted.design.n
    return {"by raters of unknown zone or demographics": lacking} if lacking else {}


def text(ratings: Ratings, results: Mapping[str, Result], remarks: Sequence[str]) -> Iterator[str]:
    """Yield the findings as lines."""
    yield (
        f"{len(ratings.rating):,} ratings of {len(ratings.items):,} items by "
        f"{len(ratings.raters):,} raters from {len({*ratings.country} - {''})} countries"
    )
    for reason, count in ratings.left_out.items():
        yield f"left out: {count:,} {reason}"
    if ratings.contradicting:
        yield (
            f"{ratings.contradicting} raters contradict themselves in a demographic; "
            "their first row counts"
        )
    for name, result in results.items():
        yield ""
        yield from _lines(ratings, name, result)
    yield ""
    yield from conclusions(results)
    yield from remarks


def _lines(ratings: Ratings, name: str, result: Result) -> Iterator[str]:
    fitted = result.fitted
    yield f"coding {name}"
    raters = Counter(fitted.sheet.zone)
    for zone, countries in result.coding.items():
        if zone in raters:
            yield f"  {zone} ({', '.join(countries)}): {raters[zone]} raters"
    for reason, count in left_out(ratings, fitted).items():
        yield f"  left out of the models: {count:,} ratings {reason}"
    yield f"  {'test':<10} {'χ²':>7} {'df':>3} {'p':>8} {'BH':>8} {'ΔAIC':>7} {'explained':>9}"
    for test, row in fitted.tests.items():
        larger = test.partition("|")[0]
        yield (
            f"  {test:<10} {row.chi2:>7.1f} {row.df:>3} {p(row.p):>8} {p(row.q):>8} "
            f"{row.aic:>+7.1f} {percent(fitted.explained(larger)):>9}"
        )
    base = fitted.fits["Base"]
    yield f"  variance in Base: {_variances(base)}"
    pairs = [f"{k} {v:.2f}" for k, v in association(fitted).items()]
    largest = max(_inflation(fitted).items(), key=lambda each: each[1], default=("none", 1.0))
    yield (
        f"  zones with demographics (Cramér's V): {', '.join(pairs) or 'none vary'}; largest "
        f"variance inflation {largest[1]:.1f} ({largest[0]})"
    )
    yield from forest(list(coefficients(fitted, "D+CZ")))
    if result.counted is not None:
        yield from _counts(result.counted)


def _variances(fit: Fit) -> str:
    named = {"raters": fit.rater, "items": fit.item, "residual": fit.residual}
    return ", ".join(f"{name} {_interval(each)}" for name, each in named.items())


def _interval(each: Variance) -> str:
    return f"{each.value:.4f} [{each.low:.4f}, {each.high:.4f}]"


def _counts(counted: Mapping[str, Any]) -> Iterator[str]:
    yield f"  sensitive items: {_share(counted)}"
    for mixed in (True, False):
        rows = [row for row in counted["thresholds"] if row["mixed"] == mixed]
        told = "raters not all of one group" if mixed else "any raters"
        levels = sorted({row["threshold"] for row in rows})
        yield f"    {told}: " + "  ".join(f"S > {level:g}" for level in levels)
        for fewest in sorted({row["fewest"] for row in rows}):
            row = [each for each in rows if each["fewest"] == fewest]
            cells = "  ".join(f"{percent(each['share']):>6}" for each in row)
            yield f"      {fewest} ratings or more: {cells} of {row[0]['items']:,}"


def _share(counted: Mapping[str, Any]) -> str:
    if counted["share"] is None:
        return "no item has ratings of two zones that count"
    low, high = counted["low"], counted["high"]
    return (
        f"{counted['sensitive']:,} of {counted['items']:,} = {percent(counted['share'])} "
        f"[{percent(low)}, {percent(high)}]"
    )


def conclusions(results: Mapping[str, Result]) -> Iterator[str]:
    """Yield the answer to each question under each coding."""
    if not results:
        return
    yield f"at p < {LEVEL:g}, under each coding:"
    for test, question in QUESTIONS.items():
        told = [f"{name} {_answer(each.fitted.tests[test].p)}" for name, each in results.items()]
        yield f"  {question} {'; '.join(told)}"
        if len({each.fitted.tests[test].p < LEVEL for each in results.values()}) > 1:
            yield "    the answer depends on the coding"


def _answer(value: float) -> str:
    if math.isnan(value):
        return "cannot be asked"
    told = p(value)
    return (
        f"{'yes' if value < LEVEL else 'not shown'} (p {told if told[0] == '<' else f'= {told}'})"
    )


def forest(rows: Sequence[tuple[str, float, float, float]]) -> Iterator[str]:
    """Yield a forest plot of coefficients in characters, 0 marked by │."""
    if not rows:
        return
    low, high = min(0.0, *(row[2] for row in rows)), max(0.0, *(row[3] for row in rows))
    label = max(len(row[0]) for row in rows)

    def place(value: float) -> int:
        return round((value - low) / (high - low) * (WIDTH - 1))

    yield "  coefficients in D+CZ, against the most common group"
    for name, value, down, up in rows:
        line = ["─" if place(down) <= x <= place(up) else " " for x in range(WIDTH)]
        line[place(0.0)] = "│"
        line[place(value)] = "●"
        yield f"  {name:<{label}} {''.join(line)} {value:+.3f} [{down:+.3f}, {up:+.3f}]"


def p(value: float) -> str:
    """Return a p-value as text."""
    if math.isnan(value):
        return "-"
    return "< .0001" if value < 1e-4 else f"{value:.4f}".lstrip("0")


def percent(value: float | None) -> str:
    """Return a share in percent."""
    return "-" if value is None or math.isnan(value) else f"{100 * value:.1f} %"
