"""Accepted opinions and dialogues → the fields of each view."""

from collections.abc import Iterator
from typing import Any

from park.export.licences import public_name
from park.export.wording import Message, Wording, language_name, message
from park.records import Culture, Dialogue, Item, Opinion, Person

Row = dict[str, Any]

SHAREGPT = {"system": "system", "user": "human", "assistant": "gpt"}
"""What ShareGPT calls the roles."""


def sft(opinion: Opinion, item: Item, culture: Culture, wording: Wording) -> Iterator[Row]:
    """Yield an opinion as prompt and completion: as a choice with its reason, and openly."""
    system = wording.system(culture, opinion.language)
    asked = {
        "choice": (wording.choice(item), wording.choice_answer(item, opinion)),
        "open": (wording.open(item), wording.open_answer(item, opinion)),
    }
    for kind, (question, answer) in asked.items():
        yield {"prompt": [system, question], "completion": [answer], "kind": kind}


def messages(opinion: Opinion, item: Item, culture: Culture, wording: Wording) -> Iterator[Row]:
    """Yield the same as lists of messages."""
    for row in sft(opinion, item, culture, wording):
        yield {"messages": [*row["prompt"], *row["completion"]], "kind": row["kind"]}


def sharegpt(opinion: Opinion, item: Item, culture: Culture, wording: Wording) -> Iterator[Row]:
    """Yield the same in the form of ShareGPT."""
    for row in messages(opinion, item, culture, wording):
        said = [{"from": SHAREGPT[m["role"]], "value": m["content"]} for m in row["messages"]]
        yield {"conversations": said, "kind": row["kind"]}


def dialogue(record: Dialogue, culture: Culture, wording: Wording) -> Row | None:
    """Return a dialogue with its delegate as the assistant; None if nobody answers anybody.

    Roles alternate: the dialogue is read from the contact's first turn to the delegate's last,
    and turns of one speaker that follow each other are joined.
    """
    said: list[Message] = []
    for turn in record.turns:
        role = "user" if turn.speaker == "contact" else "assistant"
        if said and said[-1]["role"] == role:
            said[-1] = message(role, f"{said[-1]['content']}\n{turn.text}")
        elif said or role == "user":
            said.append(message(role, turn.text))
    if said and said[-1]["role"] == "user":
        said.pop()
    return {"messages": [wording.dialogue(culture, record), *said]} if said else None


def sdialog(record: Dialogue, culture: Culture, provenance: Row) -> Row:
    """Return a dialogue as sdialog's `Dialog` reads it from JSON (sdialog 0.5).

    Version and time are left open, so that the same run gives the same file.
    """
    names = _names(record)
    language = language_name(culture, record.language)
    people = {"delegate": record.delegate, "contact": record.contact}
    return {
        "version": None,
        "timestamp": None,
        "model": {speaker: public_name(model) for speaker, model in record.models.items()},
        "seed": None,
        "id": record.key,
        "complete": True,
        "personas": {names[each]: _persona(people[each], language) for each in people},
        "scenario": {
            "statement": record.statement,
            "delegate": names["delegate"],
            "stance": record.stance_label,
            "style": record.style,
        },
        "turns": [{"speaker": names[turn.speaker], "text": turn.text} for turn in record.turns],
        "notes": provenance,
    }


def _names(record: Dialogue) -> dict[str, str]:
    """Return the speakers' names; sdialog tells speakers apart by nothing else."""
    delegate, contact = record.delegate.name, record.contact.name
    return {"delegate": delegate, "contact": f"{contact} 2" if contact == delegate else contact}


def _persona(person: Person, language: str) -> Row:
    """Return a person with the field names of sdialog's `Persona`."""
    return {
        "name": person.name,
        "age": person.age,
        "gender": person.gender,
        "language": language,
        "role": person.occupation,
        "background": f"from {person.place}",
    }
