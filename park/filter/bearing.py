"""Whether a quote bears the opinion that is drawn from it."""

import re
from functools import cache
from pathlib import Path

from park.facts.shelf import stems
from park.text.language import lexicon
from park.text.sentences import DENSE, UNSPACED
from park.text.words import letters, spoken

STEM = 4
"""Letters by which two words are one, in scripts with an alphabet."""
SHORTEST = 3
"""Letters of a word of content."""
ROOT = 3
"""Letters in a row by which two words are one in `ROOTED` languages, whose words take prefixes."""
ROOTED = frozenset({"ar", "fa"})
ENDING = re.compile(r"(?<=\w{3})(?:ing|ed|es|e|s)$")
"""English endings: care, cares, caring."""
SOLID = re.compile(f"[{UNSPACED}]+")


def bears(quote: str, opinion: str, language: str, agents: Path | None = None) -> bool:
    """Whether a quote and an opinion share any content.

    Words that say nothing of their own and a language's function words do not count. An opinion
    or a quote of nothing else shares nothing with any other.

    Args:
        quote: the words that an opinion rests on.
        opinion: the opinion.
        language: the BCP 47 tag of both.
        agents: the user's folder of role cards.
    """
    tag = language.split("-")[0]
    return not _content(quote, tag, agents).isdisjoint(_content(opinion, tag, agents))


def apart(opinion: str, statement: str) -> bool:
    """Whether an English opinion shares no word with its statement, by stems of content."""
    given = stems(statement)
    return bool(given) and given.isdisjoint(stems(opinion))


def says_little(word: str, language: str, agents: Path | None = None) -> bool:
    """Whether a word, in the spelling of `spoken`, says nothing of its own in a language."""
    empty, little = _emptied(language.split("-")[0], agents)
    return word in little or (empty is not None and not empty.sub("", f"  {word}  ").strip())


def _content(text: str, tag: str, agents: Path | None) -> frozenset[str]:
    empty, little = _emptied(tag, agents)
    said = (empty.sub("  ", spoken(text)) if empty else spoken(text)).split()
    words = (word for word in said if word not in little)
    return frozenset(stem for word in words for stem in _stems(word, tag))


def _stems(word: str, tag: str) -> list[str]:
    if SOLID.search(word):
        return [part[at : at + 2] for part in SOLID.findall(word) for at in range(len(part) - 1)]
    if tag in DENSE:
        return [word[:2]] if len(word) > 1 else []
    if len(word) < SHORTEST:
        return []
    if tag in ROOTED:
        return [word[at : at + ROOT] for at in range(len(word) - ROOT + 1)]
    return [(ENDING.sub("", word) if tag == "en" else word)[:STEM]]


@cache
def _emptied(tag: str, agents: Path | None) -> tuple[re.Pattern[str] | None, frozenset[str]]:
    """Return a pattern of the words that say nothing, and the function words."""
    known = lexicon(tag, agents)
    if known is None:
        return None, frozenset()
    empty = re.compile(letters(known.contentless.pattern)) if known.contentless else None
    return empty, frozenset(letters(known.little_words).split())
