"""Hand-written labelled opinions to evaluate filters and judges."""

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
    """An opinion and its correct classification."""

    id: Text
    """Stable id of language and number, such as `tr-014`."""
    culture: Name
    country: Country
    item: Text
    """An item of the bundled survey that the country was asked."""
    stance: int
    """Code of the speaker's option."""
    category: Category
    """The only category that applies."""
    language: Language
    """`en` or the culture's own."""
    text: Text
    duplicate_of: str = ""
    """Id of the entailing opinion that a duplicate paraphrases; '' for others."""
    note: Text
    """Why it belongs to its category, or why it is hard."""

    @property
    def kind(self) -> Literal["en", "own"]:
        """Whether the opinion is in English or in the culture's own language."""
        return "en" if self.language == "en" else "own"


@cache
def load() -> tuple[Labelled, ...]:
    """Return all labelled opinions in file order."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return tuple(Labelled.model_validate(json.loads(line)) for line in lines)


def halves(rows: Iterable[Labelled]) -> tuple[tuple[Labelled, ...], tuple[Labelled, ...]]:
    """Split opinions into a calibration half and a reporting half.

    Each category, in English and in other languages, is halved by alternating in the order of the
    ids' keys. Duplicates stay with their originals, which form strata of their own.

    Returns:
        The calibration half and the reporting half, each in the given order.
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
