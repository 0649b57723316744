"""Splits items into train and held-out ones, before anything is generated."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from park.errors import InputError, nearest
from park.records import Item


def split(
    items: Mapping[str, Item], holdout: float, named: Sequence[str] | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split items into train and held-out ones by a hash of their source and id.

    Twins, and items with the same statement, stay together, so a few more may be held out.

    Args:
        items: all items by id.
        holdout: share of all items to hold out, between 0 and 1.
        named: train items, if not all; neither they nor their twins are ever held out.

    Returns:
        The ids of the train items, in the order named or else in survey order, and of the held-out
        items in survey order.

    Raises:
        InputError: a named item is unknown or named twice.
    """
    _check_names(items, named or ())
    wanted, kept = round(holdout * len(items)), set(named or ())
    held: set[str] = set()
    for group in sorted(groups(items), key=lambda ids: min(_rank(items[id_]) for id_ in ids)):
        if len(held) < wanted and not kept.intersection(group):
            held.update(group)
    train = named if named is not None else [key for key in items if key not in held]
    return tuple(train), tuple(key for key in items if key in held)


def groups(items: Mapping[str, Item]) -> list[list[str]]:
    """Return groups of items to keep together: twins, and items with the same statement."""
    parents: dict[str, str] = {}

    def root(key: str) -> str:
        while key != parents.setdefault(key, key):
            key = parents[key]
        return key

    for item in items.values():
        for key in (f"id {item.twin or item.id}", f"says {item.statement.casefold()}"):
            parents[root(f"id {item.id}")] = root(key)
    found: dict[str, list[str]] = {}
    for id_ in items:
        found.setdefault(root(f"id {id_}"), []).append(id_)
    return list(found.values())


def _rank(item: Item) -> str:
    """Return an item's sort key for being held out, shared by twins."""
    key = json.dumps([item.source, item.twin or item.id]).encode()
    return hashlib.blake2b(key, digest_size=16).hexdigest()


def _check_names(items: Mapping[str, Item], named: Sequence[str]) -> None:
    for name in named:
        if name not in items:
            raise InputError(f"seeds.items: the source has no item {name!r}{nearest(name, items)}")
        if named.count(name) > 1:
            raise InputError(f"seeds.items: {name!r} appears twice")
