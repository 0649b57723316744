"""Pictures that show where a story's character is from."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path

from park.errors import InputError, nearest

MOST = 5_000_000
"""Bytes of a picture; providers refuse larger ones."""
KINDS = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
}
"""Media types by the first bytes of a file."""


def pictures(given: Mapping[str, Path], cultures: Iterable[str], base: Path) -> dict[str, str]:
    """Return pictures as data URLs by culture; none if none are given.

    Raises:
        InputError: a culture has no picture or is unknown, or a file is no picture or too large.
    """
    names = list(cultures)
    for name in given:
        if name not in names:
            raise InputError(f"study.options.stories.pictures: {name}{nearest(name, names)}")
    if given and (missing := next((name for name in names if name not in given), None)):
        raise InputError(f"study.options.stories.pictures: there is none of {missing}")
    return {name: data_url(base / path) for name, path in given.items()}


def data_url(path: Path) -> str:
    """Return a picture as a data URL.

    Raises:
        InputError: the file is no picture or too large.
    """
    try:
        size = path.stat().st_size
        if size > MOST:
            raise InputError(
                f"{path}: too large ({size / 1e6:.1f} MB; a picture has {MOST / 1e6:g} at most)"
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    return f"data:{_kind(data, path)};base64,{b64encode(data).decode()}"


def _kind(data: bytes, path: Path) -> str:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    for kind, first in KINDS.items():
        if data.startswith(first):
            return kind
    raise InputError(f"{path}: no picture in PNG, JPEG, GIF or WebP")
