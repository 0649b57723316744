"""Reads the folder in which peft saves a LoRA adapter."""

import json
from pathlib import Path
from typing import Any

from park.adapters.storage import SETTINGS, WEIGHTS
from park.errors import InputError


def settings_of(folder: Path) -> dict[str, Any]:
    """Return the settings of a LoRA adapter; InputError if the folder holds none."""
    if folder.is_file():
        raise InputError(f"{folder}: a file; give the adapter's folder")
    try:
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{folder}: there is no adapter ({SETTINGS} is missing)") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{folder / SETTINGS}: cannot be read ({error})") from None
    if not isinstance(settings, dict) or settings.get("peft_type") != "LORA":
        raise InputError(f"{folder / SETTINGS}: peft_type: LORA is expected")
    weights_of(folder)
    return settings


def weights_of(folder: Path) -> Path:
    """Return the file of an adapter's weights; InputError if there is none."""
    path = folder / WEIGHTS
    if not path.is_file():
        raise InputError(f"{folder}: there is no adapter ({WEIGHTS} is missing)")
    return path
