"""Which opinions may be duplicates: those of one side, neither of which denies the other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

import numpy as np
from numpy.typing import NDArray

from park.filter.duplicates.semantic import Comparable, Integers
from park.records import Item, Opinion
from park.surveys.stance import side
from park.text.duplicates.near import Near, near_duplicates
from park.text.negation import negations


@dataclass(frozen=True)
class Stand:
    """What an opinion answers, and whether it affirms."""

    item: str
    side: int
    """Side of the item's scale; the option itself if the options form no scale."""
    negations: int
    """From `park.text.negation`."""


def stand_of(opinion: Opinion, items: Mapping[str, Item], agents: Path | None = None) -> Stand:
    """Return where an opinion stands.

    Args:
        opinion: an opinion, by its final text.
        items: the survey's items by id.
        agents: the user's folder of role cards.
    """
    item, code = items[opinion.seed.item], opinion.seed.stance
    return Stand(
        item=item.id,
        side=side(item, code) if item.ordered else code,
        negations=negations(opinion.text, opinion.language, agents),
    )


def opposed(one: Stand, other: Stand) -> bool:
    """Whether two opinions are no duplicates, however alike they look.

    Sides of different items have nothing to do with each other.
    """
    return one.negations != other.negations or (one.item == other.item and one.side != other.side)


def comparable(stands: Sequence[Stand]) -> Comparable:
    """Return `not opposed` for arrays of pairs."""
    numbers: dict[str, int] = {}
    table = np.array(
        [(numbers.setdefault(s.item, len(numbers)), s.side, s.negations) for s in stands], np.int64
    ).reshape(-1, 3)

    def may(left: Integers, right: Integers) -> NDArray[np.bool_]:
        same = table[left] == table[right]
        alike: NDArray[np.bool_] = same[:, 2] & (same[:, 1] | ~same[:, 0])
        return alike

    return may


def near_alike(
    texts: Sequence[str], stands: Sequence[Stand], threshold: float, in_memory: int | None = None
) -> Near:
    """Group near duplicates that are not opposed, keeping the first text of each group.

    Args:
        texts: n texts, in order of preference.
        stands: where each of them stands.
        threshold: as in `near_duplicates`.
        in_memory: maximum texts to compare in memory; more are compared in files, to the same
            result. All in memory if None.
    """
    of, score = list(range(len(texts))), [0.0] * len(texts)
    counted: dict[int, list[int]] = defaultdict(list)
    for index, stand in enumerate(stands):
        counted[stand.negations].append(index)
    for own in counted.values():
        in_files = in_memory is not None and len(own) > in_memory
        folder = Path(gettempdir()) if in_files else None
        found = near_duplicates([texts[index] for index in own], threshold, place=folder)
        for place, index in enumerate(own):
            of[index], score[index] = own[found.of[place]], found.score[place]
    return Near(_parted(of, stands), score)


def _parted(of: Sequence[int], stands: Sequence[Stand]) -> list[int]:
    """Split each group such that no text falls for one that is opposed to it."""
    kept: dict[int, list[int]] = defaultdict(list)
    parted = []
    for index, group in enumerate(of):
        firsts = kept[group]
        first = next((one for one in firsts if not opposed(stands[one], stands[index])), index)
        if first == index:
            firsts.append(index)
        parted.append(first)
    return parted
