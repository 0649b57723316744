"""Group means and shares with intervals, tests between groups, and careless answers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import numpy as np

from park.ledger.keys import rng_of
from park.statistics.clustered import clustered_mean
from park.statistics.interval import Numbers
from park.statistics.multiple import holm
from park.statistics.proportion import wilson
from park.statistics.ranks import average_ranks
from park.study.studies.survey.answers import Sheet
from park.study.studies.survey.audit import FEW
from park.surveys.instrument import Instrument, Question

PERMUTATIONS = 9_999


def analysed(
    sheets: Sequence[Sheet], instrument: Instrument, seed: int, *, exclude: bool = True
) -> dict[str, Any]:
    """Return the figures of all questions.

    Args:
        sheets: judged answers.
        instrument: the questionnaire.
        seed: of permutations.
        exclude: whether to leave out who failed an attention check.
    """
    kept = [each for each in sheets if not (exclude and "attention" in each.faults)]
    groups = list(dict.fromkeys(each.group for each in sheets))
    asked = [each for each in instrument.questions if each.kind != "attention"]
    questions = {each.id: _question(each, kept, groups, seed) for each in asked}
    adjusted = holm([row["p"] if row["p"] is not None else np.nan for row in questions.values()])
    for row, p in zip(questions.values(), adjusted, strict=True):
        row["p_holm"] = _known(float(p))
    sizes = Counter(each.group for each in kept)
    return {
        "respondents": dict(Counter(each.group for each in sheets)),
        "kept": {group: sizes[group] for group in groups},
        "careless": {
            group: dict(Counter(f for each in sheets if each.group == group for f in each.faults))
            for group in groups
        },
        "questions": questions,
        "small": [group for group in groups if sizes[group] < FEW],
    }


def _question(
    question: Question, sheets: Sequence[Sheet], groups: Sequence[str], seed: int
) -> dict[str, Any]:
    answering = [each for each in sheets if question.id in each.answers]
    given = {
        group: np.array([s.answers[question.id] for s in answering if s.group == group], float)
        for group in groups
    }
    if question.kind == "choice":
        figures = {group: _shares(values, question.choices) for group, values in given.items()}
    else:
        figures = {group: _mean(values) for group, values in given.items()}
    p = permuted([v for v in given.values() if len(v)], question.kind, question.id, seed)
    return {"kind": question.kind, "groups": figures, "p": _known(p)}


def _mean(values: Numbers) -> dict[str, Any]:
    found = clustered_mean(values)
    sd = float(values.std(ddof=1)) if len(values) > 1 else float("nan")
    return {
        "n": len(values),
        "mean": _known(float(found.value)),
        "low": _known(float(found.low)),
        "high": _known(float(found.high)),
        "sd": _known(sd),
    }


def _shares(values: Numbers, choices: int) -> dict[str, Any]:
    counts = [int((values == each).sum()) for each in range(1, choices + 1)]
    return {
        "n": len(values),
        "counts": counts,
        "shares": [k / len(values) if len(values) else None for k in counts],
        "intervals": [list(wilson(k, len(values))) for k in counts],
    }


def permuted(groups: Sequence[Numbers], kind: str, name: str, seed: int) -> float:
    """Return the p of a permutation test that groups answer alike; nan with fewer than two.

    The statistic is that of Kruskal and Wallis (scales) or Pearson's χ² (choices), both up to
    constants that permutations share. Every answer is dealt to a group at random.
    """
    sizes = [len(each) for each in groups]
    if len(sizes) < 2:
        return float("nan")
    values = np.concatenate(groups)
    if values.min() == values.max():
        return 1.0
    table = _columns(values, kind)
    label = np.repeat(np.arange(len(sizes)), sizes)
    one_hot = np.eye(len(sizes))[label] / np.sqrt(sizes)
    seen = _statistic(one_hot, table)
    rng = rng_of("survey", "permutation", name, str(seed))
    draws = np.random.default_rng(rng.getrandbits(63))
    above = sum(
        _statistic(one_hot[draws.permutation(len(values))], table) >= seen - 1e-9
        for _ in range(PERMUTATIONS)
    )
    return (above + 1) / (PERMUTATIONS + 1)


def _columns(values: Numbers, kind: str) -> Numbers:
    """Return ranks, shape (n, 1), or a column per option, weighted as in Pearson's χ²."""
    if kind == "choice":
        options, place, counts = np.unique(values, return_inverse=True, return_counts=True)
        weighted: Numbers = np.eye(len(options))[place] / np.sqrt(counts)
        return weighted
    ranks = average_ranks(values)
    centred: Numbers = (ranks - ranks.mean())[:, None]
    return centred


def _statistic(groups: Numbers, columns: Numbers) -> float:
    """Return Σ over groups and columns of (sum in the group)² / size."""
    return float(((groups.T @ columns) ** 2).sum())


def _known(value: float) -> float | None:
    return value if isfinite(value) else None


def told(found: Mapping[str, Any]) -> list[str]:
    """Return the figures as lines."""
    lines = []
    for group, count in found["respondents"].items():
        faults = ", ".join(f"{k} {v}" for k, v in found["careless"][group].items()) or "none"
        lines.append(
            f"{group}: {count} respondents, {found['kept'][group]} kept; careless: {faults}"
        )
    for name, row in found["questions"].items():
        p, adjusted = row["p"], row["p_holm"]
        test = f"  groups: p = {p:.4f}, Holm {adjusted:.4f}" if p is not None else ""
        lines.append(f"{name}{test}")
        for group, each in row["groups"].items():
            lines.append(f"  {group:<16} {_figure(row['kind'], each)}")
    if found["small"]:
        lines.append(
            f"fewer than {FEW} kept: {', '.join(found['small'])}; their figures are uncertain"
        )
    return lines


def _figure(kind: str, each: Mapping[str, Any]) -> str:
    if not each["n"]:
        return "no answers"
    if kind == "choice":
        pairs = zip(each["shares"], each["intervals"], strict=True)
        parts = [f"{share:.0%} [{low:.0%}, {high:.0%}]" for share, (low, high) in pairs]
        return f"{' · '.join(parts)} (n = {each['n']})"
    if each["low"] is None:
        return f"{each['mean']:.2f} (n = {each['n']})"
    return f"{each['mean']:.2f} [{each['low']:.2f}, {each['high']:.2f}] (n = {each['n']})"
