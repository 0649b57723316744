"""Extraction of a dialogue's opinions, with quotes, by a judge."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError
from rapidfuzz import fuzz

from park.config import FilterConfig
from park.filter.judge import Judge
from park.ledger.keys import key_of
from park.models.base import Message, ModelError, Params, Reply
from park.records import Dialogue, Extraction, Failure, Foreign, Opinion, Record, Turn
from park.text.objects import find_object
from park.text.sentences import characters, normalized

SHORTEST_QUOTE = 12
"""Minimum characters of a quote; shorter ones match any text."""
LONGEST_QUOTE = 4_000
"""Maximum characters of a quote, more than several turns."""
PIECE = 1_000
"""Characters of a quote to match at once, as matching takes quadratic time."""
LONGEST_TURN = 20_000
"""Maximum characters of a turn for approximate matching."""
MOST = 32
"""Maximum opinions per turn, more than any speaker states."""

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "opinions": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"opinion": {"type": "string"}, "quote": {"type": "string"}},
                "required": ["opinion", "quote"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["opinions"],
    "additionalProperties": False,
}


class Listed(Record):
    """An opinion as listed by the judge."""

    opinion: Foreign
    quote: Foreign


class Listing(Record):
    """A judge's answer."""

    opinions: tuple[Listed, ...]


class Unreadable(Exception):
    """A judge's answer is not a valid listing; the reason is worded for the judge."""

    def __init__(self, fault: str, kind: Failure = "unreadable") -> None:
        super().__init__(fault)
        self.fault = fault
        self.kind: Failure = kind


def windows(dialogue: Dialogue, size: int) -> Iterator[tuple[Turn, ...]]:
    """Yield windows of `size` delegate turns and the turns between them.

    A window starts with the turn that the delegate replies to.
    """
    own = [index for index, turn in enumerate(dialogue.turns) if turn.speaker == "delegate"]
    for start in range(0, len(own), size):
        chosen = own[start : start + size]
        yield dialogue.turns[max(chosen[0] - 1, 0) : chosen[-1] + 1]


async def extract(
    judge: Judge, dialogue: Dialogue, settings: FilterConfig
) -> tuple[list[Opinion], list[Extraction]]:
    """Extract the delegate's opinions from a dialogue, window by window.

    Returns:
        The opinions, including those with a quote not in the dialogue, and each window's
        extraction.

    Raises:
        ModelError: the judge fails fatally.
    """
    opinions: list[Opinion] = []
    extractions: list[Extraction] = []
    for turns in windows(dialogue, settings.window):
        listing, extraction = await _list(judge, dialogue, turns)
        extractions.append(extraction)
        heard = [turn for turn in turns if turn.speaker == "delegate"]
        for number, listed in enumerate(listing):
            if listed.opinion.strip():
                opinions.append(_opinion(judge, dialogue, heard, listed, extraction, number))
    return opinions, extractions


async def _list(
    judge: Judge, dialogue: Dialogue, turns: Sequence[Turn]
) -> tuple[tuple[Listed, ...], Extraction]:
    own = tuple(turn.number for turn in turns if turn.speaker == "delegate")
    extraction = Extraction(dialogue=dialogue.key, turns=own)
    try:
        messages = _messages(judge, dialogue, turns)
        reply, call = await _ask(judge, messages)
        try:
            listing = read_listing(reply)
        except Unreadable as error:
            messages += [
                {"role": "assistant", "content": reply.text},
                {"role": "user", "content": judge.render("filter/repair", fault=error.fault)},
            ]
            reply, call = await _ask(judge, messages)
            listing = read_listing(reply)
    except Unreadable as error:
        update = {"call": call, "failure": error.kind, "raw": reply.text}
        return (), extraction.model_copy(update=update)
    except ModelError as error:
        if error.trouble == "fatal":
            raise
        return (), extraction.model_copy(update={"failure": "failed", "raw": str(error)})
    taken = listing[: MOST * len(own)]
    dropped = len(listing) - len(taken)
    counts = {"call": call, "listed": len(listing), "dropped": dropped}
    return taken, extraction.model_copy(update=counts)


def _messages(judge: Judge, dialogue: Dialogue, turns: Sequence[Turn]) -> list[Message]:
    name = dialogue.delegate.name
    system = judge.render(
        "filter/extract", name=name, language_name=judge.language_name(dialogue.language)
    )
    lines = tuple((dialogue.speaker_name(turn.speaker), turn.text) for turn in turns)
    asked = judge.render("filter/turns", name=name, statement=dialogue.statement, lines=lines)
    return [{"role": "system", "content": system}, {"role": "user", "content": asked}]


async def _ask(judge: Judge, messages: Sequence[Message]) -> tuple[Reply, str]:
    params = Params(temperature=0, max_tokens=judge.max_tokens, seed=0)
    return await judge.gateway.reply(messages, params, judge.schema(SCHEMA))


def read_listing(reply: Reply) -> tuple[Listed, ...]:
    """Parse a judge's answer, ignoring text and code fences around the JSON.

    Raises:
        Unreadable: the answer is not a valid listing.
    """
    if reply.finish == "length":
        raise Unreadable("it ends in the middle; list fewer opinions and quote less", "cut_off")
    data = find_object(reply.text)
    if data is None:
        raise Unreadable("it is not valid JSON")
    try:
        return Listing.model_validate(data).opinions
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        fault = f"{place or 'the JSON'}: {first['msg'].lower()}"
        raise Unreadable(fault[:FAULT]) from None


FAULT = 200
"""Maximum length of a reported fault, as a judge may invent keys of any length."""


def _opinion(
    judge: Judge,
    dialogue: Dialogue,
    heard: Sequence[Turn],
    listed: Listed,
    extraction: Extraction,
    number: int,
) -> Opinion:
    turns, score = locate(listed.quote, heard, dialogue.language)
    text = listed.opinion.strip()
    return Opinion(
        key=key_of("opinion", dialogue.key, extraction.call, number, text),
        dialogue=dialogue.key,
        seed=dialogue.seed,
        statement=dialogue.statement,
        stance_label=dialogue.stance_label,
        profile=dialogue.profile,
        language=dialogue.language,
        turns=turns,
        quote=listed.quote,
        quote_score=score,
        text=text,
        call=extraction.call,
        models={**dialogue.models, "judge": judge.name},
        prompts=dialogue.prompts,
    )


SAME = 0.005
"""Maximum score difference from the best turn to count as a quote's source, too."""


def locate(quote: str, turns: Sequence[Turn], language: str) -> tuple[tuple[int, ...], float]:
    """Find the turns that contain a quote.

    Returns:
        Their numbers, and the best turn's score between 0 and 1: the quote's normalised similarity
        to the most similar part of the turn. Quotes shorter than `SHORTEST_QUOTE` or longer than
        `LONGEST_QUOTE` are not found.
    """
    wanted = _plain(quote)
    if not characters(SHORTEST_QUOTE, language) <= len(wanted) <= LONGEST_QUOTE:
        return (), 0.0
    scores = {turn.number: _held(wanted, _plain(turn.text)) for turn in turns}
    best = max(scores.values(), default=0.0)
    found = tuple(number for number, score in scores.items() if score and score >= best - SAME)
    return found, best


def _held(quote: str, text: str) -> float:
    if quote in text:
        return 1.0
    text = text[:LONGEST_TURN]
    # With a quote longer than the text, `partial_ratio` would search for the text in the quote.
    if len(quote) > len(text):
        return fuzz.ratio(quote, text) / 100
    pieces = [quote[start : start + PIECE] for start in range(0, len(quote), PIECE)]
    return sum(len(each) * fuzz.partial_ratio(each, text) for each in pieces) / len(quote) / 100


def _plain(text: str) -> str:
    folded = normalized("NFKC", text).casefold()
    return " ".join(folded.translate(QUOTES).split())


QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
