"""The labelled opinions: written by hand, they show how well a filter or a judge decides."""

import json
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

from park.ledger.keys import key_of
from park.records import Country, Language, Name, Record, Text

FILE = Path(__file__).with_name("labelled.jsonl")

Category = Literal[
    "entails",
    "contradicts",
    "irrelevant",
    "invented_custom",
    "duplicate",
    "stereotype",
    "personal_data",
]


class Labelled(Record):
    """An opinion and what the filters should say of it."""

    id: Text
    """Stable: the language and a number, such as `tr-014`."""
    culture: Name
    country: Country
    item: Text
    """A question of the bundled survey that the country was asked."""
    stance: int
    """The code of the option that the speaker holds."""
    category: Category
    """What the opinion is, and nothing else besides."""
    language: Language
    """`en`, or the culture's own."""
    text: Text
    duplicate_of: str = ""
    """The id of the entailing opinion that a duplicate repeats in other words; '' for others."""
    note: Text
    """Why it has its category, or what makes it hard."""

    @property
    def kind(self) -> Literal["en", "own"]:
        """Whether the opinion is in English or in the culture's own language."""
        return "en" if self.language == "en" else "own"


@cache
def load() -> tuple[Labelled, ...]:
    """Return all labelled opinions in the order of their file."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return tuple(Labelled.model_validate(json.loads(line)) for line in lines)


def halves(rows: Iterable[Labelled]) -> tuple[tuple[Labelled, ...], tuple[Labelled, ...]]:
    """Split opinions into those to calibrate a threshold with and those to report figures on.

    Each category, in English and in the own languages, is halved: in the order of their ids'
    keys opinions go to one half and the other by turns. A duplicate goes with its original,
    and originals are halved apart from the other entailing opinions.

    Returns:
        The opinions to calibrate with and those to report on, each in the given order.
    """
    rows = tuple(rows)
    ids = {row.id for row in rows}
    copied = {row.duplicate_of for row in rows}
    strata: dict[tuple[str, str, bool], list[str]] = defaultdict(list)
    for row in rows:
        if row.duplicate_of not in ids:
            strata[row.category, row.kind, row.id in copied].append(row.id)
    chosen = {id_ for stratum in strata.values() for id_ in sorted(stratum, key=key_of)[::2]}

    def calibrates(row: Labelled) -> bool:
        return row.id in chosen or row.duplicate_of in chosen

    return (
        tuple(row for row in rows if calibrates(row)),
        tuple(row for row in rows if not calibrates(row)),
    )
