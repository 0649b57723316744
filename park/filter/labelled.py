"""The labelled opinions that ship, to evaluate filters and judges."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from park.filter.checks.contentless import says_nothing
from park.ledger.keys import key_of
from park.records import Country, Item, Kind, Language, Name, Record, Text
from park.surveys.stance import side

FILE = Path(__file__).with_name("labelled.jsonl")

JUDGED: Mapping[Kind, int] = {
    "fine": 24,
    "contradicts": 10,
    "irrelevant": 8,
    "contentless": 4,
    "nonsense": 4,
}
"""Kinds that only a judge can tell, and how many of each side of a scale a judge is shown."""
TEST = 4
"""One in so many opinions is for reporting only."""


class Labelled(Record):
    """An opinion and its correct label."""

    id: Text
    """Stable id of language and number, such as `tr-014`."""
    culture: Name
    country: Country
    item: Text
    """An item of the bundled survey that is never held out by default."""
    stance: int
    """Code of the speaker's option."""
    language: Language
    """`en` or the culture's own."""
    text: Text
    source: Literal["model", "made"]
    """Said by the embedded model in a run, or written by hand."""
    first: Kind
    """The label given at the first reading."""
    second: Kind
    """The label given at the second reading."""
    label: Kind
    """The label agreed on."""
    other: Kind
    """The label of another reader, who saw none of the above."""
    duplicate_of: str = ""
    """Id of the opinion that a duplicate paraphrases; '' for others."""
    note: str = ""
    """Why it has its label, or why it is hard."""

    @property
    def own(self) -> bool:
        """Whether the opinion is in the culture's own language, if that is not English."""
        return self.language != "en"

    @property
    def test(self) -> bool:
        """Whether the opinion is for reporting only; paraphrases go with their original."""
        return int(key_of(self.duplicate_of or self.id), 16) % TEST == 0


@cache
def load() -> tuple[Labelled, ...]:
    """Return all labelled opinions in file order."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return tuple(Labelled.model_validate(json.loads(line)) for line in lines)


def panel(
    rows: Iterable[Labelled], items: Mapping[str, Item], share: float = 1.0
) -> tuple[Labelled, ...]:
    """Return as many opinions of each judged kind and side of a scale as a judge is shown.

    Which ones depends only on their ids. Opinions in the middle of a scale are left out, and those
    that the check of contentless ones rejects before any judge sees them.

    Args:
        rows: labelled opinions.
        items: the survey's items by id.
        share: share of the numbers in `JUDGED`.
    """
    rows = tuple(rows)
    strata: dict[tuple[Kind, int], list[Labelled]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: key_of("panel", row.id)):
        at = side(items[row.item], row.stance)
        if row.label in JUDGED and at and not says_nothing(row.text, row.language):
            strata[row.label, at].append(row)
    chosen = {
        row.id for (kind, _), own in strata.items() for row in own[: round(share * JUDGED[kind])]
    }
    return tuple(row for row in rows if row.id in chosen)
