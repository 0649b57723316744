"""The check that an opinion is a whole sentence."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from park.filter.check import Check, Rules
from park.records import Language
from park.text.grammar import any_of
from park.text.language import lexicon
from park.text.sentences import normalized

UNFINISHED = re.compile(r"[,;:、，；：،؛(\[{–—/&+-]$")
STOPS = " \t\r\n.!?…。！？؟।\"'“”‘’«»„」』)）]"


class Fragment(Check):
    """Pieces of sentences."""

    name = "fragment"
    help = (
        "Begins or ends in the middle of a sentence, or lacks a main clause (a predicate: in "
        "English, German and Korean)."
    )
    order = 76
    shown = 34
    reasons = ("fragment",)
    without = "only its last mark is checked"

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the words at the place that shows it."""
        found = broken(text, rules.language, rules.agents)
        return None if found is None else ("fragment", found)

    def lacks(self, language: Language, agents: Path | None) -> str:
        """Report missing rules."""
        return "fragment rules" if _rules(language.split("-")[0], agents) is None else ""


def broken(text: str, language: str, agents: Path | None = None) -> str | None:
    """Return the words by which a text is no whole sentence, if any.

    Args:
        text: an opinion.
        language: its BCP 47 tag; without rules only the last mark counts.
        agents: the user's folder of role cards.
    """
    plain = normalized("NFC", text).replace("’", "'").strip()
    unfinished = UNFINISHED.search(plain.rstrip("\"'“”‘’"))
    if unfinished:
        return plain[-20:]
    rules = _rules(language.split("-")[0], agents)
    if rules is None:
        return None
    said = plain.strip(STOPS)
    for pattern in (rules.opens, rules.alone, rules.ends):
        found = pattern.search(said)
        if found:
            return found[0].strip()
    return None


class _Rules(NamedTuple):
    opens: re.Pattern[str]
    alone: re.Pattern[str]
    ends: re.Pattern[str]


@cache
def _rules(language: str, agents: Path | None) -> _Rules | None:
    known = lexicon(language, agents)
    if known is None or known.fragment is None:
        return None
    rules = known.fragment
    edge = r"(?!\S)" if rules.whole else ""
    before = r"(?<!\S)" if rules.whole else ""
    return _Rules(
        opens=re.compile(rf"\A{any_of(rules.opens)}{edge}"),
        alone=re.compile("|".join(rf"\A(?:{each})$" for each in rules.alone) or "(?!)"),
        ends=re.compile(rf"{before}{any_of(rules.ends)}$", re.IGNORECASE),
    )
