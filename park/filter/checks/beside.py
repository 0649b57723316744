"""The check that an opinion speaks of its statement's subject, where the judge cannot tell."""

import re
from typing import Literal

from park.facts.shelf import stems
from park.filter.check import Check, Rules
from park.records import Record
from park.text.identify import in_language

PROUD = re.compile(r"\bproud(?:ly)?\b")
NOT = re.compile(r"\b\w+n't\b")


class Options(Record):
    """`filter.options.beside`."""

    judges: Literal["weak", "all", "none"] = "weak"
    """With which judges: those whose calibration calls them weak, all, or none."""


class Beside(Check):
    """Opinions without a word of their statement."""

    name = "beside"
    help = (
        "Shares no word with its statement, as in “I thought it was a good place to meet people” "
        "on weddings (English). Good opinions may share none, so it only counts where the judge is "
        "too weak to tell, by its calibration: `judges: weak`, `all` or `none`."
    )
    order = 82
    shown = 39
    reasons = ("beside",)
    Options = Options

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the text if none of its words, apart from frequent ones, is of its statement."""
        judges = self.options.judges
        if judges == "none" or (judges == "weak" and not rules.weak_judge):
            return None
        if rules.language.split("-")[0] != "en" or shares(text, rules.statement):
            return None
        return "beside", text


def shares(text: str, statement: str) -> bool:
    """Whether an English text has a word of a statement.

    True if the statement has no word that counts, or is in another language.
    """
    given, said = _kernels(statement), _kernels(text)
    near = any(a.startswith(b) or b.startswith(a) for a in given for b in said)
    return near or not given or not in_language(statement, "en")


def _kernels(text: str) -> frozenset[str]:
    """Return stems that inflected words begin with: duty and duties, marriage and married."""
    words = PROUD.sub("pride", text.casefold().replace("’", "'"))
    found = stems(NOT.sub(" ", words))
    return frozenset(each[:-1] + "i" if each.endswith("y") else each for each in found)
