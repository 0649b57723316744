"""Shards: which seeds of a run belong to which part of it."""

import re
from dataclasses import dataclass
from typing import Literal, Self

from park.errors import InputError
from park.ledger.keys import key_of
from park.records import Seed

MOST = 9999
"""Maximum number of shards."""
Kind = Literal["parts", "workers"]
"""Shards are run by the user (`parts`), or are the local processes of one command (`workers`)."""


@dataclass(frozen=True)
class Shard:
    """Shard `number` of `of`, counted from 1.

    A seed belongs to the shard that a hash of its culture, item and repeat names, so a run that
    grows keeps all its seeds where they are.
    """

    number: int
    of: int
    kind: Kind = "parts"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `i/n`; InputError unless 1 ≤ i ≤ n ≤ MOST."""
        found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text.strip())
        number, of = map(int, found.groups()) if found else (0, 0)
        if not 1 <= number <= of:
            raise InputError(
                f"--shard {text}: I/N is expected, such as 3/8: I from 1 to N, N up to {MOST}"
            )
        return cls(number, of)

    @property
    def name(self) -> str:
        """The part's folder below the run's, such as `parts/0003`."""
        return f"{self.kind}/{self.number:04}"

    def __str__(self) -> str:
        """Return `i/n`."""
        return f"{self.number}/{self.of}"

    def holds(self, *names: object) -> bool:
        """Whether what has these names belongs to this shard: a seed's are its three."""
        return int(key_of("shard", *names), 16) % self.of == self.number - 1

    def has(self, seed: Seed) -> bool:
        """Whether a seed belongs to this shard."""
        return self.holds(seed.culture, seed.item, seed.repeat)
