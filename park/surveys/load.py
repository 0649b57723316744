"""Loads and merges survey sources."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from park.errors import InputError
from park.surveys.reader import SURVEYS
from park.surveys.survey import Survey, merge

Options = Mapping[str, Mapping[str, Any]]
"""Settings of readers, by their names."""


def load_survey(sources: Sequence[str], base: Path, options: Options | None = None) -> Survey:
    """Read and merge survey sources.

    Args:
        sources: `wvs7`, `wvs:<file>`, `menavalues:<file>`, `globalopinionqa`,
            `globalopinionqa:<file>`, `csv:<file>`; later ones override earlier ones.
        base: base folder of relative paths.
        options: `seeds.options` of the configuration.

    Raises:
        InputError: a source is unknown or its file is invalid.
    """
    if not sources:
        raise InputError("seeds.source: at least one source is needed")
    SURVEYS.check_options(options or {}, "seeds.options")
    return merge([_load(source, base, options or {}) for source in sources])


def _load(source: str, base: Path, options: Options) -> Survey:
    name, _, argument = source.partition(":")
    reader = SURVEYS.get(name, "seeds.source")
    given = SURVEYS.options(name, dict(options.get(name, {})), "seeds.options")
    return reader(given).load(argument, base)
