"""Saves adapters atomically, by writing under another name and renaming."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from park.errors import ParkError

FOLDER = "adapters"
WORK = ".work"
"""Subfolder for unfinished adapters."""
WEIGHTS = "adapter_model.safetensors"
SETTINGS = "adapter_config.json"
CARD = "README.md"


def place(run: Path, culture: str) -> Path:
    """Return the folder of a culture's adapter."""
    return run / FOLDER / culture


def work(run: Path, culture: str) -> Path:
    """Return the folder of a culture's checkpoints."""
    return run / FOLDER / WORK / culture


def save(model: Any, folder: Path, public: str, weights: dict[str, Any] | None = None) -> str:
    """Write an adapter to its temporary folder, without a card.

    Args:
        model: the base with the adapter.
        folder: the adapter's final folder.
        public: the base's name without local paths.
        weights: the adapter's weights by name; taken from the model if None.

    Returns:
        The digest of the weights file.

    Raises:
        ParkError: it cannot be written; an existing adapter is kept.
    """
    new = _new(folder)
    shutil.rmtree(new, ignore_errors=True)
    try:
        new.mkdir(parents=True)
        model.peft_config["default"].base_model_name_or_path = public
        model.save_pretrained(str(new), state_dict=weights, save_embedding_layers=False)
        return digest(new)
    except Exception as error:
        shutil.rmtree(new, ignore_errors=True)
        raise ParkError(_failed(folder, error)) from error


def write(folder: Path, settings: Any, weights: dict[str, Any]) -> str:
    """Write an adapter that no model wears to its temporary folder, without a card.

    Args:
        folder: the adapter's final folder.
        settings: peft's settings of it.
        weights: its weights by peft's names.

    Returns:
        The digest of the weights file.

    Raises:
        ParkError: it cannot be written; an existing adapter is kept.
    """
    from safetensors.torch import save_file

    new = _new(folder)
    shutil.rmtree(new, ignore_errors=True)
    try:
        new.mkdir(parents=True)
        settings.save_pretrained(str(new))
        save_file(weights, str(new / WEIGHTS), metadata={"format": "pt"})
        return digest(new)
    except Exception as error:
        shutil.rmtree(new, ignore_errors=True)
        raise ParkError(_failed(folder, error)) from error


def publish(folder: Path, card: str) -> None:
    """Add the card to a saved adapter and move it to its final folder.

    Raises:
        ParkError: it cannot be written; an existing adapter is kept.
    """
    new, old = _new(folder), _old(folder)
    try:
        (new / CARD).write_text(card, encoding="utf-8")
        shutil.rmtree(old, ignore_errors=True)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        recover(folder)
        raise ParkError(_failed(folder, error)) from error


def recover(folder: Path) -> None:
    """Clean up after a crash while saving, restoring an adapter that was moved aside."""
    old = _old(folder)
    if old.is_dir() and not folder.exists():
        old.rename(folder)
    for left in (old, _new(folder)):
        shutil.rmtree(left, ignore_errors=True)


def digest(folder: Path) -> str:
    """Return the digest of an adapter's weights; '' if missing or incomplete."""
    path = folder / WEIGHTS
    try:
        json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""


def _failed(folder: Path, error: BaseException) -> str:
    reason = getattr(error, "strerror", None) or str(error).strip() or type(error).__name__
    return f"{folder}: the adapter cannot be saved ({reason}); an earlier one is kept as it was"


def _new(folder: Path) -> Path:
    return folder.parent / WORK / f"{folder.name}.new"


def _old(folder: Path) -> Path:
    return folder.parent / WORK / f"{folder.name}.old"
