"""Takes the records of a part over into the run's ledger, in one transaction.

Taking them over again changes nothing.
"""

import json
from pathlib import Path
from typing import Any

from park.ledger.costs import COST, OF_PARTS
from park.ledger.ledger import Ledger

CALL = (
    "model, text, thoughts, finish, tokens_in, tokens_out, cached_tokens_in, cost_usd, seconds, "
    "stage"
)
"""Columns of a call, besides its key."""
PAID_TWICE = """
    INSERT OR IGNORE INTO main.calls (key, model, text, thoughts, finish, tokens_in, tokens_out,
        cached_tokens_in, cost_usd, seconds, stage)
    SELECT 'again:' || ? || ':' || theirs.key, theirs.model, '', '', 'other', theirs.tokens_in,
        theirs.tokens_out, theirs.cached_tokens_in, theirs.cost_usd, theirs.seconds, theirs.stage
    FROM other.calls AS theirs JOIN main.calls AS ours USING (key)
    WHERE theirs.seconds != ours.seconds OR theirs.text != ours.text
"""
"""A call that two shards paid for counts twice, and its second text is not used."""
CALLS = f"INSERT OR IGNORE INTO main.calls (key, {CALL}) SELECT key, {CALL} FROM other.calls"
DIALOGUES = """
    INSERT INTO main.dialogues (key, culture, item, ending, record)
    SELECT key, culture, item, ending, record FROM other.dialogues WHERE true
    ON CONFLICT (key) DO UPDATE SET ending = excluded.ending, record = excluded.record
    WHERE dialogues.ending = 'error'
"""
VALUES = """
    INSERT OR IGNORE INTO main.run
    SELECT name, value FROM other.run
    WHERE name = 'calibration' OR name LIKE 'takes:%' OR name LIKE 'said:%' OR name LIKE 'loss:%'
"""
RESPONSES = """
    INSERT INTO main.responses SELECT * FROM other.responses WHERE true
    ON CONFLICT (key) DO UPDATE SET status = excluded.status, record = excluded.record
    WHERE responses.status != 'answered'
"""
COSTS = f"SELECT name, value FROM other.run WHERE name LIKE '{COST}%'"
VECTORS = "INSERT OR IGNORE INTO main.vectors SELECT embedder, text, vector FROM other.vectors"


def absorb(ledger: Ledger, part: Path, known_as: str, name: str) -> None:
    """Take over a part's calls, dialogues, vectors, responses, lessons and events.

    Opinions and verdicts are left: filtering the run makes them anew from the stored calls.

    Args:
        ledger: the run's ledger.
        part: the part's file.
        known_as: the part's unique id.
        name: the part's name, for its events.
    """
    with ledger.beside(part) as db:
        db.execute(PAID_TWICE, (known_as,))
        for statement in (CALLS, DIALOGUES, VALUES, VECTORS, RESPONSES):
            db.execute(statement)
        if costs := {name: json.loads(value) for name, value in db.execute(COSTS)}:
            ledger.put(f"{OF_PARTS}{known_as}", costs)
        last = ledger.get(f"merged:{known_as}") or 0
        events = db.execute(
            "SELECT number, time, kind, detail FROM other.events WHERE number > ? ORDER BY number",
            (last,),
        ).fetchall()
        for number, time, kind, detail in events:
            noted: dict[str, Any] = {"part": name, **json.loads(detail)}
            db.execute(
                "INSERT INTO main.events (time, kind, detail) VALUES (?, ?, ?)",
                (time, kind, json.dumps(noted, ensure_ascii=False, sort_keys=True)),
            )
            last = number
        ledger.put(f"merged:{known_as}", last)
