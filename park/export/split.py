"""Splits items into train and test, identically for all cultures and views."""

from collections.abc import Collection, Iterable

from park.ledger.keys import key_of
from park.records import Split


def split_items(
    items: Iterable[str], test: float, seed: int, groups: Iterable[Collection[str]] = ()
) -> dict[str, Split]:
    """Split items by a hash of the seed and their id.

    Args:
        items: ids of all items with samples.
        test: share of items in the test split, from 0 to below 1. With two or more items and a
            share above 0, each split gets at least one.
        seed: random seed.
        groups: items to keep together, such as twins; the test split may thus have a few more
            items, or none if there is only one group.

    Returns:
        The split of every item.
    """
    whole = sorted(set(items))
    wanted = min(max(round(test * len(whole)), 1), len(whole) - 1) if test > 0 else 0
    held: set[str] = set()
    for group in sorted(_present(whole, groups), key=lambda ids: min(_rank(i, seed) for i in ids)):
        if len(held) < wanted and len(held) + len(group) < len(whole):
            held.update(group)
    return {item: "test" if item in held else "train" for item in whole}


def _present(items: list[str], groups: Iterable[Collection[str]]) -> list[list[str]]:
    """Restrict groups to existing items; ungrouped items form their own."""
    of = {item: number for number, group in enumerate(groups) for item in group}
    found: dict[int | str, list[str]] = {}
    for item in items:
        found.setdefault(of.get(item, item), []).append(item)
    return list(found.values())


def _rank(item: str, seed: int) -> str:
    return key_of("split", seed, item)
