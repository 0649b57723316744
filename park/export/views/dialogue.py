"""The view `dialogue`: whole dialogues."""

from typing import ClassVar

from park.export.schema import Column
from park.export.view import Row, View
from park.export.wording import Message, language_name, message
from park.records import Dialogue


class DialogueMessages(View):
    """A dialogue with the delegate as the assistant."""

    name = "dialogue"
    help = "a whole dialogue as `messages`: the delegate is the assistant, the contact the user"
    card = "whole dialogues from which at least one opinion was accepted"
    order = 30
    columns: ClassVar = {
        "messages": Column("messages", "the delegate as the assistant, the contact as the user")
    }
    content = ("messages",)

    def of_dialogue(self, dialogue: Dialogue) -> Row | None:
        """Return a dialogue's messages; None if there is no exchange.

        Roles alternate: messages start with the contact's first turn and end with the delegate's
        last, and consecutive turns of one speaker are merged.
        """
        said: list[Message] = []
        for turn in dialogue.turns:
            role = "user" if turn.speaker == "contact" else "assistant"
            if said and said[-1]["role"] == role:
                said[-1] = message(role, f"{said[-1]['content']}\n{turn.text}")
            elif said or role == "user":
                said.append(message(role, turn.text))
        if said and said[-1]["role"] == "user":
            said.pop()
        return {"messages": [self._system(dialogue), *said]} if said else None

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
