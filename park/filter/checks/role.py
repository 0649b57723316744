"""The check for opinions out of role."""

import re
from functools import lru_cache
from pathlib import Path

from park.filter.check import Check, Rules
from park.records import Language
from park.text import phrases
from park.text.language import lexicon
from park.text.sentences import UNSPACED


class Role(Check):
    """Opinions that are out of role or name a speaker of the dialogue."""

    name = "role"
    help = "Speaks of the dialogue, its speakers or the survey."
    order = 30
    reasons = ("role",)
    without = "only English ones are checked"

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the words out of role."""
        found = phrases.found("role", text, rules.language, rules.agents)
        if not found:
            match = _named(rules.names).search(phrases.plain(text))
            found = match.group() if match else None
        return None if found is None else ("role", found)

    def lacks(self, language: Language, agents: Path | None) -> str:
        """Report missing role phrases."""
        known = lexicon(language, agents)
        return "" if known and known.phrases.role else "role phrases"


@lru_cache(maxsize=4096)
def _named(names: tuple[str, ...]) -> re.Pattern[str]:
    """Compile a pattern for speakers' names, which may be anywhere in scripts without spaces."""
    patterns = []
    for name in map(phrases.plain, filter(None, names)):
        spaced = not re.search(f"[{UNSPACED}]", name)
        patterns.append(rf"(?<!\w){re.escape(name)}(?!\w)" if spaced else re.escape(name))
    return re.compile("|".join(patterns) or r"(?!)")
