"""Collects the files to push: the dataset, and optionally adapters and the ledger."""

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import yaml

from park.errors import InputError
from park.export.stage import DATASET, EXPORTED
from park.hub.readme import marked
from park.hub.upload import CARD, Upload
from park.ledger.ledger import Ledger
from park.ledger.people import leave_out_people
from park.ledger.run import CONFIG, LEDGER
from park.prompts import Prompts

ADAPTERS = "adapters"
ADAPTER_FILES = ("*.safetensors", "*.json", "README.md")
CULTURE = re.compile(r"[a-z][a-z0-9_-]*")
HUB_NAME = re.compile(r"\w[\w.-]*(/[\w.-]+)?")
TEMPLATES = Path(__file__).parent


def dataset_uploads(run: Path, ledger: Ledger) -> list[Upload]:
    """Return the files of the last export, with the card last.

    Raises:
        InputError: nothing was exported, or a file is missing.
    """
    names = (ledger.get(EXPORTED) or {}).get("files", [])
    if not names:
        raise InputError(f"{run}: there is no data set; first: park export {run}")
    uploads = [Upload(name, run / DATASET / name) for name in names]
    for upload in uploads:
        if not (run / DATASET / upload.path).is_file():
            raise InputError(f"{run / DATASET / upload.path} is gone; again: park export {run}")
    return sorted(uploads, key=lambda upload: (upload.path == CARD, upload.path))


def adapter_uploads(run: Path) -> list[Upload]:
    """Return the adapters' weights, settings and cards, one folder per culture.

    Raises:
        InputError: there are no adapters, or one refers to a base model by a local path.
    """
    uploads = []
    for folder in _adapters(run):
        _base_model(folder)
        for pattern in ADAPTER_FILES:
            found = sorted(path for path in folder.glob(pattern) if path.is_file())
            uploads += [Upload(f"{folder.name}/{path.name}", path) for path in found]
    return uploads


def adapter_card(run: Path, dataset: str) -> Upload:
    """Return the card for all adapters.

    Args:
        run: the run folder.
        dataset: full name of the repository of their training data.
    """
    folders = _adapters(run)
    fields = {
        "library_name": "peft",
        "base_model": sorted({_base_model(folder) for folder in folders}),
        "datasets": [dataset],
        "tags": ["lora", "culture", "culturepark"],
    }
    card = Prompts(TEMPLATES).render(
        "adapters",
        front_matter=yaml.safe_dump(fields, sort_keys=False),
        dataset=dataset,
        base=_base_model(folders[0]),
        cultures=tuple(folder.name for folder in folders),
    )
    return Upload(CARD, marked(card).encode())


def ledger_uploads(run: Path, scratch: Path) -> list[Upload]:
    """Return a consistent copy of the ledger in `scratch`, and the run's configuration.

    What people gave to the run is not in the copy.
    """
    copy = scratch / LEDGER
    source = sqlite3.connect(f"{(run / LEDGER).absolute().as_uri()}?mode=ro", uri=True)
    target = sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    leave_out_people(copy)
    return [Upload(f"run/{LEDGER}", copy), Upload(f"run/{CONFIG}", run / CONFIG)]


def _adapters(run: Path) -> list[Path]:
    folders = sorted(path.parent for path in (run / ADAPTERS).glob("*/adapter_config.json"))
    folders = [folder for folder in folders if CULTURE.fullmatch(folder.name)]
    if not folders:
        raise InputError(f"{run}: there are no adapters in {run / ADAPTERS}")
    return folders


def _base_model(folder: Path) -> str:
    path = folder / "adapter_config.json"
    try:
        settings: Any = json.loads(path.read_text(encoding="utf-8"))
        base = settings["base_model_name_or_path"]
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{path}: names no base_model_name_or_path") from None
    if not isinstance(base, str) or not HUB_NAME.fullmatch(base):
        raise InputError(
            f"{path}: base_model_name_or_path must be the model's name on the Hub, not a path"
        )
    return base
