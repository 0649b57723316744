"""Quantified claims about a whole people, in English only."""

import re
from collections.abc import Sequence

from park.records import Record
from park.text.sentences import fold


class Claim(Record):
    """A quantified claim about a people."""

    words: str
    """The quantifier as found."""
    low: float
    """Minimum share that the quantifier can mean."""
    high: float


PEOPLE = (
    r"(?:the )?(?:\w+ )?(?:people|folks?|persons?|men|women|families|parents|children|citizens|"
    r"households|adults|youngsters|youth|of (?:us|them|my compatriots)|{names})"
)
NEARLY = r"(?:almost|nearly|practically|virtually)"
QUANTIFIERS: tuple[tuple[str, float, float], ...] = (
    (r"(?:not|n't) (?:all|every(?:one|body)?)\b(?: {people})?", 0.0, 0.97),
    (r"{nearly} (?:no(?:body| one|-one)|none)\b(?: {people})?", 0.0, 0.2),
    (r"{nearly} (?:all|every(?:one|body)|every)\b(?: {people})?", 0.8, 1.0),
    (r"(?:the )?(?:vast|overwhelming|great|large) majority of {people}", 0.65, 1.0),
    (r"(?:a|the) majority of {people}", 0.5, 1.0),
    (r"(?:a|the) (?:small |tiny )?minority of {people}", 0.0, 0.5),
    (r"most {people}", 0.5, 1.0),
    (r"more than half (?:of )?{people}", 0.5, 1.0),
    (r"less than half (?:of )?{people}", 0.0, 0.5),
    (r"(?:about |around |roughly )?half (?:of )?{people}", 0.35, 0.65),
    (r"hardly any(?:one|body)?\b(?: {people})?", 0.0, 0.2),
    (r"(?:very )?few {people}", 0.0, 0.35),
    (r"no(?:body| one|-one)\b", 0.0, 0.1),
    (r"none of (?:us|them|{people})", 0.0, 0.1),
    (r"(?:all(?: of)?|every|each(?: of)?) {people}", 0.9, 1.0),
    (r"every(?:one|body)\b", 0.9, 1.0),
)
"""Quantifiers and the shares they can mean: generous readings, so that only clear
contradictions count. "Many" and "some" fit nearly any share and are no claims."""
PERCENT = re.compile(r"\b(\d{1,3})(?:[.,]\d+)? ?(?:%|percent|per cent)(?: of (?:us|people)\b)?")
AT_LARGE = re.compile(
    r"\b(?:in|from|across|throughout|all over) (?:my|our|this|the) "
    r"(?:country|nation|society|culture|homeland)\b|"
    r"\b(?:here|back home|at home|among us|nationwide|in general)\b"
)
NARROW = re.compile(
    r"\b(?:in|at|on|of|from) (?:my|our|this|the|their|his|her) (?:own )?(?:\w+ )?"
    r"(?:family|village|street|school|class|office|work|workplace|company|team|neighbou?rhood|"
    r"building|town|district|church|mosque|clinic|hospital|shop|house|home|circle)\b|"
    r"\b(?:my|our) (?:friends|colleagues|neighbou?rs|cousins|relatives|siblings|children|"
    r"students|pupils|patients)\b"
)
"""Signs that a claim is about people the speaker knows."""


def claim_in(text: str, names: Sequence[str]) -> Claim | None:
    """Return an English text's claim about a people, if any.

    Args:
        text: an opinion.
        names: the culture's names for its people and country: `Turkish`, `Turkey`.
    """
    plain = text.casefold().replace("’", "'")
    words = [re.escape(name.casefold()) for name in names if name]
    about = re.search(rf"\b(?:{'|'.join(words)})(?:s|n|ns)?\b", plain) if words else None
    if NARROW.search(plain) or not (about or AT_LARGE.search(plain) or " us " in f" {fold(text)} "):
        return None
    found = PERCENT.search(plain)
    if found and int(found[1]) <= 100:
        share = int(found[1]) / 100
        return Claim(words=found[0].strip(), low=max(share - 0.1, 0), high=min(share + 0.1, 1))
    people = PEOPLE.format(names="|".join([rf"{word}(?:s|n|ns)?" for word in words] or ["people"]))
    for pattern, low, high in QUANTIFIERS:
        found = re.search(rf"\b{pattern.format(people=people, nearly=NEARLY)}", plain)
        if found:
            return Claim(words=found[0].strip(), low=low, high=high)
    return None
