"""Blinded pairs to rate: their file, the order for each person, attention checks."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from park.errors import InputError
from park.ledger.keys import key_of, rng_of
from park.records.pair_rating import PairRating
from park.reviews.tables import harmless
from park.surveys.csvfile import read_header, read_rows

COLUMNS = ("pair", "question", "A", "B")
SIDES = ("A", "B")
POINTS = (1, 2, 3, 4, 5)
BETWEEN = 10
"""One attention check comes among so many pairs, and one at least."""
CHECK = "attention-"
"""Beginning of the names of attention checks."""


class Pair(NamedTuple):
    """Two texts to a question."""

    name: str
    question: str
    a: str
    b: str
    expected: tuple[int, int] | None = None
    """What an attention check asks for; None for a real pair."""


@dataclass(frozen=True)
class Pairs:
    """A set of pairs."""

    digest: str
    pairs: Mapping[str, Pair]
    scales: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the points, by scale and side."""
        return tuple(f"{scale}_{side}" for scale in self.scales for side in SIDES)

    def order(self, person: str) -> list[str]:
        """Return the names in a person's own order, attention checks among them."""
        return sorted(
            self.pairs, key=lambda name: rng_of("rate", self.digest, person, name).random()
        )

    def next(self, person: str, rated: Iterable[str]) -> str | None:
        """Return the next pair that a person has not rated; None if there is none."""
        done = set(rated)
        return next((name for name in self.order(person) if name not in done), None)


def read_pairs(path: Path) -> Pairs:
    """Read pairs as `park study pairs` writes them: pair, question, A, B, and columns of scales.

    Raises:
        InputError: a column is missing, a cell is empty, a pair appears twice, or no scale has
            both its columns.
    """
    header = read_header(path, COLUMNS)
    scales = tuple(
        name.removesuffix("_A")
        for name in header
        if name.endswith("_A") and name.removesuffix("_A") + "_B" in header
    )
    if not scales:
        raise InputError(f"{path}: no scale has both its columns, such as empathy_A and empathy_B")
    found: dict[str, Pair] = {}
    for line, cells in read_rows(path, COLUMNS):
        empty = next((n for n, cell in zip(COLUMNS, cells, strict=True) if not cell.strip()), None)
        if empty:
            raise InputError(f"{path}:{line}: {empty}: must not be empty")
        name = cells[0].strip()
        if name in found or name.startswith(CHECK):
            raise InputError(f"{path}:{line}: pair: {name!r} is there already")
        found[name] = Pair(name, cells[1], cells[2], cells[3])
    digest = key_of("pairs", scales, [list(each[:4]) for each in found.values()])
    return Pairs(digest, found | _checks(digest, len(found)), scales)


def _checks(digest: str, number: int) -> dict[str, Pair]:
    found = {}
    for n in range(max(number // BETWEEN, 1)):
        name = f"{CHECK}{n + 1}"
        a, b = rng_of("attention", digest, n).sample(POINTS, 2)
        found[name] = Pair(name, "", "", "", (a, b))
    return found


def table(pairs: Pairs, given: Iterable[PairRating]) -> bytes:
    """Return ratings as the csv that `park study pairs` reads, a line for each pair and rater.

    `attention` says how many of the rater's attention checks were passed, of how many.
    """
    known = list(given)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*COLUMNS, "rater", *pairs.fields, "attention", "time"])
    for each in known:
        pair = pairs.pairs.get(each.pair)
        if pair is None or pair.expected is not None:
            continue
        checks = [e.passed for e in known if e.person == each.person and e.passed is not None]
        points = [each.points.get(name, "") for name in pairs.fields]
        attention = f"{sum(checks)} of {len(checks)}"
        shown = map(harmless, pair[:4])
        writer.writerow([*shown, each.person, *points, attention, each.time])
    return text.getvalue().encode()
