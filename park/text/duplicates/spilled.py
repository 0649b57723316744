"""Signatures and texts in files, for near duplicates of more texts than memory holds.

Memory holds some numbers for each text; files hold its signature and the text itself.
"""

import mmap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, overload

import numpy as np
from numpy.typing import NDArray

from park.text.duplicates.near import PERMUTATIONS, Search, Signatures, rows_of, signed
from park.text.duplicates.ngrams import Hashes, Integers, sizes_of, spans

BATCH = 20_000
"""Texts that are read at once."""


@dataclass(frozen=True)
class Stored:
    """Signatures in files."""

    signatures: Signatures
    sizes: Integers
    """(n,): characters of each text."""


class TextFile(Sequence[str]):
    """Texts in one file, read one by one."""

    def __init__(self, file: BinaryIO, ends: Integers) -> None:
        """Take over a file of UTF-8, and where each text ends in it, in bytes."""
        self._file, self._ends = file, ends

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self._ends)

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        """Return a text, or some."""
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        start = int(self._ends[number - 1]) if number else 0
        self._file.seek(start)
        return self._file.read(int(self._ends[number]) - start).decode("utf-8", "surrogatepass")


@contextmanager
def spilled(texts: Iterable[str], threshold: float, place: Path) -> Iterator[Stored]:
    """Provide the signatures of texts, in a temporary folder.

    Args:
        texts: the texts, gone through once.
        threshold: as in `near_duplicates`.
        place: the folder of the temporary folder; needs about 310 bytes a text.
    """
    with _folder(place) as folder:
        yield _write(texts, threshold, folder)


def near_in_files(
    texts: Iterable[str], threshold: float, place: Path
) -> tuple[Integers, NDArray[np.float64]]:
    """Group near duplicates of texts that are never in memory together.

    The same groups and scores as `near_duplicates`. Memory is about 100 bytes a text.

    Args:
        texts: the texts, gone through once.
        threshold: as in `near_duplicates`.
        place: an existing folder for temporary files, of about 310 bytes a text and the texts.

    Returns:
        (n,) index of the kept text of each text's group, and (n,) similarity to the nearest.
    """
    with _folder(place) as folder:
        ends: list[Integers] = []
        with (folder / "texts").open("wb") as file:
            stored = _write(_kept(texts, file, ends), threshold, folder)
        lengths = np.concatenate([np.zeros(0, np.int64), *ends])
        with (folder / "texts").open("rb", buffering=0) as file:
            kept = TextFile(file, np.cumsum(lengths))
            search = Search(kept, stored.sizes, stored.signatures, threshold)
    return search.of, search.score


@contextmanager
def _folder(place: Path) -> Iterator[Path]:
    with TemporaryDirectory(prefix="near-", dir=place) as folder:
        yield Path(folder)


def _kept(texts: Iterable[str], file: BinaryIO, ends: list[Integers]) -> Iterator[str]:
    """Pass texts on, writing them to a file."""
    for some in _batches(texts):
        written = [text.encode("utf-8", "surrogatepass") for text in some]
        file.write(b"".join(written))
        ends.append(np.fromiter(map(len, written), np.int64, len(written)))
        yield from some


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    source = iter(texts)
    while some := list(islice(source, BATCH)):
        yield some


def _write(texts: Iterable[str], threshold: float, folder: Path) -> Stored:
    """Write the signatures of texts; return them as files mapped into memory."""
    rows = rows_of(threshold)
    names = [f"band{number:02}" for number in range(PERMUTATIONS // rows)]
    sizes: list[Integers] = [np.zeros(0, np.int64)]
    prints: list[Hashes] = [np.zeros(0, np.uint64)]
    with ExitStack() as opened:
        files = [opened.enter_context((folder / name).open("wb")) for name in names]
        sketches = opened.enter_context((folder / "sketch").open("wb"))
        for some in _batches(texts):
            sizes.append(sizes_of(some))
            for part in spans(sizes[-1]):
                hashes, bands, sketch = signed(some[part], rows)
                prints.append(hashes)
                sketch.tofile(sketches)
                for file, band in zip(files, bands, strict=True):
                    np.ascontiguousarray(band).tofile(file)
    maps = [_mapped(folder / name) for name in (*names, "sketch")]

    def forget(band: int | None) -> None:
        for each in maps if band is None else maps[band : band + 1]:
            if each is not None and hasattr(mmap, "MADV_DONTNEED"):
                each.madvise(mmap.MADV_DONTNEED)

    none = np.zeros(0, np.uint8)
    found = [none if each is None else np.frombuffer(each, np.uint8) for each in maps]
    *columns, lows = found
    signatures = Signatures(
        np.concatenate(prints),
        [each.view(np.uint64) for each in columns],
        lows.reshape(-1, PERMUTATIONS),
        forget,
    )
    return Stored(signatures, np.concatenate(sizes))


def _mapped(path: Path) -> mmap.mmap | None:
    """Return a file as shared memory; None if it is empty."""
    if not path.stat().st_size:
        return None
    with path.open("r+b") as file:
        return mmap.mmap(file.fileno(), 0)
