"""Items → the train and the test split, the same for every culture and view."""

from collections.abc import Iterable

from park.ledger.keys import key_of
from park.records import Split


def split_items(items: Iterable[str], test: float, seed: int) -> dict[str, Split]:
    """Divide items by a hash of the seed and their id.

    Args:
        items: the ids of all items that have samples.
        test: the share of the items that go to the test split, from 0 to below 1. With two items
            or more, and a share above 0, each split gets at least one.
        seed: what the division follows from.

    Returns:
        The split of every item.
    """
    ranked = sorted(set(items), key=lambda item: key_of("split", seed, item))
    wanted = min(max(round(test * len(ranked)), 1), len(ranked) - 1) if test > 0 else 0
    held = set(ranked[: max(wanted, 0)])
    return {item: "test" if item in held else "train" for item in sorted(ranked)}
