"""The check that an opinion stands on its own."""

import re
from functools import cache
from pathlib import Path

from park.filter.check import Check, Rules
from park.records import Language
from park.text.language import lexicon


class Dangling(Check):
    """Opinions that need preceding context."""

    name = "dangling"
    help = "Begins by pointing at something said before it (“They …”, “And …”)."
    order = 80
    shown = 35
    reasons = ("dangling",)

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the words that refer back."""
        found = points_back(text, rules.language, rules.agents)
        return None if found is None else ("dangling", found)

    def lacks(self, language: Language, agents: Path | None) -> str:
        """Report missing rules."""
        return "dangling rules" if _rules(language, agents) is None else ""


def points_back(text: str, language: str, agents: Path | None = None) -> str | None:
    """Return an opinion's opening words that refer back, if any.

    Args:
        text: an opinion.
        language: its BCP 47 tag; languages without rules are skipped.
        agents: the user's folder of role cards.
    """
    rules = _rules(language, agents)
    if rules is None:
        return None
    points, stands = rules
    plain = text.strip().strip("\"'“”‘’").casefold().replace("’", "'")
    found = points.match(plain)
    return found[0].strip() if found and not stands.match(plain) else None


@cache
def _rules(language: str, agents: Path | None) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    known = lexicon(language, agents)
    if known is None or known.dangling is None:
        return None
    points, stands = known.dangling.points, known.dangling.stands
    return re.compile("|".join(points) or "(?!)"), re.compile("|".join(stands) or "(?!)")
