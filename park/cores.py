"""How many local processes a stage gets: as many as are asked for, or as there is work for."""

import os
from collections.abc import Collection
from pathlib import Path

from park.config import Config, ModelConfig
from park.errors import InputError
from park.generate.scene import SPEAKERS
from park.ledger.run import read_run
from park.models.base import IN_PROCESS, ChatModel
from park.progress import Line, Progress
from park.session import Given
from park.setup import Setup

BUSY = 16
"""Dialogues, or calls, at once that are enough for one process."""


def workers_of(config: Config, models: Given | None = None) -> int:
    """Return the number of local processes for the dialogues.

    Raises:
        InputError: several are asked for, but a model lives in this process.
    """
    here = _here(config, SPEAKERS, models)
    if here and config.limits.workers not in ("auto", 1):
        raise InputError(
            f"limits.workers: {config.limits.workers} processes cannot share {here}, "
            "which runs in this one"
        )
    return _number(config, here)


def filtering(config: Config, models: Given | None, progress: Progress) -> int:
    """Return the number of local processes for a filter; one, with a word, if the judge is here."""
    return _said(config, _here(config, ("judge",), models), progress)


def evaluating(
    setup: Setup, folder: Path, model: ChatModel | ModelConfig | None, progress: Progress
) -> int:
    """Return the number of local processes for an evaluation; one, with a word, if a model is here.

    Raises:
        InputError: there is no run.
    """
    from park.adapters.switchable import adapters_of
    from park.evaluate.stage import configs_of

    if setup.config.limits.workers == 1:
        return 1
    if isinstance(model, ChatModel):
        return _said(setup.config, model.name, progress)
    with read_run(folder) as ledger:
        if model is None and adapters_of(ledger, folder):
            return _said(setup.config, "the base of the run's adapters", progress)
        names = [each.model for each in configs_of(setup, ledger, model).values()]
    return _said(setup.config, next((n for n in names if n.startswith(IN_PROCESS)), ""), progress)


def _here(config: Config, roles: Collection[str], models: Given | None) -> str:
    """Return the name of a model that runs in this process; '' if none does."""
    models = models or {}
    for role in roles:
        unnamed = getattr(config.models, role) is None
        if given := models.get(role) or (models.get("delegate") if unnamed else None):
            return given.name
        if (name := config.models.of(role).model).startswith(IN_PROCESS):
            return name
    return ""


def _said(config: Config, here: str, progress: Progress) -> int:
    if here and config.limits.workers not in ("auto", 1):
        progress(Line(f"limits.workers: one process, since {here} runs in it"))
    return _number(config, here)


def _number(config: Config, here: str) -> int:
    wanted, concurrency = config.limits.workers, config.limits.concurrency
    if here:
        return 1
    if wanted != "auto":
        return min(wanted, concurrency)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(cores or 1, concurrency // BUSY))
