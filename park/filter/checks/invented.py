"""The check for invented feasts, customs, laws and sayings."""

from pathlib import Path

from park.filter.check import Check, Rules
from park.records import Language
from park.text.grounding import ungrounded
from park.text.language import lexicon


class Invented(Check):
    """Opinions that name a feast, custom, law or saying that is in no fact of the role cards."""

    name = "invented"
    help = "Names a feast, law or saying that stands in no fact, role card or statement."
    order = 67
    reasons = ("invented",)
    without = "sayings and names are not looked for"

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the name or saying."""
        found = ungrounded(text, rules.known, rules.language, rules.agents)
        return None if found is None else ("invented", found)

    def lacks(self, language: Language, agents: Path | None) -> str:
        """Report missing words of sayings."""
        known = lexicon(language, agents)
        return "" if known and known.custom else "words of customs"
