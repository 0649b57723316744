"""Controls that do not read the item: a respondent's own shares by the positions of options."""

from collections.abc import Sequence

import numpy as np

from park.align.people import Shares
from park.records import Item
from park.statistics.interval import Numbers, known_mean

ITEM_BLIND = "item_blind"


def blind(name: str) -> str:
    """Return the name of the item-blind control of a method or respondent."""
    return f"{ITEM_BLIND}-{name}"


def item_blind(given: Shares, items: Sequence[Item]) -> dict[str, Numbers]:
    """Return a respondent's shares for the positions of an item's scale, whatever its content.

    The mean of its shares for other items with the same number of options, by position. Items
    without such others have none.

    Args:
        given: the respondent's shares by item, shape (forms, k).
        items: the items.

    Returns:
        Shares by item, shape (forms, k); nan where the respondent did not answer the item itself.
    """
    found = {}
    by_size: dict[int, list[str]] = {}
    for item in items:
        if item.id in given:
            by_size.setdefault(len(item.options), []).append(item.id)
    for alike in by_size.values():
        for name in alike if len(alike) > 1 else ():
            others = np.stack([given[other] for other in alike if other != name])
            answered = np.isfinite(given[name]).all(-1, keepdims=True)
            found[name] = np.where(answered, known_mean(others, axis=0), np.nan)
    return found
