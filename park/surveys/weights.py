"""Weights of respondents: the column, its cells, and the effective number of answers."""

from collections.abc import Iterable, Sequence
from math import fsum
from pathlib import Path

from park.errors import InputError, nearest

UNWEIGHTED = "none"
HEAVIEST = 1e9
"""The largest weight that is read."""


def weight_column(path: Path, header: Sequence[str], named: str | None, usual: str) -> str | None:
    """Return the column of weights; None for counts without weights.

    Args:
        path: the file.
        header: its columns.
        named: the column that the user names, `none` for no weights, None for the usual one.
        usual: the column that is used if it is there and none is named.

    Raises:
        InputError: the named column is missing.
    """
    if named is None:
        return usual if usual in header else None
    if named == UNWEIGHTED:
        return None
    if named not in header:
        hint = nearest(named, header)
        raise InputError(f"{path}:1: the column of weights {named!r} is missing{hint}")
    return named


def weight_in(cell: str, where: str) -> float:
    """Return the weight in a cell.

    Raises:
        InputError: it is no number of 0 or more; the message starts with `where`.
    """
    try:
        weight = float(cell)
    except ValueError:
        said = repr(cell) if cell else "an empty cell"
        raise InputError(f"{where}: a weight must be a number such as 0.83, not {said}") from None
    if not 0 <= weight <= HEAVIEST:
        raise InputError(f"{where}: a weight must lie between 0 and {HEAVIEST:g}, not {cell}")
    return weight


def kish(weights: Iterable[tuple[float, float]]) -> float:
    """Return the effective number of weighted answers, (Σw)² / Σw² (Kish 1965, Survey Sampling).

    Args:
        weights: weights with the number of respondents who have them.

    Returns:
        0 without weight; the number of respondents if all weights are equal.
    """
    known = list(weights)
    squares = fsum(weight * weight * number for weight, number in known)
    return fsum(weight * number for weight, number in known) ** 2 / squares if squares else 0.0
