"""The check of an opinion's length."""

import re

from park.filter.check import Check, Rules
from park.text.sentences import UNSPACED

CHARACTERS = 20
"""Maximum average characters per word."""
UNSPACED_LETTER = re.compile(f"[{UNSPACED}]")


def words(text: str) -> float:
    """Count words; two letters of a script without spaces count as one."""
    spaced, letters = UNSPACED_LETTER.subn(" ", text)
    return letters / 2 + sum(any(map(str.isalnum, token)) for token in spaced.split())


class Length(Check):
    """Opinions with too few, too many or overlong words."""

    name = "length"
    help = "Opinions shorter than `filter.shortest` words or longer than `filter.longest`."
    order = 10
    reasons = ("too_short", "too_long")

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the length if it is wrong."""
        count = words(text)
        if count < rules.shortest:
            return "too_short", f"{count:g} words"
        if count > rules.longest:
            return "too_long", f"{count:g} words"
        if len(text) > CHARACTERS * rules.longest:
            return "too_long", f"{len(text)} characters"
        return None
