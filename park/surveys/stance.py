"""A country's answers → the option that a delegate holds."""

import random
from fractions import Fraction
from typing import Literal

from park.errors import InputError
from park.records import Answers, Item

How = Literal["sample", "mode", "mean"]


def draw(answers: Answers, item: Item, how: How, rng: random.Random) -> int:
    """Return the code of a stance.

    Args:
        answers: A country's answers to the item.
        item: The item.
        how: `sample` draws an option by its share, `mode` takes the most frequent one (the lowest
        code in ties), `mean` the one nearest to the mean code (the highest in ties), without
        options off the scale.
        rng: Used by `sample` only, once.

    Raises:
        InputError: the country was not asked, or `mean` was chosen for unordered options.
    """
    weights = {o.code: answers.counts.get(o.code, 0.0) for o in item.options}
    weights = {code: weight for code, weight in sorted(weights.items()) if weight > 0}
    if not weights:
        raise InputError(f"item {item.id}: {answers.country} was not asked")
    if how == "sample":
        return rng.choices(list(weights), list(weights.values()))[0]
    if how == "mode":
        return max(weights, key=lambda code: (weights[code], -code))
    return _nearest_to_mean(item, weights)


def side(item: Item, code: int) -> int:
    """Return -1 below the middle of an item's scale, 1 above; 0 in the middle or off the scale."""
    if code in item.aside:
        return 0
    twice = 2 * code - item.scale[0] - item.scale[-1]
    return (twice > 0) - (twice < 0)


def side_share(answers: Answers, item: Item, code: int) -> float:
    """Return the share of answers on the same side of a scale's middle as an option.

    For the middle itself and options off the scale, it is the option's own share.
    """
    codes = item.scale
    middle = Fraction(codes[0] + codes[-1], 2)
    if not item.ordered or code in item.aside or code == middle:
        return answers.share(code)
    same = (each for each in codes if (each > middle) == (code > middle) and each != middle)
    return sum(answers.share(each) for each in same)


def _nearest_to_mean(item: Item, weights: dict[int, float]) -> int:
    if not item.ordered:
        raise InputError(
            f"seeds.stance: mean: the options of item {item.id} form no scale; "
            "use sample or mode, or leave the item out"
        )
    placed = {code: Fraction(weight) for code, weight in weights.items() if code in item.scale}
    if not placed:
        return max(weights, key=lambda code: (weights[code], -code))
    mean = sum(code * weight for code, weight in placed.items()) / sum(placed.values())
    return min(item.scale, key=lambda code: (abs(code - mean), -code))
