"""Options of items: labels, codes and missing answers."""

import re
from collections.abc import Iterable, Mapping

from park.errors import InputError, nearest
from park.records import Item, Option

NO_ANSWERS = (
    "don't know", "do not know", "dk", "no answer", "no response", "refused", "dk/refused",
    "don't know/refused", "not asked", "not applicable", "not available", "missing", "n/a", "na",
)  # fmt: skip
"""Labels of missing answers in surveys."""
APOSTROPHES = str.maketrans(dict.fromkeys("’‘‛´`ʼ′＇", "'"))
"""What is typed for an apostrophe."""


def plain(label: str) -> str:
    """Return a label without capitals, with single spaces and straight apostrophes."""
    return " ".join(label.casefold().translate(APOSTROPHES).split())


def is_no_answer(label: str) -> bool:
    """Whether a label is in NO_ANSWERS, ignoring case, spacing and form of apostrophes."""
    return plain(label) in NO_ANSWERS


def scale_options(codes: Iterable[int], named: Mapping[int, str]) -> tuple[Option, ...]:
    """Label the codes of a scale that may be named only at its ends.

    If some codes are unnamed, these and the ends are described by their position:
    `4 on a scale from 1 (completely disagree) to 10 (completely agree)`.
    """
    ordered = sorted(set(codes))
    if all(code in named for code in ordered):
        return tuple(Option(code=code, label=named[code]) for code in ordered)
    ends = (ordered[0], ordered[-1])
    low, high = (f"{end} ({named[end]})" if end in named else str(end) for end in ends)
    return tuple(
        Option(
            code=code,
            label=named[code]
            if code in named and code not in ends
            else f"{code} on a scale from {low} to {high}",
        )
        for code in ordered
    )


def as_integer(text: str) -> int | None:
    """Return a cell's integer, also if written as `4.0`; else None."""
    return int(float(text)) if re.fullmatch(r"[+-]?\d{1,9}(\.0*)?", text) else None


def find_code(item: Item, option: str, where: str) -> int | None:
    """Return a cell's code, given as code or label; None for missing answers.

    Raises:
        InputError: the item has no such option; the message starts with `where`.
    """
    code = as_integer(option)
    if code is not None and code < 0:
        return None
    for known in item.options:
        if known.code == code or known.label.casefold() == option.casefold():
            return known.code
    if code is None and is_no_answer(option):
        return None
    codes = ", ".join(str(known.code) for known in item.options)
    hint = f"; its codes: {codes}"
    if code is None:
        hint = nearest(option, [known.label for known in item.options]) or hint
    raise InputError(f"{where}: {option!r} is no option of item {item.id}{hint}")
