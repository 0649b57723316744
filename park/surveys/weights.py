"""Weights of respondents: the column, its cells, and the effective number of answers."""

from collections.abc import Collection, Iterable, Sequence
from math import fsum
from pathlib import Path

from park.errors import InputError, nearest

UNWEIGHTED = "none"
HEAVIEST = 1e9
"""The largest weight that is read."""
LIKELY = frozenset(
    {"weight", "weights", "w_weight", "wt", "wgt", "wght", "pweight", "pwght", "s017", "s018"}
    | {"survey_weight", "sample_weight", "sampling_weight", "final_weight", "weight_final"}
)
"""Names of columns, without capitals, that hold weights in the files of surveys."""


def weight_column(
    path: Path,
    header: Sequence[str],
    named: str | None,
    usual: str,
    *,
    reader: str,
    taken: Collection[str],
) -> str | None:
    """Return the column of weights; None for counts without weights.

    Args:
        path: the file.
        header: its columns.
        named: the column that the user names, `none` for no weights, None for the usual one.
        usual: the column that is used, with any capitals, if it is there and none is named.
        reader: the reader, whose option names the column.
        taken: columns that hold something else.

    Raises:
        InputError: the named column is missing or holds something else, or none is named and
            another column than the usual one looks like weights.
    """
    key = f"seeds.options.{reader}.weight"
    if named is None:
        return _unnamed(path, header, usual, key)
    if named == UNWEIGHTED:
        return None
    if named not in header:
        hint = nearest(named, header)
        raise InputError(f"{path}:1: the column of weights {named!r} is missing{hint}")
    if named in taken:
        raise InputError(
            f"{path}:1: {key}: the column {named!r} holds no weights; name another one, "
            f"or {UNWEIGHTED}"
        )
    return named


def _unnamed(path: Path, header: Sequence[str], usual: str, key: str) -> str | None:
    alike = [name for name in header if name.casefold() == usual.casefold()]
    if usual in alike or len(alike) == 1:
        return usual if usual in alike else alike[0]
    likely = next((name for name in header if name.casefold() in LIKELY), None)
    if likely:
        raise InputError(
            f"{path}:1: the column {likely!r} looks like weights; rename it to "
            f"{usual!r}, or name the column of weights in {key}, or {UNWEIGHTED}"
        )
    return None


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
