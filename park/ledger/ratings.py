"""People's ratings of pairs in the ledger."""

from typing import TYPE_CHECKING

from park.ledger.storing import record_text
from park.records.pair_rating import PairRating

if TYPE_CHECKING:
    from park.ledger.ledger import Ledger


def put_rating(ledger: "Ledger", rating: PairRating) -> None:
    """Store a rating, replacing the person's earlier one of this pair.

    Raises:
        LedgerError: the ledger cannot be written.
    """
    row = (rating.set, rating.pair, rating.person, record_text(rating))
    with ledger.changing() as db:
        db.execute("INSERT OR REPLACE INTO pair_ratings VALUES (?, ?, ?, ?)", row)


def ratings(ledger: "Ledger", of: str, person: str = "") -> list[PairRating]:
    """Return the ratings of a set of pairs, of one person if given, sorted by pair and person."""
    rows = ledger.rows(
        "SELECT record FROM pair_ratings WHERE pairs = ? AND (? = '' OR person = ?) "
        "ORDER BY pair, person",
        of, person, person,
    )  # fmt: skip
    return [PairRating.model_validate_json(record) for (record,) in rows]
