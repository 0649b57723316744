"""Whether an opinion is a model's refusal."""

from park.filter.check import Check, Found, Rules, found_in
from park.text import phrases


class Refusal(Check):
    """Refuses, or speaks as a machine."""

    name = "refusal"
    help = "is a model's refusal"
    order = 20
    reasons = ("refusal",)

    def fault(self, text: str, rules: Rules) -> Found:
        """Return the words that refuse."""
        found = found_in(phrases.pattern("refusal", rules.language), text)
        return ("refusal", found) if found else None
