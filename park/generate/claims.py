"""What speakers of English wrongly say or ask of themselves."""

import re
from functools import lru_cache
from typing import Literal

from park.facts.shelf import stems

GENDERED = {
    "woman": (
        r"son|father|dad|husband|brother|grandfather|grandson|uncle|nephew|man|boy|boyfriend"
        r"|widower|gentleman"
    ),
    "man": (
        r"daughter|mother|mum|mom|wife|sister|grandmother|granddaughter|aunt|niece|woman|girl"
        r"|girlfriend|widow|lady"
    ),
}
"""Words that somebody of a gender does not use of themselves."""
MYSELF = r"(?:as|i am|i'm|i was|being) an? "
AS_ONE = re.compile(rf"\b{MYSELF}")
HELPERS = (
    r"(?: (?:am|was|have|had|would|will|must|should|could|can|always|also|still|just|really|simply"
    r"|only|want(?:ed)?|tr(?:y|ied|ying)|hoped?|like|need(?:ed)?|wish|strive|strove|promised"
    r"|learn(?:ed|t)|raised|taught|brought up|told|expected|proud|to))*"
)
"""What may stand between `I` and `be`; whoever else is named there is somebody else."""
BECOMING = (
    rf"(?:\bi(?:'ve|'d|'ll|'m)?{HELPERS} (?:be|been|become|became)"
    r"|\bmy (?:duty|aim|goal|dream|wish|job|task) (?:is|was) to be) an? "
)
"""What somebody says who wants to be or has been something: `I try to be a `."""
THEIRS = r"(?!(?:my|your|his|her|our|their|the|an?)\b)"
"""Before the words of somebody else: `a burden on my` daughter."""
BEFORE = rf"(?:{THEIRS}[\w-]+ ){{0,3}}(?:and an? (?:{THEIRS}[\w-]+ ){{0,2}})?"
"""What may stand between the article and the word: `a hotel owner and a` father."""
TRADES = (
    r"accountant|actor|actress|agronomist|architect|artist|baker|banker|barber|bookseller"
    r"|builder|butcher|captain|carpenter|cashier|chef|cleaner|clerk|cook|dentist|designer|doctor"
    r"|driver|electrician|engineer|farmer|fisherman|fishmonger|gardener|grocer|hairdresser"
    r"|headteacher|homemaker|househusband|housekeeper|housewife|journalist|judge|lawyer|lecturer"
    r"|librarian|locksmith|machinist|mechanic|midwife|miner|musician|nurse|painter|pharmacist"
    r"|photographer|physician|physiotherapist|pilot|plumber|policeman|politician|postman|priest"
    r"|professor|programmer|sailor|scientist|seamstress|secretary|shepherd|shopkeeper|soldier"
    r"|surgeon|tailor|teacher|technician|veterinarian|waiter|waitress|weaver|welder"
)
"""Words of trades that nobody says of themselves without having them."""
AT_HOME = frozenset({"homemaker", "househusband", "housewife"})
"""Words for the same."""
VAGUE = frozenset({"student", "worker", "owner", "member", "person", "employee"})
"""Last words of occupations that many may say of themselves."""
START = r"(?:^|[.!?…,;:–—] ?)(?:(?:and|but|so|well|yes|no|because),? )*"
"""Where somebody who says what they are begins to speak."""
ATTRIBUTES = r"(?:(?!(?:of|for|to|who|with|in|at|by|from|an?|the|my|and|than)\b)[\w-]+ ){0,3}"
KIN = r"aunt|uncle|mother|father|brother|sister|cousin|husband|wife|friend|neighbou?r|boss|grand\w+"
OTHERS = rf"(?!,? (?:she|he|they|(?:my|his|her|our) (?:{KIN}))\b)"
"""Not said of somebody else."""
SENTENCE = re.compile(r"[^.!?…]+[.!?…]?")
MINE = re.compile(r"\b(?:me|my|mine|myself)\b")
YOURS = re.compile(r"\b(?:you|your|yours|yourself)\b")
SAYING = r"statement|saying|sentence|idea|view|opinion|claim|notion|sentiment"
TOLD = (
    rf"(?:(?:the|that|this|such an?) (?:{SAYING})(?! (?:that|of)\b)"
    r"|(?:that|this|it|them|all of (?:that|it|this))(?=[,.!;]| (?:because|since|as)\b|$)"
    r"|(?:what (?:they|(?:most |many |some )?people)|(?:the|those|these|most|many|some)? ?"
    r"(?:people|others|ones)?(?: in [\w ]+)? who) (?:say|think|believe)s?)"
)
"""What the statement, or whoever says it, is called."""
WITH = rf"(?! with (?!{TOLD}))(?! to disagree\b)"
"""Not with a person who has spoken."""
HEDGES = (
    r"(?:(?:yes|no|well|oh|hm+|honestly|personally|to be honest|frankly|for me|in my view"
    r"|i (?:think|guess|suppose|believe|would say|must say|have to say)(?: that)?),? )*"
)
"""What may stand before the side that is taken."""
ONCE = r"(?! (?:saw|was|had|did|used|worked|learn(?:ed|t))\b)"
"""Not of what somebody was before: `As an assistant teacher I saw it`."""
HARDLY = r"(?!(?:hardly|barely|rarely|scarcely|partly|partially)\b)"
VIEW = re.compile(r"\b(?:dis)?agree\b")


def gender(text: str, me: str) -> bool:
    """Whether somebody calls themselves by a word of the other gender."""
    return me in GENDERED and bool(_gendered(me).search(_plain(text)))


def borrows(text: str, mine: str, other: str) -> bool:
    """Whether somebody speaks as one of the other's occupation, or of a trade of neither.

    Args:
        text: the line.
        mine: the speaker's occupation with its article.
        other: the other's.
    """
    said = _plain(text)
    if not AS_ONE.search(said):  # Few lines need the patterns of all trades.
        return False
    trade = _trade(other)
    if trade and trade != _trade(mine) and _as(trade).search(said):
        return True
    own = mine.casefold()
    words = {*trade.split()[-1:], *TRADES.split("|")} - VAGUE
    if any(each in own for each in AT_HOME):
        words -= AT_HOME
    heads = tuple(sorted(each for each in words if each not in own))
    return bool(own) and bool(_trades(heads).search(said))


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
    return re.compile(rf"(?:\b{MYSELF}|{BECOMING}){BEFORE}(?:{GENDERED[me]})\b(?!')")


def _trade(occupation: str) -> str:
    """Return the last two words of an occupation, without its article and where it is done."""
    words = re.split(r" (?:in|of|at|for|from|on|with) ", occupation.casefold())[0].split()
    return " ".join((words[1:] if words[:1] in (["a"], ["an"]) else words)[-2:])


@lru_cache(maxsize=4096)
def _as(trade: str) -> re.Pattern[str]:
    return re.compile(rf"\b{MYSELF}(?:[\w-]+ ){{0,2}}{re.escape(trade)}(?=[,.]| and\b| myself\b)")


@lru_cache(maxsize=512)
def _trades(heads: tuple[str, ...]) -> re.Pattern[str]:
    one = rf"an? {ATTRIBUTES}(?:{'|'.join(map(re.escape, heads))})"
    return re.compile(
        rf"{START}as {one}(?=[,.]| and\b| myself\b| i\b{ONCE}){OTHERS}|\bi(?: a|')m {one}\b(?!['-])"
    )


@lru_cache(maxsize=4096)
def _as_one(trade: str) -> re.Pattern[str]:
    return re.compile(
        rf"\bas an? (?:[\w-]+ ){{0,2}}{re.escape(trade)}(?=[,.]| and\b| myself\b| i\b)"
    )


@lru_cache(maxsize=8)
def _opening(word: str, first: bool) -> re.Pattern[str]:
    after = WITH if first else r"(?=,? (?:because|that)\b)"
    own = r"i(?: would|'d| do| must| have to| tend to| can only)?"
    said = rf"{own} {HARDLY}(?:\w+ly |also |still )*{word}"
    short = rf"{HARDLY}(?:\w+ly )?{word}d?(?=\s*[,.!;:–—]|\s+because\b|\s*$)"
    return re.compile(rf"\W*{HEDGES}(?:{said}\b{after}|{short if first else '(?!)'})")
