"""A run's configuration with everything that an evaluation needs loaded and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from park.align.respondent import check_methods
from park.assets import load_cultures
from park.config import Config
from park.errors import InputError, nearest
from park.prompts import Prompts
from park.records import Culture, Item
from park.surveys.load import load_survey
from park.surveys.split import split
from park.surveys.survey import Survey


@dataclass(frozen=True)
class Setup:
    """What `prepare` returns."""

    config: Config
    base: Path
    """The folder that relative paths start from."""
    prompts: Prompts
    cultures: Mapping[str, Culture]
    """Those that are evaluated, by name."""
    survey: Survey
    heldout: tuple[Item, ...]
    """The items that no dialogue is about."""


def prepare(config: Config, base: Path, cultures: tuple[str, ...] = ()) -> Setup:
    """Load and check what a configuration names.

    Args:
        config: the run's configuration.
        base: the folder that its relative paths start from.
        cultures: those to be evaluated; all of the configuration if none are named.

    Raises:
        InputError: something is not there or has a mistake.
    """
    for culture in cultures:
        if culture not in config.cultures:
            raise InputError(f"--cultures: {culture}{nearest(culture, config.cultures)}")
    check_methods(config.evaluate.methods)
    survey = load_survey(config.seeds.source, base)
    _, heldout = split(survey.items, config.seeds.holdout, config.seeds.items)
    return Setup(
        config=config,
        base=base,
        prompts=Prompts(base / config.prompts if config.prompts else None),
        cultures=load_cultures(
            cultures or config.cultures, base / config.agents if config.agents else None
        ),
        survey=survey,
        heldout=tuple(survey.items[name] for name in heldout),
    )
