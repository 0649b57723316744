"""The check that an opinion says anything."""

import re
from functools import cache
from pathlib import Path

from park.filter.check import Check, Rules
from park.records import Language
from park.text.language import lexicon
from park.text.words import letters, spoken


class Contentless(Check):
    """Sentences that agree, praise the question or weigh, and say nothing else."""

    name = "contentless"
    help = (
        "Only agrees, or says that it is an important question (“Yes, I think so, too”), or takes "
        "no side (“It's important to respect both sides”, English)."
    )
    order = 78
    shown = 36
    reasons = ("contentless",)

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the text if none of its words says anything, or the words that only weigh."""
        if says_nothing(text, rules.language, rules.agents):
            return "contentless", text
        found = weighs(text, rules.language, rules.agents)
        return None if found is None else ("contentless", found)

    def lacks(self, language: Language, agents: Path | None) -> str:
        """Report missing words."""
        known = _pattern(language.split("-")[0], agents)
        return "" if known else "words that say nothing"


def says_nothing(text: str, language: str, agents: Path | None = None) -> bool:
    """Whether all words of a text are ones that say nothing of their own.

    Args:
        text: an opinion.
        language: its BCP 47 tag; False without a list.
        agents: the user's folder of role cards.
    """
    pattern = _pattern(language.split("-")[0], agents)
    return pattern is not None and not pattern.sub("", spoken(text)).strip()


def weighs(text: str, language: str, agents: Path | None = None) -> str | None:
    """Return the words by which a text gives both sides their due and takes none, if any.

    Args:
        text: an opinion.
        language: its BCP 47 tag; only English has such words.
        agents: the user's folder of role cards.
    """
    said = " ".join(spoken(text).split())
    matches = (each.search(said) for each in _weighing(language.split("-")[0], agents))
    return next((found[0] for found in matches if found), None)


@cache
def _weighing(language: str, agents: Path | None) -> tuple[re.Pattern[str], ...]:
    known = lexicon(language, agents)
    if known is None or known.contentless is None:
        return ()
    return tuple(re.compile(letters(each)) for each in known.contentless.weighing)


@cache
def _pattern(language: str, agents: Path | None) -> re.Pattern[str] | None:
    known = lexicon(language, agents)
    if known is None or known.contentless is None:
        return None
    return re.compile(letters(known.contentless.pattern))
