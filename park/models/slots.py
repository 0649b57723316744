"""Which slot of an embedded server a call goes to, so that its prompt cache hits.

llama.cpp keeps one conversation per slot and reuses the beginning that a new prompt has in common
with it. Left to itself it gives a new conversation the slot with the most similar prompt, and so
overwrites one that is going on. Here a conversation keeps its slot; a new one gets the slot that
has been idle for longest, with the longest known beginning copied into it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Prefix

from park.models.base import Message

GAIN = 400
"""Characters that a copied beginning must save to be worth its time."""
KEPT = 0.8
"""The share of a slot's conversation that a prompt must continue to take its place."""


@dataclass
class _Slot:
    number: int
    text: str = ""
    """What its cache holds."""
    busy: bool = False
    used: int = 0
    """When it was last taken, as a count."""


@dataclass(frozen=True)
class Place:
    """Where a call goes."""

    slot: int
    source: int | None = None
    """The slot whose cache is to be copied there first."""


@dataclass
class SlotTable:
    """What is known of a server's slots."""

    slots: list[_Slot]
    copying: int = 0
    """Copies under way."""
    _count: int = 0

    @classmethod
    def of(cls, number: int) -> "SlotTable":
        """Make the table of a server that has just been started."""
        return cls([_Slot(each) for each in range(number)])

    @property
    def unsettled(self) -> bool:
        """Whether it pays to wait a moment before taking a slot.

        So it is while a slot is being copied, and while the very first call is under way, whose
        beginning all others can copy after it.
        """
        cold = not any(slot.text for slot in self.slots)
        return self.copying > 0 or (cold and any(slot.busy for slot in self.slots))

    def take(self, messages: Sequence[Message]) -> Place | None:
        """Choose a slot and mark it as busy, with the source of a copy; None if none is idle."""
        idle = [slot for slot in self.slots if not slot.busy]
        if not idle:
            return None
        text = _text(messages)
        common = {slot.number: Prefix.similarity(slot.text, text) for slot in idle}
        best = max(idle, key=lambda slot: (common[slot.number], -len(slot.text)))
        if best.text and common[best.number] >= KEPT * len(best.text):
            return self._taken(best)
        oldest = min(idle, key=lambda slot: slot.used)
        if common[best.number] < common[oldest.number] + GAIN:
            return self._taken(oldest)
        best.busy = True
        self.copying += 1
        return self._taken(oldest, best)

    def copied(self, place: Place) -> None:
        """Let the source of a copy go."""
        if place.source is not None:
            self.slots[place.slot].text = self.slots[place.source].text
            self.slots[place.source].busy = False
            self.copying -= 1

    def give_back(self, place: Place, messages: Sequence[Message], reply: str | None) -> None:
        """Note what a slot holds after a call; `reply` is None if the call failed."""
        slot = self.slots[place.slot]
        slot.busy = False
        slot.text = "" if reply is None else _text([*messages, _assistant(reply)])

    def _taken(self, slot: _Slot, source: _Slot | None = None) -> Place:
        self._count += 1
        slot.busy, slot.used = True, self._count
        return Place(slot.number, source.number if source else None)


def _assistant(text: str) -> Message:
    return {"role": "assistant", "content": text}


def _text(messages: Sequence[Message]) -> str:
    return "".join(f"{message['role']}\0{message['content']}\0" for message in messages)
