"""Run a study by name."""

import time
from collections.abc import Mapping
from pathlib import Path

from park.models.base import ChatModel
from park.progress import Progress, silent
from park.setup import Setup
from park.study.study import STUDIES, Findings, Lab, Runs


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
    return found
