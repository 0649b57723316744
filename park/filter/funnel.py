"""Rejections by check and culture, and the diversity of the remaining opinions."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from park.filter import check
from park.filter.duplicates.diversity import diversity_gain, self_similarity
from park.filter.verdicts import Decision
from park.records import Funnel, rejection
from park.records.opinion import COMPARED, DISPUTED
from park.text.ngrams import distinct_n

BEFORE = ("not_in_dialogue", "not_in_quote")
AFTER = (
    "contradicts", "irrelevant", "unsure", "unverified",
    "distribution", "far", DISPUTED, *COMPARED,
)  # fmt: skip
"""Reasons for rejection before and after the rule-based checks, in order."""
FIRST = ("dialogues", "unread", "listed")
LAST = ("reviewed", "rewritten", "accepted")


def reasons() -> tuple[str, ...]:
    """Return all reasons for rejection in display order."""
    return (*BEFORE, *check.reasons(), *AFTER)


def funnel(decision: Decision, dialogues: Mapping[str, int], failures: Mapping[str, int]) -> Funnel:
    """Count dialogues, listed opinions, rejections by reason and accepted opinions per culture.

    Args:
        decision: all opinions with their verdicts.
        dialogues: dialogues read, by culture.
        failures: windows without a readable listing, by culture.
    """
    fallen = [rejection(each.verdicts) for each in decision.judged]
    stated = [each.reason if each else "" for each in fallen]
    known = reasons()
    # Undeclared reasons are counted after the declared ones.
    others = sorted({reason for reason in stated if reason}.difference(known))
    stages = (*FIRST, *known, *others, *LAST)
    cultures = {
        culture: dict.fromkeys(stages, 0) | {"dialogues": count, "unread": failures.get(culture, 0)}
        for culture, count in dialogues.items()
    }
    for judged, reason in zip(decision.judged, stated, strict=True):
        row = cultures[judged.opinion.seed.culture]
        row["listed"] += 1
        row[reason or "accepted"] += 1
        row["reviewed"] += any(verdict.check == "review" for verdict in judged.verdicts)
        row["rewritten"] += bool(judged.kept and judged.opinion.said)
    return Funnel(stages=stages, cultures=cultures)


def rejected(funnel: Funnel) -> dict[str, int]:
    """Return the counts of reasons that occurred."""
    total = funnel.total()
    return {name: total[name] for name in funnel.counted() if name not in (*FIRST, *LAST)}


def diversity(
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    kept: Sequence[int],
    statements: NDArray[np.float32],
    language: str,
) -> dict[str, float | None]:
    """Measure the diversity of a culture's opinions before and after comparison.

    Args:
        texts: the opinions that reached the comparisons.
        vectors: their (n, d) unit rows.
        kept: the indices of those that passed.
        statements: (m, d) unit rows of the seed items' statements.
        language: BCP 47 tag of the opinions.
    """
    left = vectors[list(kept)]
    return {
        "self_similarity_before": _rounded(self_similarity(vectors)),
        "self_similarity_after": _rounded(self_similarity(left)),
        "distinct_2_before": _rounded(distinct_n(texts, 2, language)),
        "distinct_2_after": _rounded(distinct_n([texts[i] for i in kept], 2, language)),
        "diversity_gain": _rounded(diversity_gain(left, statements)) if len(kept) else None,
    }


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)
