"""Whether an opinion is in the dialogue's language."""

from park.filter.check import Check, Found, Rules
from park.text.identify import in_language


class InLanguage(Check):
    """Written in another language."""

    name = "language"
    help = "is not in the language of its dialogue"
    order = 70
    reasons = ("language",)

    def fault(self, text: str, rules: Rules) -> Found:
        """Return the language that it should be in."""
        return None if in_language(text, rules.language) else ("language", f"not {rules.language}")
