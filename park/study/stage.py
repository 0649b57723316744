"""Run a study by name."""

import time
from collections.abc import Mapping
from pathlib import Path

from park.models.base import ChatModel
from park.progress import Progress, silent
from park.setup import Setup
from park.study.study import STUDIES, Findings, Lab


async def run_study(
    setup: Setup,
    folder: Path,
    name: str,
    *,
    models: Mapping[str, ChatModel] | None = None,
    progress: Progress = silent,
) -> Findings:
    """Return what a study finds.

    Args:
        setup: the configuration.
        folder: where the study may keep what it makes.
        name: the study's.
        models: models as objects, by role.
        progress: told how far it is.

    Raises:
        InputError: there is no such study, or its options or the survey will not do.
    """
    began = time.monotonic()
    kind = STUDIES.get(name, "study")
    given = setup.config.study.options
    STUDIES.check_options(given, "study.options")
    options = STUDIES.options(name, given.get(name, {}), "study.options")
    found = await kind().run(Lab(setup, folder, options, models, progress))
    found.seconds = time.monotonic() - began
    return found
