"""File systems without a write-ahead log or locks, and files that somebody else holds."""

import errno
import fcntl
import sqlite3
from contextlib import closing

import pytest

from park.errors import InputError, LedgerError
from park.ledger import opening
from park.ledger.ledger import Ledger
from park.ledger.run import open_run
from park.models.base import Reply
from tests.toys import dialogue

REAL = sqlite3.connect


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "WAIT", 0.05)
    return tmp_path / "ledger.sqlite"


def without(monkeypatch, told):
    """Let SQLite do as on a file system that has no memory to share, or no locks at all."""

    class Poor(sqlite3.Connection):
        def execute(self, statement, *values):
            answer = told(statement)
            if isinstance(answer, sqlite3.Error):
                raise answer
            return super().execute(answer or statement, *values)

    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: REAL(*a, **k | {"factory": Poor}))


def no_log(statement):
    if "WAL" in statement:
        return sqlite3.OperationalError("locking protocol")
    return None


def silently_no_log(statement):
    return "PRAGMA journal_mode" if "WAL" in statement else None


def mode_of(path):
    with closing(REAL(path)) as db:
        return db.execute("PRAGMA journal_mode").fetchone()[0]


@pytest.mark.parametrize("told", [no_log, silently_no_log])
def test_a_ledger_is_written_without_a_log_where_there_can_be_none(path, monkeypatch, told):
    without(monkeypatch, told)
    for number in range(2):
        with Ledger(path) as ledger:
            ledger.put_call(f"k{number}", "m", Reply(text="tea"), 0, "generate")
            with Ledger(path, read_only=True) as reader:
                assert reader.totals().calls == number + 1
    assert mode_of(path) == "delete"
    assert not path.with_name("ledger.sqlite-wal").exists()


def test_a_ledger_with_a_log_moves_to_a_file_system_that_knows_none(path, monkeypatch):
    with Ledger(path) as ledger:
        ledger.put_dialogue(dialogue())
    assert mode_of(path) == "wal"
    without(monkeypatch, no_log)
    with Ledger(path) as ledger:
        assert ledger.dialogue("d1") == dialogue()
        ledger.put("a", 1)
    assert mode_of(path) == "delete"


def test_a_ledger_without_a_log_gets_one_where_there_can_be_one(path, monkeypatch):
    with monkeypatch.context() as patch:
        without(patch, no_log)
        Ledger(path).close()
    with Ledger(path):
        assert mode_of(path) == "wal"


@pytest.mark.parametrize("words", ["database is locked", "locking protocol", "disk I/O error"])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_system_without_locks_is_explained_in_a_line(path, monkeypatch, words, read_only):
    Ledger(path).close()
    without(monkeypatch, lambda statement: sqlite3.OperationalError(words))
    with pytest.raises(InputError, match=rf"cannot be opened as a ledger \({words}: ") as told:
        Ledger(path, read_only=read_only)
    assert "another process holds the file" in str(told.value)
    assert "put the run on a local disk" in str(told.value)
    assert "\n" not in str(told.value)


def test_a_file_that_somebody_holds_is_explained_when_it_is_opened(path):
    with closing(REAL(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE a (b)")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(InputError, match=r"database is locked: .*local disk"):
            Ledger(path)


def test_a_file_that_somebody_holds_is_explained_when_it_is_written(path):
    with Ledger(path) as ledger, closing(REAL(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LedgerError, match=r"database is locked: .*local disk.*resume"):
            ledger.put("a", 1)
        other.execute("ROLLBACK")
        ledger.put("a", 2)
        assert ledger.get("a") == 2


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP])
def test_a_folder_that_cannot_be_locked_is_explained(tmp_path, monkeypatch, number):
    def refused(*_):
        raise OSError(number, "no locks available")

    monkeypatch.setattr(fcntl, "flock", refused)
    told = pytest.raises(InputError, match=r"--run: .*: its file system has no locks.*local disk")
    with told, open_run(tmp_path, {"seed": 0}, {"name": "demo"}):
        pass


def test_the_command_line_tells_it_in_one_line(command, study, monkeypatch):
    monkeypatch.setattr(opening, "WAIT", 0.05)
    assert command("generate", "--limit", 1).code == 0
    with closing(REAL("outputs/toy/ledger.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        said = command("generate", "-q")
    assert said.code == 3
    assert said.err.count("\n") == 1
    assert "database is locked: either another process holds the file" in said.err
    assert command("generate", "-q").code == 0
