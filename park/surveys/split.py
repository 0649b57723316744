"""Items → train and held-out items, before anything is generated."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from park.errors import InputError, nearest
from park.records import Item


def split(
    items: Mapping[str, Item], holdout: float, named: Sequence[str] | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Divide items into train and held-out ones by a hash of their source and id.

    Args:
        items: All items by id.
        holdout: The share of all items to hold out, between 0 and 1.
        named: The items wanted for training, if not all; they are never held out.

    Returns:
        The ids of the train items, in the order named or else in survey order, and of the
        held-out items in survey order.

    Raises:
        InputError: a named item is unknown or named twice.
    """
    _check_names(items, named or ())
    free = sorted((key for key in items if key not in (named or ())), key=lambda k: _rank(items[k]))
    held = set(free[: round(holdout * len(items))])
    train = named if named is not None else [key for key in items if key not in held]
    return tuple(train), tuple(key for key in items if key in held)


def _rank(item: Item) -> str:
    key = json.dumps([item.source, item.id]).encode()
    return hashlib.blake2b(key, digest_size=16).hexdigest()


def _check_names(items: Mapping[str, Item], named: Sequence[str]) -> None:
    for name in named:
        if name not in items:
            raise InputError(f"seeds.items: the source has no item {name!r}{nearest(name, items)}")
        if named.count(name) > 1:
            raise InputError(f"seeds.items: {name!r} stands twice")
