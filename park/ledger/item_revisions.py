"""People's revisions of a benchmark's items in the ledger."""

from typing import TYPE_CHECKING

from park.ledger.storing import record_text
from park.records.item_revision import ItemRevision

if TYPE_CHECKING:
    from park.ledger.ledger import Ledger


def put_item_revision(ledger: "Ledger", revision: ItemRevision) -> None:
    """Store a revision, replacing the person's earlier one of this item.

    Raises:
        LedgerError: the ledger cannot be written.
    """
    row = (revision.sheet, revision.item, revision.person, record_text(revision))
    with ledger.changing() as db:
        db.execute("INSERT OR REPLACE INTO item_revisions VALUES (?, ?, ?, ?)", row)


def item_revisions(ledger: "Ledger", sheet: str, person: str = "") -> list[ItemRevision]:
    """Return the revisions of a round's table, of one person if given."""
    rows = ledger.rows(
        "SELECT record FROM item_revisions WHERE sheet = ? AND (? = '' OR person = ?) "
        "ORDER BY item, person",
        sheet, person, person,
    )  # fmt: skip
    return [ItemRevision.model_validate_json(record) for (record,) in rows]
