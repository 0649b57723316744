"""Items → the train and the test split, the same for every culture and view."""

from collections.abc import Collection, Iterable

from park.ledger.keys import key_of
from park.records import Split


def split_items(
    items: Iterable[str], test: float, seed: int, groups: Iterable[Collection[str]] = ()
) -> dict[str, Split]:
    """Divide items by a hash of the seed and their id.

    Args:
        items: the ids of all items that have samples.
        test: the share of the items that go to the test split, from 0 to below 1. With two items
            or more, and a share above 0, each split gets at least one.
        seed: what the division follows from.
        groups: items that belong together, such as twins; they are not divided, so that a few more
            items may be tested, or none if there is but one group.

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
    """Return the groups with the items that are there; an item without one is its own."""
    of = {item: number for number, group in enumerate(groups) for item in group}
    found: dict[int | str, list[str]] = {}
    for item in items:
        found.setdefault(of.get(item, item), []).append(item)
    return list(found.values())


def _rank(item: str, seed: int) -> str:
    return key_of("split", seed, item)
