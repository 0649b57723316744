"""Assigns calls to an embedded server's slots for prompt cache hits.

llama.cpp caches one conversation per slot and reuses the prefix it shares with a new prompt. By
default a new conversation gets the slot with the most similar prompt, overwriting a conversation
still in progress. Here a conversation keeps its slot, and a new one gets the least recently used
slot, with the longest matching prefix copied into it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Prefix

from park.models.base import Message

GAIN = 400
"""Minimum prefix gain in characters to justify a copy."""
KEPT = 0.8
"""Minimum share of a slot's conversation that a prompt must continue to reuse the slot."""


@dataclass
class _Slot:
    number: int
    text: str = ""
    """The cached conversation."""
    busy: bool = False
    used: int = 0
    """Sequence number of the last use."""


@dataclass(frozen=True)
class Lease:
    """A call's slot."""

    slot: int
    source: int | None = None
    """Slot to copy the cache from first."""


@dataclass
class SlotTable:
    """State of a server's slots."""

    slots: list[_Slot]
    copying: int = 0
    """Copies in progress."""
    _count: int = 0

    @classmethod
    def of(cls, number: int) -> "SlotTable":
        """Create the table of a newly started server."""
        return cls([_Slot(each) for each in range(number)])

    @property
    def unsettled(self) -> bool:
        """Whether waiting before taking a slot pays off.

        True during a copy and during the very first call, whose prefix later calls can copy.
        """
        cold = not any(slot.text for slot in self.slots)
        return self.copying > 0 or (cold and any(slot.busy for slot in self.slots))

    def take(self, messages: Sequence[Message]) -> Lease | None:
        """Claim a slot, and the source of a copy if any; None if none is idle."""
        idle = [slot for slot in self.slots if not slot.busy]
        if not idle:
            return None
        text = _text(messages)
        common = {slot.number: Prefix.similarity(slot.text, text) for slot in idle}
        best = max(idle, key=lambda slot: (common[slot.number], -len(slot.text)))
        if best.text and common[best.number] >= KEPT * len(best.text):
            return self._claim(best)
        oldest = min(idle, key=lambda slot: slot.used)
        if common[best.number] < common[oldest.number] + GAIN:
            return self._claim(oldest)
        best.busy = True
        self.copying += 1
        return self._claim(oldest, best)

    def copied(self, lease: Lease) -> None:
        """Release the source of a copy."""
        if lease.source is not None:
            self.slots[lease.slot].text = self.slots[lease.source].text
            self.slots[lease.source].busy = False
            self.copying -= 1

    def give_back(self, lease: Lease, messages: Sequence[Message], reply: str | None) -> None:
        """Release a slot and record its contents; `reply` is None if the call failed."""
        slot = self.slots[lease.slot]
        slot.busy = False
        slot.text = "" if reply is None else _text([*messages, _assistant(reply)])

    def _claim(self, slot: _Slot, source: _Slot | None = None) -> Lease:
        self._count += 1
        slot.busy, slot.used = True, self._count
        return Lease(slot.number, source.number if source else None)


def _assistant(text: str) -> Message:
    return {"role": "assistant", "content": text}


def _text(messages: Sequence[Message]) -> str:
    return "".join(f"{message['role']}\0{message['content']}\0" for message in messages)
