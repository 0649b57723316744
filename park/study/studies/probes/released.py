"""What can be said about a file of released scores."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from park.statistics import hierarchical_bootstrap, nvas
from park.statistics.interval import Interval, Numbers, known_mean
from park.study.figures import figure, in_words
from park.study.studies.probes import baselines
from park.study.studies.probes.benchmark import Benchmark
from park.study.studies.probes.recorded import (
    NONE_GIVES,
    Match,
    averages_found,
    confirmed,
    matches,
    read_recorded,
    unmatched,
)

RESAMPLES = 1_000
READ_AS = {"nvas": "NVAS", "fcs": "FCS, CLCS or SPD"}
"""What a file is read as if only its scores tell."""


def audit(
    path: Path, benchmark: Benchmark, kind: str, seed: int, behind: Sequence[Path] = ()
) -> dict[str, Any]:
    """Return a file's cells recomputed, with the mean score, its interval and baselines.

    Args:
        path: the file.
        benchmark: the questions and people's answers.
        kind: what the file holds; by default its name tells.
        seed: random seed of the bootstrap over questions.
        behind: for FCS, the two files of NVAS of the same answers, which then must agree with it.

    Raises:
        InputError: the file is unsuitable.
    """
    table = read_recorded(path, benchmark, kind)
    found = list(matches(table, benchmark))
    checked = 0
    if behind:
        sides = [list(matches(read_recorded(each, benchmark), benchmark)) for each in behind]
        checked, found = confirmed(found, *sides)
    right, averages = averages_found(table, found)
    matched = [each for each in found if not each.reason]
    result: dict[str, Any] = {
        "file": str(path),
        "measure": table.kind,
        "cells": len(found),
        "matched": len(matched),
        "mean_nvas": None,
        "ordinal": _counted(found, ordinal=True),
        "nominal": _counted(found, ordinal=False),
        "averages": {"cells": averages, "matched": right},
        "read_as": table.renamed,
        "guessed": table.guessed,
        "confirmed": checked,
        "unmatched": unmatched(found),
    }
    if matched:
        values, questions, countries = _matrix(matched, benchmark)
        mean = mean_over_countries(values, seed)
        result["mean"] = figure(mean)
        result["mean_by_cell"] = float(known_mean(values.ravel()))
        result["countries"] = dict(
            zip(countries, map(float, known_mean(values, axis=0)), strict=True)
        )
        if table.kind == "nvas":
            result["mean_nvas"] = mean.value
            result["baselines"] = _baselines(values, questions, countries, benchmark, seed)
    return result


def mean_over_countries(values: Numbers, seed: int = 0) -> Interval:
    """Return the mean over countries of their mean scores, as published, with its interval.

    Args:
        values: shape (questions, countries); nan where there is no score.
        seed: random seed; questions are drawn with all their countries.
    """
    return hierarchical_bootstrap(
        values, _of_countries, crossed=False, resamples=RESAMPLES, seed=seed
    )


def _of_countries(samples: Numbers) -> Numbers:
    return known_mean(known_mean(samples, axis=1), axis=1)


def _matrix(matched: list[Match], benchmark: Benchmark) -> tuple[Numbers, list[str], list[str]]:
    """Return scores as questions × columns, with the names of both."""
    known = {each.cell.code for each in matched}
    codes = [code for code in benchmark.questions if code in known]
    columns = list(dict.fromkeys(each.cell.country for each in matched))
    rows, places = ({n: i for i, n in enumerate(names)} for names in (codes, columns))
    values = np.full((len(codes), len(columns)), np.nan)
    for each in matched:
        values[rows[each.cell.code], places[each.cell.country]] = each.value
    return values, codes, columns


def _baselines(
    values: Numbers, codes: list[str], countries: list[str], benchmark: Benchmark, seed: int
) -> dict[str, Any]:
    """Return what answers without a model reach on the same cells."""
    questions = [benchmark.questions[code] for code in codes]
    people = baselines.people_of(questions, countries)
    low = np.array([[each.low] for each in questions])
    high = np.array([[each.high] for each in questions])
    given = {
        "constant": baselines.constant(questions, countries),
        "pooled_region": baselines.pooled_region(questions, countries),
        "ridge": baselines.ridge(benchmark, questions, countries),
    }
    found = {}
    for name, answers in given.items():
        scores = np.where(np.isfinite(values), nvas(answers, people, low, high), np.nan)
        found[name] = figure(mean_over_countries(scores, seed))
        gap = mean_over_countries(values - scores, seed)
        found[name]["model_minus_it"] = figure(gap)
    return found


def _counted(found: list[Match], *, ordinal: bool) -> dict[str, int]:
    of_kind = [e for e in found if e.question is not None and e.question.ordinal is ordinal]
    return {"cells": len(of_kind), "matched": sum(not each.reason for each in of_kind)}


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield an audit as text."""
    yield f"{found['file']}: {found['matched']} of {found['cells']} cells recomputed"
    if found["guessed"]:
        told = "by its scores," if found["matched"] else "nor do its scores;"
        read_as = READ_AS[found["measure"]]
        yield f"  its name does not tell what it holds; {told} read as {read_as}"
    for kind in ("ordinal", "nominal"):
        yield f"  {kind}: {found[kind]['matched']} of {found[kind]['cells']}"
    if found["confirmed"]:
        yield f"  {found['confirmed']} cells held against the answers behind NVAS"
    if found["averages"]["cells"]:
        yield "  the file's averages: {matched} of {cells}".format(**found["averages"])
    if "mean" in found:
        yield (
            f"  mean over {len(found['countries'])} columns {in_words(found['mean'])}; "
            f"over cells {found['mean_by_cell']:.2f}"
        )
    for name, each in found.get("baselines", {}).items():
        gap = in_words(each["model_minus_it"])
        yield f"  {name:<14} {in_words(each)}; the model minus it {gap}"
    reasons: dict[str, list[str]] = defaultdict(list)
    for each in found["unmatched"]:
        # Each cell has a nearest score of its own, which --json gives.
        reason = NONE_GIVES if each["reason"].startswith(NONE_GIVES) else each["reason"]
        reasons[reason].append(f"{each['code']} {each['country']}")
    for reason, count in Counter({key: len(cells) for key, cells in reasons.items()}).most_common():
        more = " …" if count > 3 else ""
        yield f"  not matched: {count} cells: {reason} ({', '.join(reasons[reason][:3])}{more})"
    for own, meant in found["read_as"].items():
        yield f"  {own} is read as {meant}"
