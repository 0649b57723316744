"""Run a study by name."""

import json
import time
from collections.abc import Mapping
from pathlib import Path

from park.errors import InputError
from park.ledger.run import LEDGER
from park.models.base import ChatModel
from park.progress import Progress, silent
from park.setup import Setup
from park.study.study import STUDIES, Findings, Lab, Runs, Study

FINDINGS = "studies"
"""Folder of findings in a run's folder, a JSON file a study."""


async def run_study(
    setup: Setup,
    folder: Path,
    name: str,
    *,
    models: Mapping[str, ChatModel] | None = None,
    progress: Progress = silent,
    runs: Runs | None = None,
) -> Findings:
    """Run a study.

    Args:
        setup: the configuration.
        folder: the study's output folder.
        name: the study's name.
        models: model objects by role, replacing configured ones.
        progress: reports progress.
        runs: makes runs of the study's own.

    Raises:
        InputError: unknown study, invalid options or an unsuitable survey.
    """
    began = time.monotonic()
    kind = STUDIES.get(name, "study")
    given = setup.config.study.options
    STUDIES.check_options(given, "study.options")
    options = STUDIES.options(name, given.get(name, {}), "study.options")
    found = await kind().run(Lab(setup, folder, options, models, progress, runs))
    found.seconds = time.monotonic() - began
    if (folder / LEDGER).is_file():
        keep(folder / FINDINGS / f"{name}.json", kind, found)
    return found


def keep(path: Path, kind: type[Study], found: Findings) -> None:
    """Write findings into a run's folder, for its report.

    Raises:
        InputError: the file cannot be written.
    """
    kept = {
        "study": kind.name,
        "help": kind.help,
        "text": list(found.text),
        "effects": {title: [list(e) for e in rows] for title, rows in found.effects.items()},
        "found": dict(found.found),
    }
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None
