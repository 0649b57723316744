"""Checkpoints, sealed when complete and recovered after a crash."""

import hashlib
import json
import shutil
from pathlib import Path

SEAL = "seal.json"
KEY = "key.txt"


def prepare(folder: Path, key: str) -> None:
    """Create a training's checkpoint folder, removing those of another training."""
    if folder.is_dir() and _read(folder / KEY) != key:
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / KEY).write_text(key, encoding="utf-8")


def discard(folder: Path) -> None:
    """Remove the checkpoints of a finished training."""
    if (folder / KEY).is_file():
        shutil.rmtree(folder, ignore_errors=True)


def seal(checkpoint: Path) -> None:
    """Store the digests of a complete checkpoint's files."""
    sums = {name: _digest(path) for name, path in _files(checkpoint).items()}
    new = checkpoint / f"{SEAL}.new"
    new.write_text(json.dumps(sums), encoding="utf-8")
    new.replace(checkpoint / SEAL)


def newest(folder: Path) -> tuple[Path | None, list[str]]:
    """Return the newest valid checkpoint, if any, and a remark on each newer invalid one."""
    remarks: list[str] = []
    for checkpoint in sorted(folder.glob("checkpoint-*"), key=step_of, reverse=True):
        fault = fault_of(checkpoint)
        if fault is None:
            return checkpoint, remarks
        remarks.append(f"{checkpoint}: {fault}; it is ignored")
    return None, remarks


def step_of(checkpoint: Path) -> int:
    """Return a checkpoint's step from its name; -1 if it has none."""
    number = checkpoint.name.rpartition("-")[2]
    return int(number) if number.isascii() and number.isdigit() else -1


def fault_of(checkpoint: Path) -> str | None:
    """Return a checkpoint's fault, if any."""
    text = _read(checkpoint / SEAL)
    if not text:
        return "the checkpoint is not complete"
    try:
        sums = dict(json.loads(text))
    except (TypeError, ValueError):
        return f"the checkpoint is corrupt ({SEAL})"
    files = _files(checkpoint)
    for name, digest in sums.items():
        if name not in files or _digest(files[name]) != digest:
            return f"the checkpoint is corrupt ({name})"
    return None


def _files(checkpoint: Path) -> dict[str, Path]:
    """Return a checkpoint's files by relative path; several processes write subfolders."""
    found = {path.relative_to(checkpoint).as_posix(): path for path in checkpoint.rglob("*")}
    return {name: path for name, path in sorted(found.items()) if path.is_file() and name != SEAL}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
