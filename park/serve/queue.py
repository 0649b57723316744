"""Whose turn is which opinion: queues of several people over one list."""

import time
from collections import defaultdict
from collections.abc import Collection
from threading import Lock
from typing import Literal, NamedTuple

from park.config import ReviewConfig
from park.ledger.browse import doubts, last_filtered, reviewable
from park.ledger.keys import key_of
from park.ledger.ledger import Ledger
from park.ledger.reviews import reviews

Order = Literal["culture", "reason", "uncertain", "random"]
ORDERS: tuple[Order, ...] = ("random", "culture", "reason", "uncertain")
LEASE = 30 * 60.0
"""Seconds for which an opinion stays with the person who has it open."""


class Wish(NamedTuple):
    """What somebody wants to review."""

    culture: str = ""
    reason: str = ""
    order: Order = "random"


class Queue:
    """Gives out opinions so that each is reviewed by as many people as it should be.

    It is made from the ledger, and anew after each pass of the filter; only which opinion somebody
    has open is kept in memory.
    """

    def __init__(self, settings: ReviewConfig) -> None:
        """Set up an empty queue."""
        self.settings = settings
        self._lock = Lock()
        self._stamp = -1
        self._all: list[tuple[str, str, str]] = []
        self._sorted: dict[Wish, dict[str, None]] = {}
        self._done: dict[str, set[str]] = defaultdict(set)
        self._open: dict[str, tuple[str, float]] = {}

    def next(self, ledger: Ledger, person: str, wish: Wish) -> str | None:
        """Return the key of the opinion that a person reviews next; None if there is none left."""
        with self._lock:
            self._refresh(ledger)
            keys = self._keys(ledger, wish)
            mine, _ = self._open.get(person, ("", 0.0))
            if mine and person not in self._done[mine] and mine in keys:
                return self._give(person, mine)
            taken = self._taken(person)
            for key in keys:
                done = self._done.get(key, set())
                if person in done or len(done | taken.get(key, set())) >= self.settings.per_item:
                    continue
                return self._give(person, key)
        return None

    def holds(self, ledger: Ledger, person: str, key: str) -> bool:
        """Whether an opinion was given to a person, or reviewed by them."""
        with self._lock:
            self._refresh(ledger)
            opened, until = self._open.get(person, ("", 0.0))
            return person in self._done.get(key, set()) or (
                opened == key and until > time.monotonic()
            )

    def take(self, person: str, key: str) -> None:
        """Give a person an opinion that they chose themselves."""
        with self._lock:
            self._give(person, key)

    def reviewed(self, person: str, key: str) -> None:
        """Note a stored review."""
        with self._lock:
            self._done[key].add(person)
            if self._open.get(person, ("", 0.0))[0] == key:
                del self._open[person]

    def state(self, ledger: Ledger, person: str, wish: Wish) -> tuple[int, int]:
        """Return how many opinions a person has reviewed, and how many are still open to them."""
        with self._lock:
            self._refresh(ledger)
            mine = sum(person in people for people in self._done.values())
            most = self.settings.per_item
            keys = self._keys(ledger, wish)
            closed = sum(
                key in keys and (person in done or len(done) >= most)
                for key, done in self._done.items()
            )
            return mine, len(keys) - closed

    def coverage(self, ledger: Ledger) -> tuple[int, int]:
        """Return how many opinions have all their reviews, and how many there are to review."""
        with self._lock:
            self._refresh(ledger)
            keys = self._keys(ledger, Wish())
            most = self.settings.per_item
            full = (key for key, done in self._done.items() if len(done) >= most)
            return sum(key in keys for key in full), len(keys)

    def _give(self, person: str, key: str) -> str:
        self._open[person] = (key, time.monotonic() + LEASE)
        return key

    def _taken(self, person: str) -> dict[str, set[str]]:
        """Return who else has which opinion open."""
        now, found = time.monotonic(), dict[str, set[str]]()
        for other, (key, until) in self._open.items():
            if other != person and until > now:
                found.setdefault(key, set()).add(other)
        return found

    def _refresh(self, ledger: Ledger) -> None:
        stamp = last_filtered(ledger)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        self._all, self._sorted = reviewable(ledger), {}
        if self.settings.sample is not None:
            drawn = sorted(self._all, key=lambda each: self._chance(each[0]))
            kept = {key for key, _, _ in drawn[: self.settings.sample]}
            self._all = [each for each in self._all if each[0] in kept]
        self._done = defaultdict(set)
        for key, given in reviews(ledger).items():
            opinion = ledger.opinion(key)
            if opinion is not None:
                self._done[key] = {e.person for e in given if e.concerns(opinion.text)}

    def _chance(self, key: str) -> str:
        return key_of("review", self.settings.seed, key)

    def _keys(self, ledger: Ledger, wish: Wish) -> Collection[str]:
        """Return the keys of a queue in order; a dictionary, to look keys up, too."""
        if wish in self._sorted:
            return self._sorted[wish]
        found = [
            each for each in self._all
            if wish.culture in ("", each[1]) and wish.reason in ("", each[2])
        ]  # fmt: skip
        if wish.order == "random":
            found.sort(key=lambda each: self._chance(each[0]))
        elif wish.order == "reason":
            found.sort(key=lambda each: (each[2], self._chance(each[0])))
        elif wish.order == "uncertain":
            far = doubts(ledger)
            found.sort(key=lambda each: (far.get(each[0], 9.0), each[0]))
        self._sorted[wish] = {key: None for key, _, _ in found}
        return self._sorted[wish]
