"""What speakers of English wrongly say or ask of themselves."""

import re
from functools import lru_cache
from typing import Literal

from park.facts.shelf import stems

GENDERED = {
    "woman": r"son|father|husband|brother|grandfather|grandson|uncle|nephew|man|boy",
    "man": r"daughter|mother|wife|sister|grandmother|granddaughter|aunt|niece|woman|girl",
}
"""Words that somebody of a gender does not use of themselves."""
MYSELF = r"(?:as|i am|i'm|i was|being) an? "
BEFORE = r"(?:[\w-]+ ){0,3}(?:and an? (?:[\w-]+ ){0,2})?"
"""What may stand between the article and the word: `a hotel owner and a` father."""
SENTENCE = re.compile(r"[^.!?…]+[.!?…]?")
MINE = re.compile(r"\b(?:me|my|mine|myself)\b")
YOURS = re.compile(r"\b(?:you|your|yours|yourself)\b")
VIEW = re.compile(r"\b(?:dis)?agree\b")
WITH = r"(?! with\b)(?! to disagree\b)"


def gender(text: str, me: str) -> bool:
    """Whether somebody calls themselves by a word of the other gender."""
    return me in GENDERED and bool(_gendered(me).search(_plain(text)))


def borrows(text: str, mine: str, other: str) -> bool:
    """Whether somebody speaks as one of the other's occupation, such as `a retired mail carrier`.

    Args:
        text: the line.
        mine: the speaker's occupation with its article.
        other: the other's.
    """
    trade = _trade(other)
    return bool(trade) and trade != _trade(mine) and bool(_as(trade).search(_plain(text)))


def announces(text: str, mine: str) -> bool:
    """Whether somebody says what they are before they speak: `as a hotel owner, I …`."""
    trade = _trade(mine)
    return bool(trade) and bool(_as_one(trade).search(_plain(text)))


def asks_itself(text: str) -> bool:
    """Whether a question is about the speaker, not the other: `What does it mean to me?`."""
    asked = (each for each in SENTENCE.findall(_plain(text)) if each.endswith("?"))
    return any(MINE.search(each) and not YOURS.search(each) for each in asked)


def opens_against(text: str, side: Literal["for", "against", ""], *, first: bool) -> bool:
    """Whether a line opens with the other side's words, not as an answer to a person.

    Args:
        text: the line.
        side: the side of the speaker's stance.
        first: whether it is the speaker's first line, which answers the statement itself.
    """
    word = {"for": "disagree", "against": "agree", "": ""}[side]
    return bool(word) and bool(_opening(word, first).match(_plain(text)))


def views(text: str, statement: str) -> bool:
    """Whether a line agrees, disagrees, or has a word of a statement, if that has any."""
    given = stems(statement)
    return bool(VIEW.search(_plain(text))) or not given or bool(given & stems(text))


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'")


@lru_cache(maxsize=8)
def _gendered(me: str) -> re.Pattern[str]:
    return re.compile(rf"\b{MYSELF}{BEFORE}(?:{GENDERED[me]})\b(?!')")


def _trade(occupation: str) -> str:
    """Return the last two words of an occupation, without its article."""
    words = occupation.casefold().split()
    return " ".join((words[1:] if words[:1] in (["a"], ["an"]) else words)[-2:])


@lru_cache(maxsize=4096)
def _as(trade: str) -> re.Pattern[str]:
    return re.compile(rf"\b{MYSELF}(?:[\w-]+ ){{0,2}}{re.escape(trade)}(?=[,.]| and\b| myself\b)")


@lru_cache(maxsize=4096)
def _as_one(trade: str) -> re.Pattern[str]:
    return re.compile(
        rf"\bas an? (?:[\w-]+ ){{0,2}}{re.escape(trade)}(?=[,.]| and\b| myself\b| i\b)"
    )


@lru_cache(maxsize=8)
def _opening(word: str, first: bool) -> re.Pattern[str]:
    after = WITH if first else r"(?=,? (?:because|that)\b)"
    return re.compile(rf"\W*(?:yes,? |no,? )?i (?:\w+ly |do |also |still )*{word}\b{after}")
