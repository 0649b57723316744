"""The ledger's tables and their migrations."""

import sqlite3
from pathlib import Path

from park.errors import InputError

MIGRATIONS = (
    """
    CREATE TABLE run (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE calls (
        key TEXT PRIMARY KEY,
        model TEXT NOT NULL,
        text TEXT NOT NULL,
        finish TEXT NOT NULL,
        tokens_in INTEGER NOT NULL,
        tokens_out INTEGER NOT NULL,
        cached_tokens_in INTEGER NOT NULL,
        cost_usd REAL NOT NULL,
        seconds REAL NOT NULL,
        stage TEXT NOT NULL
    );
    CREATE TABLE dialogues (
        key TEXT PRIMARY KEY,
        culture TEXT NOT NULL,
        item TEXT NOT NULL,
        ending TEXT NOT NULL,
        record TEXT NOT NULL
    );
    CREATE TABLE events (
        number INTEGER PRIMARY KEY,
        time TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
        kind TEXT NOT NULL,
        detail TEXT NOT NULL
    );
    """,
    """
    CREATE TABLE extractions (
        dialogue TEXT NOT NULL,
        turns TEXT NOT NULL,
        failure TEXT NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (dialogue, turns)
    );
    CREATE TABLE opinions (
        key TEXT PRIMARY KEY,
        dialogue TEXT NOT NULL,
        culture TEXT NOT NULL,
        item TEXT NOT NULL,
        kept INTEGER NOT NULL,
        reason TEXT NOT NULL,
        record TEXT NOT NULL
    );
    CREATE TABLE verdicts (
        opinion TEXT NOT NULL,
        number INTEGER NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (opinion, number)
    );
    CREATE TABLE vectors (
        embedder TEXT NOT NULL,
        text TEXT NOT NULL,
        vector BLOB NOT NULL,
        PRIMARY KEY (embedder, text)
    );
    CREATE TABLE samples (
        key TEXT PRIMARY KEY,
        view TEXT NOT NULL,
        culture TEXT NOT NULL,
        split TEXT NOT NULL,
        record TEXT NOT NULL
    );
    CREATE INDEX opinions_by_dialogue ON opinions (dialogue);
    CREATE INDEX samples_by_use ON samples (view, culture, split);
    """,
    """
    CREATE TABLE adapters (
        culture TEXT PRIMARY KEY,
        record TEXT NOT NULL
    );
    INSERT INTO adapters SELECT substr(name, 9), value FROM run WHERE name LIKE 'adapter:%';
    DELETE FROM run WHERE name LIKE 'adapter:%';
    CREATE TABLE responses (
        key TEXT PRIMARY KEY,
        task TEXT NOT NULL,
        method TEXT NOT NULL,
        culture TEXT NOT NULL,
        tested TEXT NOT NULL,
        status TEXT NOT NULL,
        record TEXT NOT NULL
    );
    CREATE TABLE scores (
        number INTEGER PRIMARY KEY,
        task TEXT NOT NULL,
        model TEXT NOT NULL,
        record TEXT NOT NULL
    );
    CREATE INDEX responses_by_task ON responses (task, method, culture);
    CREATE INDEX scores_by_task ON scores (task, model);
    """,
    """
    ALTER TABLE calls ADD COLUMN thoughts TEXT NOT NULL DEFAULT '';
    """,
    """
    CREATE TABLE reviews (
        opinion TEXT NOT NULL,
        person TEXT NOT NULL,
        time TEXT NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (opinion, person)
    );
    CREATE TABLE pair_ratings (
        pairs TEXT NOT NULL,
        pair TEXT NOT NULL,
        person TEXT NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (pairs, pair, person)
    );
    CREATE INDEX opinions_by_place ON opinions (culture, item, key, kept, reason);
    CREATE INDEX opinions_by_outcome ON opinions (culture, kept, reason);
    CREATE INDEX opinions_by_text ON opinions (json_extract(record, '$.text'));
    CREATE INDEX dialogues_by_place ON dialogues (culture, item, key, ending);
    """,
    """
    CREATE TABLE survey_sheets (
        instrument TEXT NOT NULL,
        respondent TEXT NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (instrument, respondent)
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE positions (
        question TEXT NOT NULL,
        answer TEXT NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (question, answer)
    ) WITHOUT ROWID;
    CREATE TABLE item_revisions (
        sheet TEXT NOT NULL,
        item TEXT NOT NULL,
        person TEXT NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (sheet, item, person)
    ) WITHOUT ROWID;
    CREATE TABLE positions_asked (
        person TEXT PRIMARY KEY
    ) WITHOUT ROWID;
    """,
)
"""One script per version; `user_version` counts those applied."""


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Migrate a ledger to the current version.

    Raises:
        InputError: the ledger was written by a newer culturepark.
    """
    if _version(connection) == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")  # Two processes may open an older ledger at once.
    try:
        version = _version(connection)
        check_version(version, path)
        for statement in ";".join(MIGRATIONS[version:]).split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # A full disk may have ended it.
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def check_version(version: int, path: Path) -> None:
    """Raise InputError for a ledger of a newer version."""
    if version > len(MIGRATIONS):
        raise InputError(
            f"{path}: written by a newer culturepark (ledger version {version}, "
            f"this one knows {len(MIGRATIONS)}); upgrade culturepark"
        )


def outdated(version: int) -> bool:
    """Whether a ledger of this version needs a migration."""
    return version < len(MIGRATIONS)
