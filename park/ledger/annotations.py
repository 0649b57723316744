"""People's annotations of texts in the ledger, in the table of what is said of a set's members."""

from typing import TYPE_CHECKING

from park.ledger.storing import record_text
from park.records.annotation import Annotation

if TYPE_CHECKING:
    from park.ledger.ledger import Ledger


def put_annotation(ledger: "Ledger", given: Annotation) -> None:
    """Store an annotation, replacing the person's earlier one of this text.

    Raises:
        LedgerError: the ledger cannot be written.
    """
    row = (given.set, given.item, given.person, record_text(given))
    with ledger.changing() as db:
        db.execute("INSERT OR REPLACE INTO pair_ratings VALUES (?, ?, ?, ?)", row)


def annotations(ledger: "Ledger", of: str, person: str = "") -> list[Annotation]:
    """Return the annotations of a table, of one person if given."""
    rows = ledger.rows(
        "SELECT record FROM pair_ratings WHERE pairs = ? AND (? = '' OR person = ?) "
        "ORDER BY pair, person",
        of, person, person,
    )  # fmt: skip
    return [Annotation.model_validate_json(record) for (record,) in rows]
