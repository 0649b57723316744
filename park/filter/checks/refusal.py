"""The check for refusals and self-descriptions of a model."""

from pathlib import Path

from park.filter.check import Check, Rules
from park.records import Language
from park.text import phrases
from park.text.language import lexicon


class Refusal(Check):
    """Refusals and self-descriptions of a model."""

    name = "refusal"
    help = "A model that says it is a model, or refuses."
    order = 20
    reasons = ("refusal",)
    without = "only English ones are checked"

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the refusal."""
        found = phrases.found("refusal", text, rules.language, rules.agents)
        return None if found is None else ("refusal", found)

    def lacks(self, language: Language, agents: Path | None) -> str:
        """Report missing refusal phrases."""
        known = lexicon(language, agents)
        return "" if known and known.phrases.refusal else "refusal phrases"
