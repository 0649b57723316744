"""Consistent copies of a run's ledger, so that the run may continue."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from park.errors import InputError
from park.ledger.ledger import Ledger
from park.ledger.opening import reason_of
from park.ledger.run import LEDGER, read_run

LOCK = ".lock"


@contextmanager
def snapshot(folder: Path) -> Iterator[Ledger]:
    """Open a copy of a run's ledger, migrating the copy if necessary.

    Raises:
        InputError: there is no run, or its ledger cannot be read.
    """
    source = folder / LEDGER
    if not source.is_file():
        read_run(folder).close()
    with TemporaryDirectory(prefix="park-report-") as place:
        copy = Path(place) / LEDGER
        try:
            _copy(source, copy)
            ledger = Ledger(copy, read_only=True)
        except sqlite3.DatabaseError as error:
            raise InputError(f"{source}: cannot be read ({reason_of(error)})") from None
        except InputError as error:
            raise InputError(str(error).replace(str(copy), str(source))) from None
        with ledger:
            yield ledger


def is_writing(folder: Path) -> bool:
    """Whether another process is writing to a run."""
    path = folder / LOCK
    if not path.is_file():
        return False
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:
        return False
    lock.release()
    return False


def rows(ledger: Ledger, query: str) -> list[tuple[str | int | float, ...]]:
    """Run a query on a snapshot."""
    with closing(sqlite3.connect(ledger.path)) as connection:
        return connection.execute(query).fetchall()


def _copy(source: Path, target: Path) -> None:
    try:
        _backup(source, target)
    except sqlite3.OperationalError:
        if os.access(source.parent, os.W_OK):
            raise
        # SQLite cannot read a WAL file in a read-only folder; but then nobody writes to it, either.
        for ending in ("", "-wal"):
            if Path(f"{source}{ending}").is_file():
                shutil.copyfile(f"{source}{ending}", f"{target}{ending}")


def _backup(source: Path, target: Path) -> None:
    place = f"{source.absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(place, uri=True)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
