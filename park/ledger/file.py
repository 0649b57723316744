"""The SQLite file of a ledger: opening, transactions, and values by name."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from park.errors import InputError, LedgerError, ParkError
from park.ledger.opening import connect, prepare, reason_of
from park.ledger.schema import check_version, migrate, outdated
from park.ledger.storing import value_text
from park.records import storable


class LedgerFile:
    """One SQLite file, in WAL mode if the file system allows it, with a single writer."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the ledger, creating or migrating it unless `read_only`.

        Raises:
            InputError: the file is not a ledger, or was written by a newer version.
            LedgerError: the file cannot be written.
        """
        self.path = path
        self._closed = True
        if read_only and not path.is_file():
            raise InputError(f"{path.parent}: there is no run in this folder (no {path.name})")
        try:
            self._db = connect(path, read_only=read_only)
            self._closed = False
            self._check() if read_only else self._prepare()
        except sqlite3.DatabaseError as error:
            self.close()
            reason = reason_of(error)
            raise InputError(f"{path}: cannot be opened as a ledger ({reason})") from None
        except ParkError:
            self.close()
            raise

    def _check(self) -> None:
        version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        check_version(version, self.path)
        if not version:
            raise InputError(f"{self.path}: no run has begun in this ledger")
        if outdated(version):
            # Migrations only add tables and columns, so concurrent readers are unaffected.
            type(self)(self.path).close()

    def _prepare(self) -> None:
        prepare(self._db)
        with self._writing():
            migrate(self._db, self.path)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; no data depends on it."""
        if not self._closed:
            self._closed = True
            self._db.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise LedgerError(
                f"{self.path}: {reason_of(error)}; everything stored so far is kept, "
                "and rerunning the command resumes from there"
            ) from None

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Commit all statements of the block or none."""
        with self._writing():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # A full disk may have ended it.
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def beside(self, other: Path) -> Iterator[sqlite3.Connection]:
        """Attach another ledger as `other`, read only, and commit all of the block or nothing."""
        with self._writing():
            self._db.execute("ATTACH ? AS other", (f"{other.absolute().as_uri()}?mode=ro",))
        try:
            with self._transaction():
                yield self._db
        finally:
            self._db.execute("DETACH other")

    def _write(self, statement: str, values: tuple[Any, ...]) -> None:
        with self._writing():
            self._db.execute(statement, values)

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection, and commit all statements of the block or none."""
        with self._transaction():
            yield self._db

    def wait(self, milliseconds: int) -> None:
        """Wait for other writers for up to so long."""
        self._db.execute(f"PRAGMA busy_timeout = {int(milliseconds)}")

    def outlast(self) -> None:
        """Let every commit be on the disk before it returns, in case the power fails."""
        self._db.execute("PRAGMA synchronous = FULL")

    def rows(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query."""
        yield from self._db.execute(query, values)

    def get(self, name: str) -> Any:
        """Return a value from the `run` table; None if unset."""
        row = self._db.execute("SELECT value FROM run WHERE name = ?", (storable(name),)).fetchone()
        return None if row is None else json.loads(row[0])

    def values(self, beginning: str) -> list[tuple[str, str]]:
        """Return the names in the `run` table that begin so, with their values as JSON."""
        return self._db.execute(
            "SELECT name, value FROM run WHERE substr(name, 1, ?) = ? ORDER BY name",
            (len(beginning), beginning),
        ).fetchall()

    def put(self, name: str, value: Any) -> None:
        """Store a JSON value in the `run` table."""
        row = (storable(name), value_text(value))
        self._write("INSERT OR REPLACE INTO run VALUES (?, ?)", row)
