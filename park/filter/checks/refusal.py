"""Who speaks as a machine, or refuses as one."""

from pathlib import Path

from park.filter.check import Check, Rules
from park.records import Language
from park.text import phrases
from park.text.language import lexicon


class Refusal(Check):
    """Words of a model that speaks as one, or will not play."""

    name = "refusal"
    help = "A model that says it is one, or refuses."
    order = 20
    reasons = ("refusal",)
    without = "English ones alone are looked for"

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the words of a refusal."""
        found = phrases.found("refusal", text, rules.language, rules.agents)
        return None if found is None else ("refusal", found)

    def lacks(self, language: Language, agents: Path | None) -> str:
        """Name the phrases of refusals, where the language has none."""
        known = lexicon(language, agents)
        return "" if known and known.phrases.refusal else "refusal phrases"
