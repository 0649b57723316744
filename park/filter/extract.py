"""Turns of a dialogue → the opinions that a judge finds in them, each with its quote."""

import json
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError
from rapidfuzz import fuzz

from park.config import FilterConfig
from park.filter.judge import Judge
from park.ledger.keys import key_of
from park.models.base import Message, ModelError, Params, Reply
from park.records import Dialogue, Extraction, Failure, Foreign, Opinion, Record, Turn
from park.text.sentences import characters

SHORTEST_QUOTE = 12
"""Characters below which a quote proves nothing, since it is found in any text."""

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
    return listing, extraction.model_copy(update={"call": call, "listed": len(listing)})


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
        raise Unreadable(f"{place or 'the JSON'}: {first['msg'].lower()}") from None


def find_object(text: str) -> Any:
    """Return the first JSON object in a text, None if there is none."""
    decoder = json.JSONDecoder()
    start = text.find("{")
    while start >= 0:
        try:
            return decoder.raw_decode(text, start)[0]
        except (json.JSONDecodeError, RecursionError):
            start = text.find("{", start + 1)
    return None


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
        normalised similarity to the most similar part of the turn.
    """
    wanted = _plain(quote)
    if len(wanted) < characters(SHORTEST_QUOTE, language):
        return (), 0.0
    scores = {turn.number: _held(wanted, _plain(turn.text)) for turn in turns}
    best = max(scores.values(), default=0.0)
    found = tuple(number for number, score in scores.items() if score and score >= best - SAME)
    return found, best


def _held(quote: str, text: str) -> float:
    # With the quote longer than the text, `partial_ratio` would look for the text in the quote.
    score = fuzz.partial_ratio if len(quote) <= len(text) else fuzz.ratio
    return score(quote, text) / 100


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.translate(QUOTES).split())


QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
