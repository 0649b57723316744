"""The check that an opinion is about the delegate's own world."""

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from park.filter.check import Check, Rules
from park.records import Language
from park.text.language import lexicon
from park.text.words import letters, spoken

LEAD = 3
"""Maximum words of the lead."""
STEM = 5
"""Letters that forms of a people's name have in common."""


class AboutOthers(Check):
    """Opinions of another people, and reports on what foreigners do."""

    name = "about-others"
    help = "Says what foreigners do, without a view of one's own, or speaks for another people."
    order = 65
    reasons = ("about_others",)

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the words about others."""
        found = about_others(text, rules)
        return None if found is None else ("about_others", found)

    def lacks(self, language: Language, agents: Path | None) -> str:
        """Report missing rules."""
        known = lexicon(language, agents)
        return "" if known and known.others else "words for other peoples"


def about_others(text: str, rules: Rules) -> str | None:
    """Return the words by which a text speaks for another people or only of others, if any.

    Args:
        text: an opinion.
        rules: its language, the names of the delegate's own people and of others.
    """
    own = tuple(filter(None, (*rules.groups, rules.home)))
    known = _words(rules.language.split("-")[0], own, rules.others, rules.agents)
    if known is None:
        return None
    said = spoken(text)
    for found in known.among.finditer(said):
        if not known.mine.search(found[0]):
            return " ".join(found[0].split())
    begun = known.begins.search(said)
    if begun and not (known.mine.search(said) or known.own.search(said)):
        return " ".join(begun[0].split())
    return None


class _Words(NamedTuple):
    among: re.Pattern[str]
    """Speakers who count themselves among a people."""
    begins: re.Pattern[str]
    """Sentences on foreigners."""
    mine: re.Pattern[str]
    """Names of one's own people."""
    own: re.Pattern[str]
    """Signs of a view of one's own."""


@lru_cache(maxsize=256)
def _words(
    language: str, groups: tuple[str, ...], others: tuple[str, ...], agents: Path | None
) -> _Words | None:
    known = lexicon(language, agents)
    if known is None or known.others is None:
        return None
    words = known.others
    edge = " " if words.whole else ""
    names = "|".join(map(_escaped, others))
    us = words.pattern("us", names)
    lead, doers, own, judging = map(words.pattern, ("lead", "doers", "own", "judging"))
    return _Words(
        among=_compiled(f"{edge}{us}{edge}"),
        begins=_compiled(f"^ *(?:{lead} *){{0,{LEAD}}}{doers}{edge}"),
        mine=_compiled("|".join(map(_stem, groups)) or "(?!)"),
        own=_compiled(f"{edge}(?:{own}|{judging}){edge}"),
    )


def _stem(name: str) -> str:
    return _escaped(name if " " in name else letters(name)[:STEM])


def _escaped(name: str) -> str:
    return re.escape(letters(name)).replace(r"\ ", "_")


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(letters(pattern.replace("_", "  ")))
