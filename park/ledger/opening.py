"""Opens the ledger's file, also on file systems without write-ahead logging or locks."""

import sqlite3
from pathlib import Path
from typing import Any

WAIT = 5.0
"""Seconds to wait for another writer."""
PATIENCE = 60_000
"""Milliseconds to wait for readers, which block writers without a write-ahead log."""
LOCKING = ("locked", "locking protocol", "disk i/o error")
"""SQLite's errors for files held by another process and file systems without locks."""


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Connect to a ledger's file, creating it unless `read_only`.

    Raises:
        sqlite3.Error: the file cannot be opened.
    """
    place = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    return sqlite3.connect(place, uri=True, isolation_level=None, timeout=WAIT)


def prepare(db: sqlite3.Connection) -> None:
    """Enable write-ahead logging, falling back to a rollback journal.

    Raises:
        sqlite3.Error: neither works.
    """
    if not _has_log(db):
        # In exclusive mode a WAL file can be opened without shared memory.
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("PRAGMA journal_mode = DELETE").fetchall()
        db.execute("PRAGMA locking_mode = NORMAL")
        db.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    db.execute("PRAGMA synchronous = NORMAL")


def _has_log(db: sqlite3.Connection) -> bool:
    try:
        mode: Any = db.execute("PRAGMA journal_mode = WAL").fetchone()
    except sqlite3.OperationalError as error:
        if not is_locking(error):
            raise
        return False
    return mode is not None and mode[0] == "wal"


def is_locking(error: sqlite3.Error) -> bool:
    """Whether SQLite failed to lock the file."""
    return any(words in str(error).lower() for words in LOCKING)


def reason_of(error: sqlite3.Error) -> str:
    """Explain a SQLite error and its remedy to the user."""
    if "full" in str(error):
        return "the disk is full"
    if is_locking(error):
        return (
            f"{error}: either another process holds the file, which then has to end, or the file "
            "system has no locks, as some network file systems; put the run on a local disk"
        )
    return str(error)
