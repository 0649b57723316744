"""The run folder: creation, locking, configuration and fixed settings."""

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import yaml
from filelock import FileLock, Timeout

from park.config import Config
from park.errors import InputError, LedgerError, nearest
from park.ledger.ledger import Ledger
from park.yamlfile import load_yaml

IfExists = Literal["resume", "raise", "delete"]
Identity = Mapping[str, Any]
"""The settings that determine results, by name."""

LEDGER = "ledger.sqlite"
CONFIG = "run.yaml"
PARTS = ("parts", "workers")
"""Subfolders of shards' ledgers."""
NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})
CARDS = "agents/"
"""Prefix of role cards' names; a run may gain and lose cultures, but not change a card."""


@contextmanager
def open_run(
    folder: Path,
    identity: Identity,
    resolved: Mapping[str, Any],
    if_exists: IfExists = "resume",
    base: Path = Path(),
) -> Iterator[Ledger]:
    """Open a run folder for exclusive writing, creating it if necessary.

    Args:
        folder: the run folder.
        identity: the settings that determine results; must equal the run's original ones, unless
            it has no results yet.
        resolved: the full configuration, written to `run.yaml`.
        if_exists: how to handle an existing run.
        base: base folder of the configuration's relative paths.

    Raises:
        InputError: the folder is unusable or locked by another process, or the run began with
            other settings (they are named).
    """
    with hold(folder):
        settle(folder, if_exists)
        with Ledger(folder / LEDGER) as ledger:
            begin(ledger, identity, resolved, base)
            yield ledger


def settle(folder: Path, if_exists: IfExists) -> None:
    """Delete an existing run, or refuse it, if so asked; the folder must be held."""
    if not (folder / LEDGER).exists() and not any((folder / each).is_dir() for each in PARTS):
        return
    if if_exists == "raise":
        raise InputError(f"{folder}: there is a run already (--if-exists raise)")
    if if_exists == "delete":
        _delete_run(folder)


def begin(
    ledger: Ledger, identity: Identity, resolved: Mapping[str, Any], base: Path = Path()
) -> None:
    """Store a run's settings, or check that it began with them; the folder must be held.

    Raises:
        InputError: the run has results of other settings.
    """
    folder = ledger.path.parent
    stored = ledger.get("identity") or {}
    if changed := changed_settings(stored, identity):
        _restart(ledger, folder, changed, identity)
    else:
        ledger.put("identity", {**stored, **identity})
    ledger.put("base", str(base.absolute()))
    _write_config(folder, resolved)


@contextmanager
def reopen_run(folder: Path) -> Iterator[Ledger]:
    """Open an existing run for exclusive writing.

    Raises:
        InputError: there is no run, or another process has locked it.
    """
    read_run(folder).close()
    with hold(folder), Ledger(folder / LEDGER) as ledger:
        yield ledger


def config_of(ledger: Ledger, folder: Path) -> tuple[Config, Path]:
    """Return a run's configuration and the base folder of its relative paths."""
    config = held_out_as_begun(load_yaml(folder / CONFIG, Config), folder)
    return config, Path(ledger.get("base") or ".")


def held_out_as_begun(config: Config, folder: Path) -> Config:
    """Return a configuration with the holdout method of the folder's run, if any.

    Runs older than `seeds.holdout_by` chose by item; a new split would hold out items that have
    dialogues.
    """
    begun = begun_in(folder) / CONFIG
    if "holdout_by" in config.seeds.model_fields_set or not begun.is_file():
        return config
    if "holdout_by" in load_yaml(begun, Config).seeds.model_fields_set:
        return config
    seeds = config.seeds.model_copy(update={"holdout_by": "item"})
    return config.model_copy(update={"seeds": seeds})


def survey_of(ledger: Ledger) -> str:
    """Return the hash of the survey that the run started with; '' if not started."""
    return (ledger.get("identity") or {}).get("survey answers") or ""


def begun_in(folder: Path) -> Path:
    """Return the folder with a run's settings: its own, or that of a part not merged yet."""
    if (folder / LEDGER).is_file():
        return folder
    parts = sorted(path.parent for path in (folder / "parts").glob(f"*/{LEDGER}"))
    return next((part for part in parts if (part / CONFIG).is_file()), folder)


def begun_with(folder: Path) -> str:
    """Return the hash of the survey that a folder's run started with; '' without a run."""
    folder = begun_in(folder)
    if not (folder / LEDGER).is_file():
        return ""
    with read_run(folder) as ledger:
        return survey_of(ledger)


def _nearest_run(folder: Path) -> str:
    """Return a hint with the run beside a folder that has nearly its name, if any."""
    beside = {each.parent.name for each in folder.parent.glob(f"*/{LEDGER}")}
    hint = nearest(folder.name, beside)
    return hint if hint.startswith("; did you mean") else "; first: park generate"


def read_run(folder: Path) -> Ledger:
    """Open a run's ledger read-only; InputError if there is none."""
    if folder.is_file():
        raise InputError(f"{folder}: a file, where a run folder is expected, such as outputs/demo")
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such run folder{_nearest_run(folder)}")
    if not (folder / LEDGER).exists() and (folder / "parts").is_dir():
        raise InputError(f"{folder}: its parts are not merged yet; run: park merge {folder}")
    return Ledger(folder / LEDGER, read_only=True)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise InputError(f"--run: {folder} is a file, not a folder") from None
    except OSError as error:
        raise InputError(f"--run: {folder} cannot be made ({error.strerror})") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InputError(f"--run: {folder} is not writable")


class InUse(InputError):
    """Another process works in a run folder."""


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Lock a run folder, creating it if necessary.

    Raises:
        InUse: another process works in the folder.
        InputError: the folder is unusable.
    """
    _make_folder(folder)
    lock = FileLock(folder / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise InUse(f"{folder}: another park process is working in this run") from None
    except (OSError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno not in NO_LOCKS:
            raise InputError(f"--run: {folder} cannot be written ({error.strerror})") from None
        raise InputError(
            f"--run: {folder} cannot be locked: its file system has no locks, as some network "
            "file systems; put the run on a local disk"
        ) from None
    try:
        yield
    finally:
        lock.release()


def _delete_run(folder: Path) -> None:
    """Delete a run's files and no others in the folder."""
    for name in (LEDGER, f"{LEDGER}-wal", f"{LEDGER}-shm", CONFIG):
        (folder / name).unlink(missing_ok=True)
    for name in ("dataset", "adapters", "report", *PARTS):
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)


def changed_settings(stored: Identity, present: Identity) -> list[str]:
    """Return the names of changed settings."""
    if not stored:
        return []
    compared = {name for name in {*stored, *present} if not name.startswith(CARDS)}
    compared |= stored.keys() & present.keys()
    return sorted(name for name in compared if stored.get(name) != present.get(name))


def _restart(ledger: Ledger, folder: Path, changed: list[str], identity: Identity) -> None:
    """Restart a run without results with other settings; InputError if it has results."""
    if not ledger.is_fruitless():
        raise InputError(
            f"{folder}: this run began with other settings ({', '.join(changed)}); use another "
            "--run, put the settings back, or start anew with --if-exists delete"
        )
    ledger.begin_anew(identity)
    ledger.event("settings_changed", settings=changed)


def _write_config(folder: Path, resolved: Mapping[str, Any]) -> None:
    text = yaml.safe_dump(dict(resolved), allow_unicode=True, sort_keys=False)
    try:
        (folder / CONFIG).write_text(text, encoding="utf-8")
    except OSError as error:
        raise LedgerError(f"{folder / CONFIG}: {error.strerror}") from None
