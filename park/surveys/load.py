"""Loads and merges survey sources."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from park.config import Seeds
from park.errors import InputError
from park.surveys.join import joined
from park.surveys.reader import SURVEYS
from park.surveys.survey import Survey, merge

Options = Mapping[str, Mapping[str, Any]]
"""Settings of readers, by their names."""


def load_survey(
    sources: Sequence[str],
    base: Path,
    options: Options | None = None,
    join: Mapping[str, str] | None = None,
) -> Survey:
    """Read and merge survey sources.

    Args:
        sources: `wvs7`, `wvs:<file>`, `menavalues:<file>`, `globalopinionqa`,
            `globalopinionqa:<file>`, `csv:<file>`; later ones override earlier ones.
        base: base folder of relative paths.
        options: `seeds.options` of the configuration.
        join: ids of items that are another item, with that item's id (`seeds.join`).

    Raises:
        InputError: a source is unknown or its file is invalid.
    """
    if not sources:
        raise InputError("seeds.source: at least one source is needed")
    SURVEYS.check_options(options or {}, "seeds.options")
    surveys = [_load(source, base, options or {}) for source in sources]
    return merge(joined(surveys, join) if join else surveys)


def _load(source: str, base: Path, options: Options) -> Survey:
    name, _, argument = source.partition(":")
    if not argument and name.lower().endswith(".csv"):
        raise InputError(
            f"seeds.source: there is no survey {name!r}; a file is named with its kind: csv:{name}"
        )
    reader = SURVEYS.get(name, "seeds.source")
    given = SURVEYS.options(name, dict(options.get(name, {})), "seeds.options")
    return reader(given).load(argument, base)


def load_seeds(seeds: Seeds, base: Path) -> Survey:
    """Read the survey that a configuration's `seeds` describe; InputError as `load_survey`."""
    return load_survey(seeds.source, base, seeds.options, seeds.join)
