"""How many texts a guard scores in a second of processor time: from stored vectors, and from text.

    python -m benchmarks.guard
    python -m benchmarks.guard --quick    # fewer texts

A guard of five countries and two axes with random weights; what it says does not matter here.
Stored vectors are an .npy file of float32 on disk, mapped and read in parts.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.table import table
from park.guard.model import AXES, Guard, Head
from park.guard.sentry import Sentry
from park.models.embedders import WordLlamaEmbedder

DIMENSIONS = (256, 384, 1024)
COUNTRIES = ("AUS", "GBR", "SGP", "USA", "ZAF")
PART = 10_000
WORDS = ("people", "should", "help", "their", "neighbours", "when", "the", "harvest", "is", "late")


def guard_of(dimension: int, rng: np.random.Generator) -> Guard:
    """Return a guard with random weights."""
    heads = {
        name: Head(bias=0.5, weights=tuple(map(float, rng.normal(0, 0.1, dimension))))
        for name in (*AXES, *COUNTRIES)
    }
    embedder = WordLlamaEmbedder()
    return Guard(embedder=embedder.name, endpoint=embedder.endpoint, heads=heads, card={})


def stored(path: Path, guard: Guard) -> int:
    """Score the vectors of a file; return how many there are."""
    vectors = np.load(path, mmap_mode="r")
    for start in range(0, len(vectors), PART):
        guard.scores(np.asarray(vectors[start : start + PART]))
    return len(vectors)


def texts(number: int, rng: np.random.Generator) -> list[str]:
    """Return texts of 20 words."""
    return [" ".join(rng.choice(WORDS, 20)) for _ in range(number)]


def timed(work: Callable[[], int]) -> tuple[int, float, float]:
    """Return how much was done, and the seconds of processor and wall."""
    began, cpu = time.perf_counter(), time.process_time()
    done = work()
    return done, time.process_time() - cpu, time.perf_counter() - began


def rows(number: int, folder: Path) -> Iterator[list[str]]:
    """Yield a row for each contestant."""
    rng = np.random.default_rng(0)
    for dimension in DIMENSIONS:
        path = folder / f"{dimension}.npy"
        np.save(path, rng.normal(size=(number, dimension)).astype(np.float32))
        guard = guard_of(dimension, rng)
        yield _row(
            f"stored vectors, {dimension} numbers", timed(lambda p=path, g=guard: stored(p, g))
        )
    watch = Sentry(guard_of(256, rng), WordLlamaEmbedder())
    given = texts(number // 20, rng)
    list(watch.judge(given[:10]))  # The weights are loaded.
    yield _row("texts of 20 words, wordllama", timed(lambda: len(list(watch.judge(given)))))


def _row(name: str, found: tuple[int, float, float]) -> list[Any]:
    done, cpu, wall = found
    return [name, f"{done:,}", f"{cpu:.2f}", f"{done / cpu:,.0f}", f"{done / wall:,.0f}"]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer texts")
    number = 20_000 if parser.parse_args(arguments).quick else 200_000
    head = ["scored", "texts", "CPU seconds", "texts a CPU second", "texts a second"]
    with TemporaryDirectory() as folder:
        print(table(head, list(rows(number, Path(folder)))) + "\n")


if __name__ == "__main__":
    main()
