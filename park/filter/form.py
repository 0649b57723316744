"""Whether a text has the form of an opinion that can be passed on: rules alone, no model."""

import re
from dataclasses import dataclass

from park.filter.personal import personal_data
from park.filter.slurs import slur
from park.filter.stereotypes import stereotype
from park.text import phrases
from park.text.identify import in_language

DENSE = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
"""Letters of scripts that put no space between words."""
PER_WORD = 2
"""How many such letters count as a word."""

SPEAKS_OF_THE_PLAY = re.compile(
    r"\b(?:the|this|that|our) (?:dialogue|conversation|role-?play|radio play|delegate|contact|"
    r"survey|statement|questionnaire|interviewer|other speaker|speaker|scenario|prompt)\b"
    r"|\b(?:option|answer) (?:number )?\d\b|\bon a scale from \d+ to \d+\b",
    re.IGNORECASE,
)
"""Words of somebody who looks at the dialogue from outside."""


@dataclass(frozen=True)
class Rules:
    """What a text has to be like."""

    language: str
    """BCP 47 tag."""
    region: str
    """ISO 3166 alpha-3 code of the country whose telephone numbers are expected."""
    shortest: int = 4
    """Words."""
    longest: int = 60
    slurs: frozenset[str] = frozenset()
    groups: tuple[str, ...] = ()
    """Names of the speaker's own people."""
    names: tuple[str, ...] = ()
    """Names of the two speakers, which an opinion that stands alone does not hold."""


def fault(text: str, rules: Rules) -> tuple[str, str] | None:
    """Return the first fault of a text, cheapest check first, as (reason, what was found).

    Args:
        text: an opinion.
        rules: what it has to be like.

    Returns:
        None if nothing is wrong.
    """
    count = words(text)
    if count < rules.shortest:
        return "too_short", f"{count} words"
    if count > rules.longest:
        return "too_long", f"{count} words"
    if phrases.says("refusal", text, rules.language):
        return "refusal", text[:80]
    outside = _outside(text, rules.names)
    if outside:
        return "role", outside
    if found := slur(text, rules.slurs):
        return "slur", found
    if found := personal_data(text, rules.region):
        return "personal_data", found
    if not in_language(text, rules.language):
        return "language", f"not {rules.language}"
    if found := stereotype(text, rules.language, rules.groups):
        return "stereotype", found
    return None


def words(text: str) -> int:
    """Count the words of a text; in scripts without spaces, two letters count as one."""
    dense = len(DENSE.findall(text))
    spaced = sum(any(map(str.isalnum, word)) for word in DENSE.sub(" ", text).split())
    return spaced + -(-dense // PER_WORD)


def _outside(text: str, names: tuple[str, ...]) -> str:
    """Return the words with which a text speaks of the dialogue or its speakers, '' if none."""
    named = [name for name in names if name]
    if named:
        pattern = "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in named)
        if found := re.search(pattern, text):
            return found[0]
    found = SPEAKS_OF_THE_PLAY.search(text)
    return found[0] if found else ""
