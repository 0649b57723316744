"""The view `dialogue`: the part of a dialogue in which nothing is at fault."""

from collections.abc import Iterator
from typing import ClassVar

from park.export.schema import Column
from park.export.view import Row, View
from park.export.wording import Message, language_name, message
from park.records import Dialogue, Turn


class DialogueMessages(View):
    """A dialogue with the delegate as the assistant, as far as nothing in it is at fault."""

    name = "dialogue"
    help = (
        "the sound part of a dialogue as `messages`: the delegate is the assistant, "
        "the contact the user"
    )
    card = (
        "the longest part of a dialogue that holds an accepted opinion and no turn that was "
        "flagged or whose opinion was rejected for what it says"
    )
    order = 30
    columns: ClassVar = {
        "messages": Column("messages", "the delegate as the assistant, the contact as the user")
    }
    content = ("messages",)

    def of_dialogue(self, dialogue: Dialogue) -> Row | None:
        """Return the messages of a dialogue's longest sound part with an accepted opinion.

        Roles alternate: messages start with a turn of the contact and end with one of the
        delegate, and consecutive turns of one speaker are merged. None if there is no such part.
        """
        bearing = self.material.bearing.get(dialogue.key, frozenset())
        parts = [
            part
            for part in sound(dialogue, self.material.faulty.get(dialogue.key, frozenset()))
            if any(turn.number in bearing for turn in part)
        ]
        if not parts:
            return None
        said: list[Message] = []
        for turn in max(parts, key=len):
            role = "user" if turn.speaker == "contact" else "assistant"
            if said and said[-1]["role"] == role:
                said[-1] = message(role, f"{said[-1]['content']}\n{turn.text}")
            else:
                said.append(message(role, turn.text))
        return {"messages": [self._system(dialogue), *said]}

    def _system(self, dialogue: Dialogue) -> Message:
        """Return the system message that describes the delegate."""
        culture = self.culture(dialogue)
        delegate, contact = dialogue.delegate, dialogue.contact
        return self.wording.say(
            "system",
            "dialogue",
            delegate=delegate.name,
            occupation=delegate.occupation,
            age=delegate.age,
            place=delegate.place,
            home=culture.home,
            contact=contact.name,
            contact_occupation=contact.occupation,
            contact_place=contact.place,
            language_name=language_name(culture, dialogue.language),
        )


def sound(dialogue: Dialogue, faulty: frozenset[int]) -> Iterator[list[Turn]]:
    """Yield the parts of a dialogue between turns that are flagged or faulty.

    Each goes from a turn of the contact to one of the delegate.
    """
    part: list[Turn] = []
    for turn in dialogue.turns:
        if turn.flags or turn.number in faulty:
            yield from _exchange(part)
            part = []
        elif part or turn.speaker == "contact":
            part.append(turn)
    yield from _exchange(part)


def _exchange(part: list[Turn]) -> Iterator[list[Turn]]:
    ends = [place for place, turn in enumerate(part, start=1) if turn.speaker == "delegate"]
    if ends:
        yield part[: ends[-1]]
