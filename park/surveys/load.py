"""Names of sources → one survey."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from park.errors import InputError, nearest
from park.surveys.bundled import bundled
from park.surveys.globalopinionqa import fetch_globalopinionqa, read_globalopinionqa
from park.surveys.menavalues import read_menavalues
from park.surveys.survey import Survey, merge
from park.surveys.table import read_table
from park.surveys.wvs import read_wvs

WITHOUT_FILE: Mapping[str, Callable[[], Survey]] = {
    "wvs7": bundled,
    "globalopinionqa": fetch_globalopinionqa,
}
WITH_FILE: Mapping[str, Callable[[Path], Survey]] = {
    "wvs": read_wvs,
    "menavalues": read_menavalues,
    "globalopinionqa": read_globalopinionqa,
    "csv": read_table,
}


def load_survey(sources: Sequence[str], base: Path) -> Survey:
    """Read and join survey sources.

    Args:
        sources: `wvs7`, `wvs:<csv>`, `menavalues:<csv>`, `globalopinionqa`,
            `globalopinionqa:<csv>`, `csv:<file>`; later ones override earlier ones.
        base: The folder that relative paths start from.

    Raises:
        InputError: a source is unknown or its file has a mistake.
    """
    if not sources:
        raise InputError("seeds.source: at least one source is needed")
    return merge([_load(source, base) for source in sources])


def _load(source: str, base: Path) -> Survey:
    kind, colon, file = source.partition(":")
    if not colon and kind in WITHOUT_FILE:
        return WITHOUT_FILE[kind]()
    if file and kind in WITH_FILE:
        return WITH_FILE[kind](base / Path(file).expanduser())
    if kind in WITH_FILE:
        raise InputError(f"seeds.source: {source!r} needs a file: {kind}:<csv>")
    if kind in WITHOUT_FILE:
        raise InputError(
            f"seeds.source: {kind!r} is bundled and takes no file; did you mean 'wvs'?"
        )
    known = {*WITHOUT_FILE, *WITH_FILE}
    raise InputError(f"seeds.source: there is no source {kind!r}{nearest(kind, known)}")
