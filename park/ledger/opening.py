"""Opening the ledger's file, also where the file system knows no write-ahead log or no locks."""

import sqlite3
from pathlib import Path
from typing import Any

WAIT = 5.0
"""Seconds to wait for another process that writes."""
PATIENCE = 60_000
"""Milliseconds to wait for one that reads, where readers and writers keep each other out."""
LOCKING = ("locked", "locking protocol", "disk i/o error")
"""What SQLite says of a file that another process holds, and of file systems without locks."""


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Connect to a ledger's file; without `read_only`, it is made if it is not there.

    Raises:
        sqlite3.Error: the file cannot be opened.
    """
    place = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    return sqlite3.connect(place, uri=True, isolation_level=None, timeout=WAIT)


def prepare(db: sqlite3.Connection) -> None:
    """Choose how the file is written: with a write-ahead log, or without where there is none.

    Raises:
        sqlite3.Error: it can be written in neither way.
    """
    if not _has_log(db):
        # Held alone, a file with a log can be opened without the memory that processes share.
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
    """Whether SQLite could not get hold of the file as it wants to."""
    return any(words in str(error).lower() for words in LOCKING)


def reason_of(error: sqlite3.Error) -> str:
    """Return what an error of SQLite means for the user, and what to do about it."""
    if "full" in str(error):
        return "the disk is full"
    if is_locking(error):
        return (
            f"{error}: either another process holds the file, which then has to end, or the file "
            "system has no locks, as some network file systems; put the run on a local disk"
        )
    return str(error)
