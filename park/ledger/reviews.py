"""People's reviews in the ledger, and the verdicts that follow from them at once."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from park.errors import InputError
from park.ledger.storing import record_text
from park.records import Opinion, Review, Verdict, rejection
from park.records.opinion import COMPARISONS

if TYPE_CHECKING:
    from park.ledger.ledger import Ledger

UNCOMPARED = "uncompared"
"""Reason for not accepting yet what people keep before it was compared with other opinions."""
ALL = "SELECT record FROM reviews ORDER BY opinion, person"
OWN = "SELECT record FROM reviews WHERE opinion = ? ORDER BY person"


def put_review(ledger: "Ledger", review: Review) -> None:
    """Store a review, replacing the person's earlier one of this opinion, and its verdict.

    Raises:
        InputError: there is no such opinion.
        LedgerError: the ledger cannot be written.
    """
    with ledger.changing() as db:
        if not db.execute("SELECT 1 FROM opinions WHERE key = ?", (review.opinion,)).fetchone():
            raise InputError(f"there is no opinion {review.opinion!r} in this run")
        row = (review.opinion, review.person, review.time, record_text(review))
        db.execute("INSERT OR REPLACE INTO reviews VALUES (?, ?, ?, ?)", row)
        settle(db, review.opinion)


def reviews_of(ledger: "Ledger", opinion: str) -> list[Review]:
    """Return the reviews of an opinion, sorted by person."""
    rows = ledger.of_people(OWN, opinion)
    return [Review.model_validate_json(record) for (record,) in rows]


def reviews(ledger: "Ledger") -> dict[str, list[Review]]:
    """Return all reviews by opinion, sorted by person."""
    return _by_opinion(ledger.of_people(ALL))


def settle(db: sqlite3.Connection, opinion: str | None = None) -> None:
    """Add what follows from people's reviews to the verdicts of an opinion, or of all.

    Doing it again changes nothing.
    """
    if opinion is None:
        found = _by_opinion(db.execute(ALL))
    else:
        found = _by_opinion(db.execute(OWN, (opinion,)))
    for key, given in found.items():
        row = db.execute("SELECT record FROM opinions WHERE key = ?", (key,)).fetchone()
        if row is not None:
            _settle(db, Opinion.model_validate_json(row[0]), given)


def _settle(db: sqlite3.Connection, opinion: Opinion, given: Sequence[Review]) -> None:
    rows = db.execute(
        "SELECT record FROM verdicts WHERE opinion = ? ORDER BY number", (opinion.key,)
    ).fetchall()
    before = [Verdict.model_validate_json(record) for (record,) in rows]
    after = with_people(opinion, before, given)
    if after == before:
        return
    db.execute("DELETE FROM verdicts WHERE opinion = ?", (opinion.key,))
    db.executemany(
        "INSERT INTO verdicts VALUES (?, ?, ?)",
        [(opinion.key, number, record_text(each)) for number, each in enumerate(after)],
    )
    fallen = rejection(after)
    db.execute(
        "UPDATE opinions SET kept = ?, reason = ? WHERE key = ?",
        (fallen is None, fallen.reason if fallen else "", opinion.key),
    )


def with_people(
    opinion: Opinion, verdicts: Iterable[Verdict], given: Sequence[Review]
) -> list[Verdict]:
    """Return an opinion's verdicts with those of people in place of earlier ones.

    What people keep against a check, or edit, is rejected as uncompared until the filter has
    compared it with the other opinions.
    """
    own = [each for each in verdicts if each.check != "review" and each.reason != UNCOMPARED]
    said = people_on(opinion, given)
    edited = any(each.decision == "edit" and each.text != opinion.text for each in given)
    before = [each for each in own if each.check not in COMPARISONS]
    after = [each for each in own if each.check in COMPARISONS]
    stopped = rejection(before) is not None and not after
    waiting = (
        [Verdict(opinion=opinion.key, check="near_duplicate", kept=False, reason=UNCOMPARED)]
        if said and (edited or stopped) and rejection([*before, *said]) is None
        else []
    )
    return [*before, *said, *waiting, *after]


def people_on(opinion: Opinion, given: Iterable[Review]) -> list[Verdict]:
    """Return the verdicts of people on an opinion, as far as they are about its text."""
    return [
        Verdict(
            opinion=opinion.key,
            check="review",
            kept=each.decision != "reject",
            reason=each.reason if each.decision == "reject" else "",
            by=f"person:{each.person}",
            detail={
                name: value
                for name, value in (("time", each.time), ("text", each.text), ("note", each.note))
                if value
            },
        )
        for each in given
        if each.concerns(opinion.text)
    ]


def edits(given: Mapping[str, Sequence[Review]]) -> dict[str, str]:
    """Return the latest edited text of opinions by key."""
    found = {}
    for key, own in given.items():
        changed = [each for each in own if each.decision == "edit"]
        if changed:
            found[key] = max(changed, key=lambda each: (each.time, each.person)).text
    return found


def _by_opinion(rows: Iterable[tuple[str]]) -> dict[str, list[Review]]:
    found: dict[str, list[Review]] = defaultdict(list)
    for (record,) in rows:
        each = Review.model_validate_json(record)
        found[each.opinion].append(each)
    return dict(found)
