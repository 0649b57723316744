"""Pure checks of one turn. Each is cheap and says, in words a model understands, what is wrong."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz, process

from park.records import Flag, Language
from park.text import phrases
from park.text.identify import in_language
from park.text.language import Signal
from park.text.sentences import characters, fold, long_sentences

REPEATED = 0.8
"""Normalised similarity from which a turn repeats another."""
REPEATED_SENTENCE = 0.9
MAX_CHARACTERS = 900
READ = 8 * MAX_CHARACTERS
"""Characters that are read of a turn; one that has more is too long, whatever else is wrong."""
SHORT_TURN = 60
"""Characters up to which a turn that agrees says nothing else."""
SHORT_SENTENCE = 25
"""Characters below which a sentence may be said again."""
LEAVE = 100
"""Characters at a turn's end in which leave is taken."""


@dataclass(frozen=True)
class Heard:
    """What a turn is checked against."""

    me: str
    other: str
    earlier: Sequence[str]
    language: Language
    cut_off: bool = False
    leaning: Literal["for", "against", ""] = ""
    """The side of the speaker's stance; '' for a contact or an answer without sides."""
    occupation: str = ""
    """The speaker's occupation with its article; no line should begin by announcing it."""
    agents: Path | None = None
    """The user's own folder of role cards, which may hold languages."""


@lru_cache(maxsize=16384)
def _regex(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that holds a name; `re` keeps too few for the names of a run."""
    return re.compile(pattern)


def clean(text: str, me: str) -> str:
    """Take off what is not speech: the speaker's own label and quotation marks around all.

    Nothing else is cut: what stands before a colon or between quotation marks stays.
    """
    text = text.strip()
    label = _regex(rf"\**{re.escape(me)}\**\s*[:：]\**\s*").match(text)
    if label:
        text = text[label.end() :].strip()
    for left, right in ('""', "“”", "„“", "«»", "「」"):
        inner = text[1:-1]
        if len(text) > 2 and text[0] == left and text[-1] == right:
            if left not in inner and right not in inner:
                text = inner.strip()
            break
    return text


ROLES = ("User", "Assistant", "Human", "System")
"""Labels that models know from chats, and write where they run on."""


def check(text: str, heard: Heard) -> tuple[Flag, ...]:
    """Return everything that is wrong with a cleaned turn; empty if nothing is.

    Of a turn that is far too long, and of such earlier ones, only the first `READ` characters are
    read, so that no text can hold up a run.
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
        length,
    )
    return tuple(flag for flag in found if flag is not None)


def _cut_off(text: str, heard: Heard) -> Flag | None:
    if not heard.cut_off:
        return None
    return Flag(check="cut_off", reason="the line was cut off; use fewer and shorter sentences")


BLANKS = 40
"""White space that may stand before a label; a run of line breaks is tried at each of them."""


def _label(text: str, heard: Heard) -> Flag | None:
    names = "|".join(re.escape(name) for name in (heard.other, heard.me, *ROLES))
    label = rf"[*_]*(?:{names})(?: ?[(（][^()（）\n]*[)）])?[*_]*\s*[:：]"
    if not _regex(rf"(?:^|[\n.!?…。！？؟।\"”」])\s{{0,{BLANKS}}}{label}").search(text):
        return None
    return Flag(check="label", reason=f"write one line of {heard.me} alone, no other line")


def _refusal(text: str, heard: Heard) -> Flag | None:
    if not phrases.says("refusal", text, heard.language, heard.agents):
        return None
    return Flag(check="refusal", reason=f"{heard.me} is a person and speaks as one")


QUOTED = re.compile(r"[\"“„«「][^\"“”„«»「」]*[\"”“»」]|(?<!\w)['‘][^'‘’]*['’](?!\w)")


def _role(text: str, heard: Heard) -> Flag | None:
    """Flag who speaks of oneself by name; not who tells how others called out to one."""
    me, other = re.escape(heard.me), re.escape(heard.other)
    announced = _regex(
        rf"(?i)as (?:(?:{me}|{other})(?:,| from| i\b)|an? \d+-year-old[^.!?]*, i\b)"
    ).match(text)
    if heard.occupation:
        announced = announced or _regex(rf"(?i)as {re.escape(heard.occupation)}\b").match(text)
    spoken = QUOTED.sub("", text).replace("’", "'")
    named = _regex(rf"\b{me}\b(?! (?:here|speaking))").search(spoken)
    if named and _regex(rf"(?i){phrases.introductions(heard.agents)} {me}\b").search(spoken):
        named = None
    if not announced and not named:
        return None
    return Flag(check="role", reason=f"speak as {heard.me}, in the first person, without the name")


def _repetition(text: str, heard: Heard) -> Flag | None:
    folded = fold(text)
    shortest = characters(SHORT_SENTENCE, heard.language)
    parts = long_sentences(text, shortest)
    for number, said in enumerate(heard.earlier, start=1):
        earlier = said[:READ]
        if fuzz.ratio(folded, fold(earlier), score_cutoff=100 * REPEATED):
            return _repeats(number)
        if _said_again(parts, long_sentences(earlier, shortest)) * 2 > len(folded):
            return _repeats(number)
    return None


def _said_again(parts: Sequence[str], old: Sequence[str]) -> int:
    """Return how many characters are in sentences that repeat an old one."""
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
    if not any(phrases.says(each, text, heard.language, heard.agents) for each in signals):
        return None
    return Flag(check="stance", reason=f"{heard.me} must keep to the answer given at the start")


def _length(text: str) -> Flag | None:
    if len(text) <= MAX_CHARACTERS:
        return None
    return Flag(check="too_long", reason="use four short sentences at the most")


def leaning(label: str) -> Literal["for", "against", ""]:
    """Return the side that an English option label takes, '' if it takes none."""
    words = label.casefold()
    if "neither" in words or "on a scale" in words:
        return ""
    if "disagree" in words:
        return "against"
    return "for" if re.search(r"\bagree\b", words) else ""


def parting(
    texts: Sequence[str], language: Language, agents: Path | None = None
) -> Literal["agreement", "farewell", ""]:
    """Say whether the last turns leave nothing to talk about.

    Two turns in a row that end in leave-taking are a farewell; three short ones in a row that
    merely agree, and ask nothing, are an agreement loop.
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
