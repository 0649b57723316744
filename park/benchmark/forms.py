"""Checks of an item's form, and near duplicates among items."""

import re
from collections.abc import Sequence

from park.records.benchmark import BenchmarkItem
from park.text.duplicates.near import near_duplicates

LONGEST, SHORTEST = 300, 8
"""Characters of a statement or question."""
NEAR = 0.7
"""Jaccard similarity of character n-grams from which two items of a kind are duplicates."""
ASKS = "?？؟՞\u037e"
GAP = re.compile(r"\.\.\.|…|___|\[[^\]]*\]|<[^>]*>|\{[^}]*\}|\bXX+\b")
CATCH_ALL = re.compile(r"\b(?:all|none|both|any|either) of (?:the (?:above|others?)|these|them)\b")
BOTH = re.compile(r"\band/or\b", re.I)

FAULTS = {
    "unread": "the reply holds no item",
    "length": f"fewer than {SHORTEST} or more than {LONGEST} characters",
    "gap": "a gap or a placeholder is left in it",
    "double": "it says and/or, so nobody knows what is agreed with",
    "asks": "a statement to agree with is a question",
    "asks_nothing": "a knowledge item is no question",
    "options": "two options are alike, or one is empty or has a bar (|)",
    "catch_all": "an option stands for others",
    "gives_away": "the question holds the true answer",
    "near_duplicate": "nearly the same as an earlier item",
}
"""Faults of form: name and what it means."""


def fault_of(item: BenchmarkItem) -> str:
    """Return the first fault of an item's form; '' if there is none."""
    text = item.statement
    asks = text.rstrip()[-1:] in ASKS and bool(text.strip())
    if not SHORTEST <= len(text) <= LONGEST:
        return "length"
    if GAP.search(text):
        return "gap"
    if BOTH.search(text):
        return "double"
    if item.kind == "value":
        return "asks" if asks and item.ordered else ""
    return "asks_nothing" if not asks else _of_options(item)


def _of_options(item: BenchmarkItem) -> str:
    labels = [" ".join(option.label.casefold().split()) for option in item.options]
    if len(set(labels)) < len(labels) or any("|" in label for label in labels):
        return "options"
    if any(GAP.search(label) for label in labels):
        return "gap"
    if any(CATCH_ALL.search(label) for label in labels):
        return "catch_all"
    right = next(label for option, label in zip(item.options, labels, strict=True)
                 if option.code == item.answer)  # fmt: skip
    inside = re.search(rf"(?<!\w){re.escape(right)}(?!\w)", item.statement.casefold())
    return "gives_away" if inside and len(right) > 2 else ""


def near_pairs(items: Sequence[BenchmarkItem]) -> list[tuple[str, str, float]]:
    """Return items that nearly repeat an earlier one of their kind and country.

    Returns:
        The item's id, the earlier item's and their similarity (exact Jaccard of n-grams).
    """
    found = []
    groups: dict[tuple[str, str], list[BenchmarkItem]] = {}
    for item in items:
        groups.setdefault((item.kind, item.country), []).append(item)
    for same in groups.values():
        near = near_duplicates([item.statement for item in same], NEAR)
        found += [
            (item.id, same[kept].id, near.score[place])
            for place, (item, kept) in enumerate(zip(same, near.of, strict=True))
            if kept != place
        ]
    return found
