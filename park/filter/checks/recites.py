"""The check that an opinion says more than its statement."""

import re
from functools import cache

from park.facts.shelf import stems
from park.filter.check import Check, Rules

NEW = 1
"""Words of its own with which an opinion still recites: a small model varies one."""
COVERED = 0.67
"""Share of the statement's words that a recited one has."""
AGREED = 0.6
"""The same where the opinion says that it agrees or disagrees."""
AGREES = re.compile(r"(?i)\b(?:dis)?agree\b")
FRAME = """
agree agreed answer believe believed certainly definitely disagree feel good great idea important
opinion principle question quite really see shall should statement strongly tell think true very
view
"""
"""Words of agreeing and weighing, which add nothing to a statement."""


class Recites(Check):
    """The statement said again, with no reason and no detail."""

    name = "recites"
    help = (
        "Says the statement again, for or against, with at most one word of its own, as in “I "
        "think that working is something that one owes to society” (English)."
    )
    order = 79
    shown = 38
    reasons = ("recites",)

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the text if it adds next to nothing to its statement."""
        if rules.language.split("-")[0] != "en" or not recited(text, rules.statement):
            return None
        return "recites", text


def recited(text: str, statement: str) -> bool:
    """Whether an English text has most words of a statement and at most `NEW` others.

    Words are compared by their stems, without frequent ones and those of `FRAME`.

    Args:
        text: an opinion.
        statement: what people were asked; False without one.
    """
    given = stems(statement) - _frame()
    said = stems(text) - _frame()
    least = (AGREED if AGREES.search(text) else COVERED) * len(given)
    return bool(given) and len(said - given) <= NEW and len(said & given) >= least


@cache
def _frame() -> frozenset[str]:
    return stems(FRAME)
