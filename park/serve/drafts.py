"""A round's table of drafted items to revise, as `park benchmark revise` writes and reads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from park.errors import InputError
from park.ledger.keys import key_of
from park.records.item_revision import ItemRevision
from park.reviews.tables import csv_bytes
from park.surveys.csvfile import read_header, read_rows

COLUMNS = ("round", "item", "kind", "keyword", "question", "options", "answer")
FILLED = (*COLUMNS, "reviser", "decision", "why")
BAR = "|"


class Draft(NamedTuple):
    """A drafted item."""

    round: str
    name: str
    kind: str
    keyword: str
    question: str
    options: tuple[str, ...]
    answer: str
    """The true answer of a knowledge item; else ''."""


@dataclass(frozen=True)
class Drafts:
    """The items of a round, in the order of the table."""

    digest: str
    drafts: Mapping[str, Draft]

    def next(self, revised: Iterable[str]) -> str | None:
        """Return the first item that is not among those revised; None if there is none."""
        done = set(revised)
        return next((name for name in self.drafts if name not in done), None)


def read_drafts(path: Path) -> Drafts:
    """Read the table of a round.

    Raises:
        InputError: a column is missing, a cell is empty, or an item appears twice.
    """
    read_header(path, COLUMNS)
    found: dict[str, Draft] = {}
    for line, cells in read_rows(path, COLUMNS):
        row = dict(zip(COLUMNS, cells, strict=True))
        needed = ("round", "item", "kind", "question", "options")
        if empty := next((name for name in needed if not row[name]), None):
            raise InputError(f"{path}:{line}: {empty}: must not be empty")
        if row["item"] in found:
            raise InputError(f"{path}:{line}: item: {row['item']!r} stands in a line above, too")
        options = tuple(label.strip() for label in row["options"].split(BAR))
        number, name, kind, keyword, question, _, answer = cells
        found[name] = Draft(number, name, kind, keyword, question, options, answer)
    return Drafts(key_of("drafts", [list(each) for each in found.values()]), found)


def problem_of(draft: Draft, revision: ItemRevision) -> str:
    """Return the word for what is wrong with a revision; '' if it can be stored."""
    if revision.decision != "keep" and not revision.why:
        return "must_why"
    same = (revision.question, revision.options, revision.answer) == (*draft[4:],)
    if revision.decision == "change":
        options = revision.options
        sound = (
            len(options) > 1 and len(set(options)) == len(options) and BAR not in "".join(options)
        )
        known = not draft.answer or revision.answer in options
        return "" if revision.question and sound and known and not same else "must_change"
    return ""


def table(drafts: Drafts, revisions: Iterable[ItemRevision]) -> bytes:
    """Return revisions as the filled table that `park benchmark revise` reads."""
    rows = []
    for each in revisions:
        draft = drafts.drafts.get(each.item)
        if draft is not None:
            rows.append({
                **dict(zip(COLUMNS, draft, strict=True)),
                "question": each.question,
                "options": f" {BAR} ".join(each.options),
                "answer": each.answer,
                "reviser": each.person,
                "decision": each.decision,
                "why": each.why,
            })  # fmt: skip
    return csv_bytes(rows, FILLED)
