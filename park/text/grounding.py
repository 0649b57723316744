"""Names of feasts, laws, customs and sayings in a text that stand in nothing the speaker knows.

A model invents them fluently, and no rule can know all true ones: what is in the facts, the role
cards, the statement or the conversation is grounded, everything else is not.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile
from pathlib import Path

from park.records import Culture
from park.text.language import Custom, lexicon
from park.text.sentences import fold

QUOTE = re.compile(
    r"[\"“”„«「『](?P<a>[^\"“”„«»「」『』]{2,200})[\"“”»」』]"
    r"|(?<!\w)[‘'’](?P<b>[^‘’'\"]{2,200})[’'](?![a-zA-Z])"
)
"""Quoted words; an apostrophe within a word quotes nothing."""
SHORT = frozenset(("a", "an", "at", "by", "in", "on", "to"))
"""Little English words that, with a capital inside a name, are a part of it: Kızga At."""
NEAR = 60
"""Characters around a quotation in which words make it a saying."""


@dataclass(frozen=True)
class Grounds:
    """What a speaker knows, as texts."""

    texts: tuple[str, ...] = ()
    before: "Grounds | None" = None
    """What was known before these texts."""

    @cached_property
    def said(self) -> str:
        """All of it, folded."""
        own = f"{' '.join(map(fold, self.texts))} "
        if self.before is None:
            return f" {own}"
        return f"{self.before.said}{own}" if self.texts else self.before.said

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words."""
        own = frozenset(word for text in self.texts for word in fold(text).split())
        return own if self.before is None else own | self.before.words

    def hold(self, phrase: str) -> bool:
        """Whether a phrase stands in it, word for word."""
        return f" {fold(phrase)} " in self.said


def grounds_of(*cultures: Culture, statement: str = "") -> Grounds:
    """Return what the people of some cultures know: facts, names of the cards, a statement."""
    return grounds(statement, *map(_of_card, cultures))


@lru_cache(maxsize=256)
def _of_card(card: Culture) -> tuple[str, ...]:
    people = (text for each in card.delegates for text in (each.place, each.occupation))
    facts = (fact.text for fact in card.facts)
    return (card.people, card.home, *card.self_names, *people, *facts)


def grounds(*texts: str | Iterable[str]) -> Grounds:
    """Return what is known from some texts."""
    known: list[str] = []
    for each in texts:
        known += [each] if isinstance(each, str) else each
    return Grounds(tuple(known))


def ungrounded(
    text: str, known: Grounds, language: str = "en", agents: Path | None = None
) -> str | None:
    """Return the first name or saying of a text that is not grounded, if any.

    Sayings are found by quotation marks and a language's words near them, names by its lists
    (`custom`), which only English has.

    Args:
        text: a turn or an opinion.
        known: what the speaker knows.
        language: the text's BCP 47 tag.
        agents: the user's folder of role cards, which may contain languages.
    """
    found = lexicon(language, agents)
    if found is None or found.custom is None:
        return None
    saying, *names = _patterns(found.custom)
    for match in QUOTE.finditer(text):
        quoted = (match["a"] or match["b"]).strip()
        around = (
            f"{text[max(match.start() - NEAR, 0) : match.start()]} {text[match.end() :][:NEAR]}"
        )
        if saying.search(around) and not known.hold(quoted):
            return quoted
    for pattern in names if any(cue in text for cue in _cues(found.custom)) else ():
        for match in pattern.finditer(text):
            name = match["name"].strip()
            if not _grounded(name, known, found.custom):
                return name
    return None


def _grounded(name: str, known: Grounds, custom: Custom) -> bool:
    """Whether the words that tell a name apart are known, or the name is common."""
    heads, little, common = _lists(custom)
    words = fold(name).split()
    if _ends_in(words, common):
        return True
    while words and words[-1] in heads:
        words.pop()
    if _ends_in(words, common):
        return True
    inner = frozenset(fold(each) for each in name.split()[1:] if each[:1].isupper()) & SHORT
    # What stands before a little word is no part of the name: beside the festival.
    telling = takewhile(lambda each: each not in little or each in inner, reversed(words))
    return all(each in known.words for each in telling)


def _ends_in(words: Sequence[str], common: Iterable[str]) -> bool:
    said = f" {' '.join(words)}"
    return any(said.endswith(f" {each}") for each in common)


@lru_cache(maxsize=64)
def _lists(custom: Custom) -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """Return the folded words that end names, these and others that tell nothing, common names."""
    heads = frozenset(f"{custom.heads} {custom.plain} {custom.kinds}".casefold().split())
    common = tuple(fold(each) for each in custom.common.split(";") if each.strip())
    return heads, heads.union(custom.little.casefold().split()), common


@lru_cache(maxsize=64)
def _cues(custom: Custom) -> tuple[str, ...]:
    """Return the words of which a text with a name has at least one."""
    return tuple(
        dict.fromkeys(f"{custom.heads} {custom.plain} {custom.kinds} {custom.during}".split())
    )


@lru_cache(maxsize=64)
def _patterns(custom: Custom) -> tuple[re.Pattern[str], ...]:
    """Compile the pattern of sayings, and those of names, each with a group `name`."""
    said = "|".join(re.escape(each.replace("_", " ")) for each in custom.saying.split())
    spaced = re.search(r"[a-z]", custom.saying)
    made = [re.compile(rf"(?i)\b(?:{said})\b" if spaced else said)]
    heads, plain, kinds, during = (
        "|".join(map(re.escape, words.split()))
        for words in (custom.heads, custom.plain, custom.kinds, custom.during)
    )
    capital, begin = r"[A-ZÀ-ÖØ-Þ][\w’'-]*", r"(?<![\w’'-])"
    title = rf"(?:{capital}|of|the|for|and|to)"
    if heads:
        # Plane-Tree Night, Local Hands Act of 1997; Night of the Two Staffs
        of = rf" of(?: the)?(?: {capital}){{1,5}}"
        made.append(
            re.compile(rf"{begin}(?P<name>{capital}(?: {title}){{0,6}} (?:{heads})(?:{of})?)\b")
        )
        made.append(re.compile(rf"\b(?P<name>(?:{heads}){of})"))
    if plain:  # the dragon boat festival
        made.append(re.compile(rf"{begin}(?P<name>(?:[\w’'-]+ ){{1,3}}(?:{plain}))\b"))
    if kinds:  # the Kızga At custom; the first word of a sentence is capitalised anyway
        within = r"(?:(?<=[^\W\d_] )|(?<=[^\W\d_], ))"
        made.append(
            re.compile(rf"{within}(?P<name>{capital}(?:[ -]{capital}){{0,4}} (?:{kinds}))\b")
        )
    if during:  # During Matri-Alo
        made.append(re.compile(rf"\b(?:{during}) (?P<name>{capital}(?:[ -]{capital}){{0,5}})"))
    return tuple(made)
