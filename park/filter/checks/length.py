"""Whether an opinion has too few words or too many."""

from park.filter.check import Check, Found, Rules, words

CHARACTERS = 20
"""Characters that a word may have on average."""


class Length(Check):
    """Too short, or too long."""

    name = "length"
    help = "has fewer words than filter.shortest, or more than filter.longest"
    order = 10
    reasons = ("too_short", "too_long")

    def fault(self, text: str, rules: Rules) -> Found:
        """Return the number of words, or of characters where these are too many."""
        count = words(text)
        if count < rules.shortest:
            return "too_short", f"{count:g} words"
        if count > rules.longest:
            return "too_long", f"{count:g} words"
        if len(text) > CHARACTERS * rules.longest:
            return "too_long", f"{len(text)} characters"
        return None
