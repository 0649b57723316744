"""What people gave to a run, which is left out of copies for others."""

import sqlite3
from pathlib import Path

ANYONE = "anyone"
"""Name of the secret behind the link for anyone in the `run` table."""
INVITED = "people"
"""Name of the digests of invited people's sessions in the `run` table."""
LEARNERS = "learners"
"""Name of the list of learners in the `run` table."""
LEARNER = "learn:"
"""How the names of learners' records begin in the `run` table."""
OF_PEOPLE = (
    "reviews", "pair_ratings", "survey_sheets", "item_revisions", "positions", "positions_asked",
)  # fmt: skip
"""Tables of single people's answers."""

UNNAMED = """
    UPDATE verdicts SET record = json_set(record, '$.by', 'person', '$.detail', json('{}'))
    WHERE json_extract(record, '$.check') = 'review'
"""
"""Verdicts of people, without the name and the note."""
UNREMARKED = """
    UPDATE run SET value = json_set(value, '$.remarks', json('[]'))
    WHERE name = 'funnel' AND json_valid(value)
"""
"""Remarks of a filter name people who reviewed."""


def leave_out_people(path: Path) -> None:
    """Remove people's links, answers and lessons from a ledger's file, for good.

    A person's verdict on an opinion stays, without the name and the note, as do the text as they
    edited it and the costs of lessons. Exported rows name their reviewers, as in the dataset.
    """
    db = sqlite3.connect(path, isolation_level=None)
    try:
        for table in OF_PEOPLE:
            db.execute(f"DELETE FROM {table}")
        db.execute("DELETE FROM run WHERE name IN (?, ?, ?)", (ANYONE, INVITED, LEARNERS))
        db.execute("DELETE FROM run WHERE name GLOB ? || '*'", (LEARNER,))
        db.execute("UPDATE calls SET text = '', thoughts = '' WHERE stage = 'learn'")
        db.execute(UNNAMED)
        db.execute(UNREMARKED)
        # Deleted rows would stay in the file's free pages.
        db.execute("VACUUM")
    finally:
        db.close()
