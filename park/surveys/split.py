"""Splits items into train and held-out ones, before anything is generated."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from park.errors import InputError, nearest
from park.records import Item

FEWEST_TOPICS = 2
"""With no more topics than this, none is held out whole."""
By = Literal["topic", "item"]
"""How to choose held-out items: balanced over topics, or without regard to them (old runs)."""


def split(
    items: Mapping[str, Item],
    holdout: float,
    named: Sequence[str] | None = None,
    by: By = "topic",
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split items into train and held-out ones by a hash of their source and id.

    By topic, the smallest topic is held out whole if it makes up at most half of the held-out
    items; the rest is taken from the other topics in turn, so that scores cover as many topics as
    possible. Twins, and items with the same statement, stay together, so a few more may be held
    out.

    Args:
        items: all items by id.
        holdout: share of all items to hold out, between 0 and 1.
        named: train items, if not all; neither they nor their twins are ever held out.
        by: `topic` or `item`, which only uses the hash.

    Returns:
        The ids of the train items, in the order named or else in survey order, and of the held-out
        items in survey order.

    Raises:
        InputError: a named item is unknown or named twice.
    """
    _check_names(items, named or ())
    wanted, kept = round(holdout * len(items)), set(named or ())
    ranked = sorted(groups(items), key=lambda ids: min(_rank(items[id_]) for id_ in ids))
    free = [group for group in ranked if not kept.intersection(group)]
    held: set[str] = set()
    for group in free if by == "item" else _by_topic(items, free, kept, wanted):
        if len(held) < wanted:
            held.update(group)
    train = named if named is not None else [key for key in items if key not in held]
    return tuple(train), tuple(key for key in items if key in held)


def _by_topic(
    items: Mapping[str, Item], free: Sequence[list[str]], kept: set[str], wanted: int
) -> Iterator[list[str]]:
    """Yield groups of items: first a whole topic, then one from each other topic in turn."""
    topics: dict[str, list[list[str]]] = {}
    for group in free:
        topics.setdefault(items[group[0]].topic, []).append(group)
    sizes = {name: sum(map(len, found)) for name, found in topics.items()}
    taught = {items[id_].topic for id_ in kept}
    small = [name for name in topics if name and name not in taught and 2 * sizes[name] <= wanted]
    if len(topics) > FEWEST_TOPICS and small:
        yield from topics.pop(min(small, key=lambda name: (sizes[name], name)))
    while any(topics.values()):
        for found in topics.values():
            if found:
                yield found.pop(0)


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
