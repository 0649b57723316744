"""Turns of a dialogue → the opinions that a judge finds in them, each with its quote."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError
from rapidfuzz import fuzz

from park.config import FilterConfig
from park.filter.judge import Judge
from park.ledger.keys import key_of
from park.models.base import Message, ModelError, Params, Reply
from park.records import Dialogue, Extraction, Failure, Foreign, Opinion, Record, Turn
from park.text.sentences import characters, normalized

SHORTEST_QUOTE = 12
"""Characters below which a quote proves nothing, since it is found in any text."""
LONGEST_QUOTE = 4_000
"""Characters above which words are no quote: they are more than several turns hold."""
PIECE = 1_000
"""Characters of a quote that are looked for at once, since the time grows with their square."""
LONGEST_TURN = 20_000
"""Characters of a turn in which a quote is looked for that is not there word for word."""
MOST = 32
"""Opinions that are taken from a turn; no speaker states so many."""

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
    """An opinion as the judge lists it."""

    opinion: Foreign
    quote: Foreign


class Listing(Record):
    """A judge's answer."""

    opinions: tuple[Listed, ...]


class Unreadable(Exception):
    """A judge's answer that is no listing; says why in words that the judge understands."""

    def __init__(self, fault: str, kind: Failure = "unreadable") -> None:
        super().__init__(fault)
        self.fault = fault
        self.kind: Failure = kind


def windows(dialogue: Dialogue, size: int) -> Iterator[tuple[Turn, ...]]:
    """Yield the turns that are read together: `size` of the delegate's, with what lies between.

    A window begins with what the delegate answers to.
    """
    own = [index for index, turn in enumerate(dialogue.turns) if turn.speaker == "delegate"]
    for start in range(0, len(own), size):
        chosen = own[start : start + size]
        yield dialogue.turns[max(chosen[0] - 1, 0) : chosen[-1] + 1]


async def extract(
    judge: Judge, dialogue: Dialogue, settings: FilterConfig
) -> tuple[list[Opinion], list[Extraction]]:
    """List the delegate's opinions of a dialogue, window by window.

    Returns:
        The opinions, those whose quote is not in the dialogue included, and what came of each
        window.

    Raises:
        ModelError: no call of the judge can work.
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
    """Read a judge's answer; text around the JSON and code fences are allowed.

    Raises:
        Unreadable: it is no listing.
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
"""Characters of a fault that are told; a judge may have made up a key of any length."""
OBJECT = re.compile(r'\{(?=[ \t\n\r]*["}])')
"""How a JSON object begins."""
TRIES = 16
"""How often all of an answer may be read in search of an object."""
FREE = 2_000_000
"""Characters that may be read besides, so that a short answer is searched to its end."""


def find_object(text: str) -> Any:
    """Return the first JSON object in a text, None if there is none.

    The search is given up after so much reading as `TRIES` and `FREE` allow: an answer with an
    unclosed brace at each character would be read once for each of them.
    """
    decoder = json.JSONDecoder()
    left = TRIES * len(text) + FREE
    for brace in OBJECT.finditer(text):
        try:
            return decoder.raw_decode(text, brace.start())[0]
        except (ValueError, RecursionError) as error:  # A ValueError is a number without end.
            left -= _read(error, len(text))
        if left < 0:
            break
    return None


def _read(error: Exception, length: int) -> int:
    """Return how much of a text was read at most, lines before the error included."""
    if isinstance(error, json.JSONDecodeError) and not error.msg.startswith("Unterminated"):
        return error.pos + 1
    return length


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
"""How much less than the best a turn may score and still be taken as a quote's source."""


def locate(quote: str, turns: Sequence[Turn], language: str) -> tuple[tuple[int, ...], float]:
    """Find the turns that hold a quote.

    Returns:
        Their numbers, and how much of the quote the best of them holds, between 0 and 1: the
        normalised similarity to the most similar part of the turn. A quote of fewer characters
        than `SHORTEST_QUOTE`, or more than `LONGEST_QUOTE`, is held by none.
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
    # With the quote longer than the text, `partial_ratio` would look for the text in the quote.
    if len(quote) > len(text):
        return fuzz.ratio(quote, text) / 100
    pieces = [quote[start : start + PIECE] for start in range(0, len(quote), PIECE)]
    return sum(len(each) * fuzz.partial_ratio(each, text) for each in pieces) / len(quote) / 100


def _plain(text: str) -> str:
    folded = normalized("NFKC", text).casefold()
    return " ".join(folded.translate(QUOTES).split())


QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
