"""How many opinions each check rejected, per culture, and how diverse what is left is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from park.filter.check import reasons
from park.filter.duplicates.diversity import distinct_n, diversity_gain, self_similarity
from park.filter.verdicts import Decision

LATER = (
    "contradicts", "irrelevant", "unverified",
    "distribution",
    "near_duplicate", "repeats_item", "held_out",
    "semantic_duplicate",
    "over_per_seed", "over_target",
)  # fmt: skip
"""Why an opinion may be rejected after the checks, in order."""


def all_reasons() -> tuple[str, ...]:
    """Return why an opinion may be rejected, in order; checks from outside included."""
    return ("not_in_dialogue", *reasons(), *LATER)


def funnel(
    decision: Decision, dialogues: Mapping[str, int], failures: Mapping[str, int]
) -> dict[str, Any]:
    """Count, per culture, dialogues, listed opinions, each reason, and accepted opinions.

    Args:
        decision: all opinions with their verdicts.
        dialogues: dialogues that were read, by culture.
        failures: windows of turns whose opinions could not be listed, by culture.
    """
    cultures: dict[str, dict[str, int]] = {
        culture: {"dialogues": count, "unread": failures.get(culture, 0), "listed": 0}
        | dict.fromkeys(all_reasons(), 0)
        | {"rewritten": 0, "accepted": 0}
        for culture, count in dialogues.items()
    }
    for judged in decision.judged:
        row = cultures[judged.opinion.seed.culture]
        row["listed"] += 1
        reason = next((v.reason for v in judged.verdicts if not v.kept), "accepted")
        row[reason] += 1
        if judged.kept and judged.opinion.said:
            row["rewritten"] += 1
    stages = ["dialogues", "unread", "listed", *all_reasons(), "rewritten", "accepted"]
    return {"stages": stages, "cultures": cultures}


def totals(cultures: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Add the counts of all cultures."""
    total: Counter[str] = Counter()
    for row in cultures.values():
        total.update(row)
    return dict(total)


def rejected(total: Mapping[str, int]) -> dict[str, int]:
    """Return the reasons that rejected anything, with their counts."""
    return {reason: total[reason] for reason in all_reasons() if total.get(reason)}


def diversity(
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    kept: Sequence[int],
    statements: NDArray[np.float32],
    language: str,
) -> dict[str, float | None]:
    """Measure how diverse a culture's opinions are before and after they are compared.

    Args:
        texts: the opinions that reached the comparing checks.
        vectors: their (n, d) unit rows.
        kept: the positions of those that passed.
        statements: (m, d) unit rows of the items' statements, which the dialogues began from.
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
