"""The check of an opinion's language."""

from pathlib import Path

from park.filter.check import Check, Rules
from park.records import Language as Tag
from park.text.identify import identifier, in_language


class Language(Check):
    """Opinions in another language."""

    name = "language"
    help = "Written in another language than its dialogue."
    order = 70
    reasons = ("language",)

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the expected language."""
        if in_language(text, rules.language, rules.agents):
            return None
        return "language", f"not {rules.language}"

    def lacks(self, language: Tag, agents: Path | None) -> str:
        """Report languages without identification."""
        return "" if language.split("-")[0] in identifier().labels else "language identification"
