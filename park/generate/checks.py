"""Cheap, pure checks of single turns, with reasons worded for the model."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz, process

from park.generate import claims
from park.generate.copied import QUOTED, echoes, recites
from park.generate.heard import READ, Heard
from park.generate.said import SHORT_SENTENCE
from park.records import Flag, Language
from park.text import phrases
from park.text.grounding import ungrounded
from park.text.identify import in_language
from park.text.language import Signal
from park.text.sentences import characters, fold, long_sentences

REPEATED = 0.8
"""Minimum normalised similarity of repeated turns."""
REPEATED_SENTENCE = 0.9
MAX_CHARACTERS = 900
SHORT_TURN = 60
"""Maximum characters of a turn of mere agreement."""
NAMED = 40
"""Maximum characters of a name in a reason."""
LEAVE = 100
"""Characters at a turn's end to search for a goodbye."""


@lru_cache(maxsize=16384)
def _regex(pattern: str) -> re.Pattern[str]:
    """Compile a pattern with a name; the cache of `re` is too small for a run's names."""
    return re.compile(pattern)


def clean(text: str, me: str) -> str:
    """Remove the speaker's own label and enclosing quotation marks.

    Other text before a colon or in quotation marks stays.
    """
    text = text.strip()
    if text.lstrip("*").startswith(me):
        label = _regex(rf"\**{re.escape(me)}\**\s*[:：]\**\s*").match(text)
        text = text[label.end() :].strip() if label else text
    for left, right in ('""', "“”", "„“", "«»", "「」"):
        inner = text[1:-1]
        if len(text) > 2 and text[0] == left and text[-1] == right:
            if left not in inner and right not in inner:
                text = inner.strip()
            break
    return text


ROLES = ("User", "Assistant", "Human", "System")
"""Chat labels that models write when they continue past their turn."""


def check(text: str, heard: Heard) -> tuple[Flag, ...]:
    """Return all faults of a cleaned turn.

    Only the first `READ` characters of this turn and of earlier ones are checked, so that no text
    can stall a run.
    """
    length = _length(text)
    text = text[:READ]
    if not any(map(str.isalnum, text)):
        return (Flag(check="empty", reason="nothing was said"),)
    found = (
        _cut_off(text, heard),
        _label(text, heard),
        _refusal(text, heard),
        _role(text, heard),
        _repetition(text, heard),
        _language(text, heard),
        _stance(text, heard),
        _ungrounded(text, heard),
        recites(text, heard),
        echoes(text, heard),
        _caricature(text, heard),
        _viewless(text, heard),
        length,
    )
    return tuple(flag for flag in found if flag is not None)


def _cut_off(text: str, heard: Heard) -> Flag | None:
    if not heard.cut_off:
        return None
    return Flag(check="cut_off", reason="the line was cut off; use fewer and shorter sentences")


BLANKS = 40
"""Maximum white space before a label, which bounds backtracking on runs of line breaks."""


def _label(text: str, heard: Heard) -> Flag | None:
    if ":" not in text and "：" not in text:
        return None
    names = "|".join(re.escape(name) for name in (heard.other, heard.me, *ROLES))
    label = rf"[*_]*(?:{names})(?: ?[(（][^()（）\n]*[)）])?[*_]*\s*[:：]"
    if not _regex(rf"(?:^|[\n.!?…。！？؟।\"”」])\s{{0,{BLANKS}}}{label}").search(text):
        return None
    return Flag(check="label", reason=f"write one line of {heard.me} alone, no other line")


def _refusal(text: str, heard: Heard) -> Flag | None:
    if not phrases.says("refusal", text, heard.language, heard.agents):
        return None
    return Flag(check="refusal", reason=f"{heard.me} is a person and speaks as one")


AS = re.compile(r"\bas ", re.IGNORECASE)
"""What an occupation follows."""


def _role(text: str, heard: Heard) -> Flag | None:
    """Flag speakers who refer to themselves by name, except in quoted speech."""
    spoken = QUOTED.sub("", text)
    if _announced(text, heard) or _named(spoken.replace("’", "'"), heard):
        reason = f"speak as {heard.me}, in the first person, without the name"
        return Flag(check="role", reason=reason)
    return _myself(spoken, heard)


def _announced(text: str, heard: Heard) -> bool:
    """Whether a line opens with who speaks, or says the occupation of one of the two."""
    if text[:3].casefold() == "as ":
        me, other = re.escape(heard.me), re.escape(heard.other)
        opening = rf"(?i)as (?:(?:{me}|{other})(?:,| from| i\b)|an? \d+-year-old[^.!?]*, i\b)"
        if _regex(opening).match(text):
            return True
    return bool(AS.search(text)) and any(
        _regex(rf"(?i)\bas {re.escape(occupation)}\b").search(text)
        for occupation in heard.occupations
    )


def _named(spoken: str, heard: Heard) -> bool:
    """Whether speakers say their own name, other than to introduce themselves."""
    if heard.me not in spoken:
        return False
    me = re.escape(heard.me)
    if not _regex(rf"\b{me}\b(?! (?:here|speaking))").search(spoken):
        return False
    return not _regex(rf"(?i){phrases.introductions(heard.agents)} {me}\b").search(spoken)


def _myself(spoken: str, heard: Heard) -> Flag | None:
    """Flag what a speaker of English wrongly says of themselves, outside of quotations."""
    if not heard.english:
        return None
    if claims.borrows(spoken, *heard.trades):
        return Flag(check="role", reason=f"{heard.me} is {heard.trades[0]}; speak as that")
    if claims.announces(spoken, heard.trades[0]):
        return Flag(check="role", reason="do not say what you are; tell what you did")
    if claims.gender(spoken, heard.gender):
        return Flag(check="role", reason=f"{heard.me} is a {heard.gender}; speak as one")
    if claims.asks_itself(spoken):
        return Flag(check="role", reason=f"ask about {heard.other}: “you”, not “I” and “my”")
    return None


def _repetition(text: str, heard: Heard) -> Flag | None:
    folded, said = fold(text), heard.said
    parts = long_sentences(text, characters(SHORT_SENTENCE, heard.language))
    # Nearly always one look at all lines together tells that none repeats.
    like = process.extractOne(folded, said.lines, scorer=fuzz.ratio, score_cutoff=100 * REPEATED)
    if not like and _said_again(parts, said.all_sentences) * 2 <= len(folded):
        return None
    for number, (whole, own) in enumerate(zip(said.lines, said.sentences, strict=True), start=1):
        if fuzz.ratio(folded, whole, score_cutoff=100 * REPEATED):
            return _repeats(number)
        if _said_again(parts, own) * 2 > len(folded):
            return _repeats(number)
    return None


def _said_again(parts: Sequence[str], old: Sequence[str]) -> int:
    """Count the characters in sentences that repeat an old one."""
    cutoff = 100 * REPEATED_SENTENCE
    return sum(
        len(part)
        for part in parts
        if process.extractOne(part, old, scorer=fuzz.ratio, score_cutoff=cutoff)
    )


def _repeats(number: int) -> Flag:
    return Flag(
        check="repetition", reason=f"line {number} has said this already; say something new"
    )


def _language(text: str, heard: Heard) -> Flag | None:
    if in_language(text, heard.language, heard.agents):
        return None
    expected = heard.language.split("-")[0]
    return Flag(check="language", reason=f"the line must be in the language '{expected}'")


def _stance(text: str, heard: Heard) -> Flag | None:
    against: Signal = "dissent" if heard.leaning == "for" else "assent"
    signals: tuple[Signal, ...] = ("converted", against) if heard.leaning else ()
    turned = heard.english and claims.opens_against(
        text, heard.leaning, first=len(heard.earlier) < 2
    )
    if not turned and not any(
        phrases.says(each, text, heard.language, heard.agents) for each in signals
    ):
        return None
    return Flag(check="stance", reason=f"{heard.me} must keep to the answer given at the start")


def _ungrounded(text: str, heard: Heard) -> Flag | None:
    known = heard.known
    name = ungrounded(text, known, heard.language, heard.agents) if known is not None else None
    if name is None:
        return None
    return Flag(check="ungrounded", reason=f"leave out “{name[:NAMED]}”, which nobody can check")


def _caricature(text: str, heard: Heard) -> Flag | None:
    """Flag a line that says of a whole place what it lacks or always does."""
    if not heard.english or not heard.places:
        return None
    places, spoken = tuple(heard.places), text.replace("’", "'")
    caseless = _caseless(spoken)
    if not any(place in caseless for place in _caseless_all(places)):
        return None
    if not _sweeps(places).search(spoken):
        return None
    return Flag(check="caricature", reason="speak of people you know, not of everybody there")


def _caseless(text: str) -> str:
    """Fold letters that a pattern without case takes for each other, Turkish ones among them."""
    return text.replace("İ", "i").replace("ı", "i").casefold()


@lru_cache(maxsize=1024)
def _caseless_all(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_caseless, texts))


@lru_cache(maxsize=1024)
def _sweeps(places: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, places))
    lack = r"(?:do(?:es)?(?: not|n't) (?:have|know)|ha(?:ve|s) no|lacks?|never|always)"
    all_of = r"(?:everyone|everybody|no one|nobody|all (?:of us|people|the people)|every \w+)"
    some = r"(?!(?:most|many|some|few|not|often|sometimes|i|my|we|our|he|she|his|her)\b)"
    limits = "".join(rf"(?<!{each} )" for each in ("most", "many", "some", "few"))
    return re.compile(
        rf"(?i){limits}\b(?:people in|people from|(?<!people )in) (?:{names})\b,?"
        rf"(?: {some}\w+){{0,3}} {lack}\b"
        rf"|(?<!not )(?<!nearly )(?<!almost )\b{all_of} (?:here )?in (?:{names})\b"
        rf"|(?<!in )(?<!from )\b(?:{names})(?:s| people)? (?:{lack}|all)\b"
    )


def _viewless(text: str, heard: Heard) -> Flag | None:
    """Flag a closing line that says nothing of the statement."""
    if not heard.closing or not heard.english or claims.views(text, heard.statement):
        return None
    return Flag(check="viewless", reason="say what you think of the subject itself")


def _length(text: str) -> Flag | None:
    if len(text) <= MAX_CHARACTERS:
        return None
    return Flag(check="too_long", reason="use four short sentences at the most")


def leaning(label: str) -> Literal["for", "against", ""]:
    """Return the side of an English option label; '' if neutral."""
    words = label.casefold()
    if "neither" in words or "on a scale" in words:
        return ""
    if "disagree" in words:
        return "against"
    return "for" if re.search(r"\bagree\b", words) else ""


def parting(
    texts: Sequence[str], language: Language, agents: Path | None = None
) -> Literal["agreement", "farewell", ""]:
    """Return why the conversation is over; '' if it is not.

    Two consecutive turns that end with a goodbye are a farewell; three consecutive short turns of
    mere agreement without a question are an agreement loop.
    """
    last = texts[-3:]
    if len(last) >= 2 and all(
        phrases.says("farewell", t[-LEAVE:], language, agents) for t in last[-2:]
    ):
        return "farewell"
    if len(last) == 3 and all(_merely_agrees(text, language, agents) for text in last):
        return "agreement"
    return ""


def _merely_agrees(text: str, language: Language, agents: Path | None) -> bool:
    if len(text) > characters(SHORT_TURN, language) or re.search(r"[?？؟]", text):
        return False
    return phrases.says("agreement", text, language, agents)
