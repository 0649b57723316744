"""How many more dialogues it takes until enough opinions are accepted."""

from collections.abc import Mapping
from math import ceil

GROWTH = 4
"""How many times as many dialogues a round may plan at most, since a yield measured on a few
dialogues says little."""


def short_of(accepted: Mapping[str, int], target: int) -> list[str]:
    """Return the cultures that have fewer accepted opinions than the target."""
    return [culture for culture, count in accepted.items() if count < target]


def next_per_item(accepted: Mapping[str, int], target: int, per_item: int) -> int:
    """Return how many dialogues per culture and item to plan in the next round.

    Args:
        accepted: accepted opinions of the cultures that are short of the target.
        target: accepted opinions wanted of each.
        per_item: dialogues per item that these were taken from.
    """
    worst = min(accepted.values())
    wanted = ceil(per_item * target / worst) if worst else GROWTH * per_item
    return max(per_item + 1, min(wanted, GROWTH * per_item))
