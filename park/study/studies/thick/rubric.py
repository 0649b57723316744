"""The rubric: four criteria, each with the words of an answer that fulfil it.

After "Too much alignment, not enough culture" (arXiv 2509.26167): an answer states its scope, is
anchored in what the user gave, interprets, and hedges what varies. The rules here are a stand-in
for raters, for English alone.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

CRITERIA = {
    "scope": "says of whom, where or when it speaks (two of the three)",
    "anchor": "takes up what the user told",
    "interprets": "says what something means or why it is so, and does not list trivia",
    "hedges": "says where people or occasions differ",
}
"""Criteria: name and when an answer fulfils it."""


class Span(NamedTuple):
    """Evidence in an answer."""

    start: int
    end: int


Found = Mapping[str, Span | None]
"""The evidence for each criterion; None if there is none."""

WHO = re.compile(
    r"\b(?:(?:older|younger|elderly|urban|rural|religious|secular|observant|married|retired|working|"
    r"middle-class|well-off|poorer|conservative|devout)\s+\w+|families|parents|grandparents|"
    r"grandmothers?|students|neighbours|hosts?|guests|women|men|colleagues|shopkeepers|villagers|"
    r"townspeople|households|migrants|workers|employees|teachers|relatives|in-laws)\b",
    re.I,
)
WHERE = re.compile(
    r"\b(?:(?:in|around|across|along|near|from)\s+(?:(?:the|many|some|most|small|big|large|older)\s+)*"
    r"(?:villages?|cit(?:y|ies)|towns?|countryside|north|south|east|west|suburbs?|provinces?|"
    r"offices?|homes?|coast|districts?|quarters?|markets?)|at (?:home|work|school))\b|"
    r"\b(?:in|around|near|from|of)\s+[A-Z][a-zà-ÿı]+\b"
)
WHEN = re.compile(
    r"\b(?:today|nowadays|these days|until|since the|during|at (?:the )?(?:feast|festival|"
    r"holidays?|weddings?|funerals?|new year)|"
    r"on (?:weekdays|weekends|sundays?|fridays?|feast days)|"
    r"in (?:winter|summer|autumn|spring|the evening|recent years|the (?:19|20)\d\ds)|"
    r"(?:this|last|their|our|my|that) generation|a generation ago|in the past|decades?|"
    r"on a first visit|after (?:dark|work|the)|(?:19|20)\d\ds?)\b",
    re.I,
)
MEANS = re.compile(
    r"\b(?:because|so that|means?|meant|signals?|shows? that|says that|a way (?:of|to)|stands? for|"
    r"rather than|the point is|which is why|understood as|read as|taken as|expresses|turns? on|"
    r"not (?:so much|only) .{3,60}? but|it is less about|protects?|keeps? face)\b",
    re.I,
)
TRIVIA = re.compile(
    r"\b(?:(?:is|are|also) (?:famous|known|renowned|popular) for|is the capital|the national|"
    r"most famous|world-famous|traditional (?:dishes|clothes|dances))\b",
    re.I,
)
LISTING = re.compile(r"(?:\b[\w'’ -]{2,30},\s+){3,}(?:[\w'’-]+\s+){0,3}(?:and|or)\s")
HEDGE = re.compile(
    r"\b(?:may|might|can differ|depends?|depending|var(?:y|ies)|not all|not everyone|not everybody|"
    r"some\b.{0,80}\bothers|others\b|many|often|usually|tends?|mostly|hardly ever|"
    r"it is changing|fewer|disagree|as far as I|would not say)\b",
    re.I | re.S,
)
WORD = re.compile(r"[^\W\d_]{4,}")
COMMON = frozenset(
    """
    about after again also always another because been before being best between both come
    could does doing done down each even ever every find first from give given goes going good
    have here into just keep know like long made make many more most much must need never nice
    only other over people really right said same seem should some something still such sure
    take than that their them then there these they thing things think this those time told
    very want well were what when where which while will with without would year years your
    yours culture country custom customs tradition traditional please explain tell help
    """.split()  # noqa: SIM905
)
STEM = 5
"""Letters by which words are compared."""
SHARED = 2
"""Words of the user's that an anchored answer takes up."""


def found_in(question: str, answer: str) -> dict[str, Span | None]:
    """Return the evidence for each criterion in an answer, by rules for English."""
    return {name: rule(question, answer) for name, rule in RULES.items()}


def _scope(question: str, answer: str) -> Span | None:
    parts = [found for pattern in (WHO, WHERE, WHEN) if (found := pattern.search(answer))]
    if len(parts) < 2:
        return None
    return Span(min(each.start() for each in parts), max(each.end() for each in parts))


def _anchor(question: str, answer: str) -> Span | None:
    """Return where an answer takes up words that the user gave."""
    given = {stem(word) for word in WORD.findall(question)} - {stem(word) for word in COMMON}
    taken: dict[str, Span] = {}
    for match in WORD.finditer(answer):
        if (key := stem(match[0])) in given:
            taken.setdefault(key, Span(*match.span()))
    if len(taken) < SHARED:
        return None
    return Span(min(each.start for each in taken.values()), max(e.end for e in taken.values()))


def _interprets(question: str, answer: str) -> Span | None:
    meaning = MEANS.search(answer)
    if meaning is None or TRIVIA.search(answer) or LISTING.search(answer):
        return None
    return Span(*meaning.span())


def _hedges(question: str, answer: str) -> Span | None:
    match = HEDGE.search(answer)
    return Span(*match.span()) if match else None


def stem(word: str) -> str:
    """Return the beginning by which words are compared."""
    return word.casefold()[:STEM]


RULES: dict[str, Callable[[str, str], Span | None]] = {
    "scope": _scope,
    "anchor": _anchor,
    "interprets": _interprets,
    "hedges": _hedges,
}
