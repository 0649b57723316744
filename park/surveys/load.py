"""Loads and merges survey sources."""

from collections.abc import Sequence
from pathlib import Path

from park.errors import InputError
from park.surveys.reader import SURVEYS
from park.surveys.survey import Survey, merge


def load_survey(sources: Sequence[str], base: Path) -> Survey:
    """Read and merge survey sources.

    Args:
        sources: `wvs7`, `wvs:<csv>`, `menavalues:<csv>`, `globalopinionqa`,
            `globalopinionqa:<csv>`, `csv:<file>`; later ones override earlier ones.
        base: base folder of relative paths.

    Raises:
        InputError: a source is unknown or its file is invalid.
    """
    if not sources:
        raise InputError("seeds.source: at least one source is needed")
    return merge([_load(source, base) for source in sources])


def _load(source: str, base: Path) -> Survey:
    name, _, argument = source.partition(":")
    if not argument and name.lower().endswith(".csv"):
        raise InputError(
            f"seeds.source: there is no survey {name!r}; a file is named with its kind: csv:{name}"
        )
    return SURVEYS.get(name, "seeds.source")().load(argument, base)
