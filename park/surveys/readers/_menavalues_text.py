"""Parses statements and options from MENAValues' question texts."""

import re

from park.records import Option
from park.surveys.options import scale_options

QUOTED = re.compile(r"'(\d+)' (?:being|meaning|means|for) '(.+?)'(?=[,.)?]|\s|$)")
LISTED = re.compile(r"(?:(?<=\s)|^)(\d{1,2}) ?[:.)-]\s")
NUMBER_ONLY = re.compile(r"\s*provide a number only\.?\s*", re.IGNORECASE)
ON_A_SCALE = re.compile(
    r"\b((on a scale( (of|from) \d+ to \d+)?,? )?(with|where)|please answer with|using)\s*$",
    re.IGNORECASE,
)
PLEASE = re.compile(
    r"\bplease (indicate( where you stand| your view on this scale| on this scale)?"
    r"|answer|use this scale( to indicate)?),?\s*$",
    re.IGNORECASE,
)
NEITHER = re.compile(r"(both|above two) statements|no preference|\(with [12]\)")
NO_ORDER = frozenset({"MENA_17", "Q42", "Q56", "MV457", "MV462", "MV632", "MV678", "MV690"})
"""Items with unordered options that the benchmark averages like a scale."""


def is_scale(item: str, scale: str, question: str) -> bool:
    """Whether the options form a scale.

    The column `Scale` only says whether the benchmark published a mean (`y`, once `s`) or a mode
    (`n`); some items with a mean plainly have unordered options.
    """
    labels = " ".join(labels_in(question).values()).lower()
    return scale != "n" and item not in NO_ORDER and not NEITHER.search(labels)


def options_in(question: str, low: int, high: int, ordered: bool) -> tuple[Option, ...]:
    """Return a question's options.

    A scale with named ends gets all its codes; otherwise unlabelled codes are left out, as their
    meaning is unknown.
    """
    named = {c: label for c, label in labels_in(question).items() if low <= c <= high}
    filled = ordered and low in named and high in named
    return scale_options(range(low, high + 1) if filled else named, named) if named else ()


def labels_in(question: str) -> dict[int, str]:
    """Return the labels by code, ignoring purely numeric ones."""
    text = NUMBER_ONLY.sub("\n", question)
    found = {int(code): label for code, label in QUOTED.findall(text)}
    if not found:
        marks = list(LISTED.finditer(text))
        ends = [*(mark.start() for mark in marks[1:]), len(text)]
        found = {int(m[1]): text[m.end() : end] for m, end in zip(marks, ends, strict=False)}
    stripped = {code: label.strip(" \n,.") for code, label in found.items()}
    return {code: label for code, label in stripped.items() if label and not label.isdigit()}


def statement_in(question: str) -> str:
    """Return the question without its options and response instructions."""
    text = NUMBER_ONLY.sub("\n", question)
    quoted = list(QUOTED.finditer(text))
    if quoted:
        head = PLEASE.sub("", ON_A_SCALE.sub("", text[: quoted[0].start()]))
        text = f"{head.rstrip(' ,')} {text[quoted[-1].end() :].lstrip(' ,.')}"
    elif listed := LISTED.search(text):
        text = text[: listed.start()]
    text = " ".join(text.split()).rstrip(" ,:") or question.strip()
    return text[0].upper() + text[1:]
