"""The check for stereotypes."""

from pathlib import Path

from park.filter.check import Check, Rules
from park.filter.checks._stereotypes import stereotype
from park.filter.checks._sweeping import sweeping
from park.records import Language
from park.text.language import lexicon


class Stereotype(Check):
    """Generalisations about all members of a group, and sweeping judgements."""

    name = "stereotype"
    help = "Says of all members of a group what they are like."
    order = 60
    reasons = ("stereotype",)

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the clause or the sentence."""
        found = stereotype(text, rules.language, rules.groups, rules.agents) or sweeping(
            text, rules.language, rules.agents
        )
        return None if found is None else ("stereotype", found)

    def lacks(self, language: Language, agents: Path | None) -> str:
        """Report missing rules."""
        known = lexicon(language, agents)
        grammar, signs = (known.stereotypes, known.sweeping) if known else (None, None)
        if grammar is None and signs is None:
            return "stereotype rules"
        return (
            "stereotype grammar" if grammar is None else "sweeping signs" if signs is None else ""
        )
