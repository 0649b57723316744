"""The check that an opinion speaks of its statement's subject, where the judge cannot tell."""

from typing import Literal

from park.facts.shelf import stems
from park.filter.check import Check, Rules
from park.records import Record


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
        "too weak to tell: `judges: weak`, `all` or `none`."
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
    """Whether an English text has a word of a statement; True if that has none that counts."""
    given = stems(statement)
    return not given or bool(given & stems(text))
