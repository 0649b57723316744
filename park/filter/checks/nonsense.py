"""The check that a person would say an opinion."""

import re
from functools import cache
from pathlib import Path

from park.filter.check import Check, Rules
from park.records import Language
from park.text.language import lexicon

MARKUP = re.compile(r"^\s*(?:[-*•#]\s|\d+[.)]\s)|[{}<>|]|\*\*|\n\s{0,8}(?:[-*•]|\d+[.)])\s")
"""Items of lists, and marks that nobody speaks."""


class Nonsense(Check):
    """Sentences that no person would say."""

    name = "nonsense"
    help = (
        "No person would say it: a feast that “involves punctuality”, a quality used as a thing, "
        "for and against in one breath (English); a list's item or markup (all languages)."
    )
    order = 79
    shown = 37
    reasons = ("nonsense",)
    without = "only marks of lists are looked for"

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the words that nobody would say."""
        found = senseless(text, rules.language, rules.agents)
        return None if found is None else ("nonsense", found)

    def lacks(self, language: Language, agents: Path | None) -> str:
        """Report missing patterns."""
        return "" if _patterns(language.split("-")[0], agents) else "patterns of nonsense"


def senseless(text: str, language: str, agents: Path | None = None) -> str | None:
    """Return the words of a text that no person would say, if any.

    Args:
        text: an opinion.
        language: its BCP 47 tag; without patterns only markup counts.
        agents: the user's folder of role cards.
    """
    plain = text.casefold().replace("’", "'")
    for pattern in (MARKUP, *_patterns(language.split("-")[0], agents)):
        found = pattern.search(plain)
        if found:
            return found[0].strip()
    return None


@cache
def _patterns(language: str, agents: Path | None) -> tuple[re.Pattern[str], ...]:
    """Compile a language's patterns one by one, as they refer to their own groups."""
    known = lexicon(language, agents)
    return tuple(map(re.compile, known.nonsense)) if known else ()
