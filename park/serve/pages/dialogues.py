"""Dialogues: the list, and one with its opinions marked."""

from typing import NamedTuple

from starlette.responses import Response

from park.errors import InputError
from park.ledger.browse import SIZE, Listed, Place, dialogue_counts, dialogues_page, opinions_of
from park.records import Dialogue, Opinion
from park.serve.site import Visit
from park.text.marking import locate, pieces

LONGEST = 20_000
"""Maximum characters of a turn to show."""


class Spoken(NamedTuple):
    """A turn with marked places."""

    number: int
    speaker: str
    name: str
    pieces: list[tuple[str, tuple[int, ...]]]
    flags: tuple[str, ...]


def spoken(dialogue: Dialogue, opinions: list[Opinion]) -> list[Spoken]:
    """Return the turns with the quotes of opinions marked by their numbers, from 1."""
    found = []
    for turn in dialogue.turns:
        text = turn.text[:LONGEST]
        places = [
            (*span, number)
            for number, opinion in enumerate(opinions, start=1)
            if turn.number in opinion.turns and (span := locate(opinion.quote, text)) is not None
        ]
        found.append(
            Spoken(
                turn.number,
                turn.speaker,
                dialogue.speaker_name(turn.speaker),
                pieces(text, places),
                tuple(f"{flag.check}: {flag.reason}" for flag in turn.flags),
            )
        )
    return found


def place(text: str) -> Place:
    """Read a place `culture/item/key` of an address; the start if it is none."""
    parts = text.split("/")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")


def listed(visit: Visit) -> Response:
    """List the dialogues."""
    culture, after = visit.asked("culture"), place(visit.asked("after"))
    with visit.site.reading() as ledger:
        found = dialogues_page(ledger, culture, after, SIZE + 1)
        cultures = list(dialogue_counts(ledger))
    more = found[SIZE - 1] if len(found) > SIZE else None
    following = f"{more.seed.culture}/{more.seed.item}/{more.key}" if more else ""
    return visit.show(
        "dialogues", dialogues=found[:SIZE], culture=culture, cultures=cultures,
        following=following,
    )  # fmt: skip


def one(visit: Visit) -> Response:
    """Show a dialogue."""
    key = visit.part("key")
    with visit.site.reading() as ledger:
        dialogue = ledger.dialogue(key)
        if dialogue is None:
            raise InputError(f"there is no dialogue {key[:40]!r} in this run")
        opinions: list[Listed] = opinions_of(ledger, key)
    return visit.show(
        "dialogue",
        dialogue=dialogue,
        turns=spoken(dialogue, [each.opinion for each in opinions]),
        opinions=opinions,
    )
