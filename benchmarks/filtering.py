"""Near and semantic duplicates: how fast, in how much memory, and what is found?

    python -m benchmarks.filtering            # about 6 minutes
    python -m benchmarks.filtering --quick    # about 1 minute

Opinions are made of phrases; every tenth is a copy of an earlier one, with a slip of the pen or
reworded. Near duplicates are looked for in more and more opinions. Semantic duplicates are looked
for by park and by semhash; a subset of each seed is chosen by park and in the way of CulturePark
(scikit-learn's k-means, the longest sentence of each cluster); all on the same vectors. Each
contestant runs in a process of its
own, the order alternates, and medians count. Packages that are not installed are left out.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.memory import peak
from benchmarks.opinions import planted, reworded, slip
from benchmarks.table import table
from park.filter.duplicates.diversity import Method, choose
from park.filter.duplicates.semantic import semantic_duplicates
from park.models.embedders import WordLlamaEmbedder
from park.text.duplicates.near import near_duplicates

LIMIT = 1800
"""Seconds after which a contestant is given up."""
TARGET = 4000
"""Megabytes that the near duplicates of a million opinions may take at the peak."""
THRESHOLD = 0.92
"""Cosine similarity of semantic duplicates."""
SEED = 50
"""Opinions that belong to one seed."""
QUOTA = 15
"""Opinions chosen of each seed; CulturePark takes 10 to 20."""
NAMES = {
    "near": "park",
    "semantic": "park",
    "semhash": "semhash",
    "facility": "park, 15 of 50 per seed",
    "k-means": "scikit-learn's k-means, 15 of 50 per seed",
}
SEMANTIC = ("semantic", "semhash", "facility", "k-means")
NEEDS = {
    "semhash": "semhash",
    "k-means": "sklearn",
}

Kept = np.ndarray
"""Whether each opinion stays."""


@dataclass(frozen=True)
class Result:
    """What one contestant reached."""

    seconds: float
    megabytes: float
    """The most memory its process used."""
    recall: float
    """Share of the planted copies that do not stay beside their original."""
    lost: float
    """Share of the originals that do not stay."""


def near(texts: Sequence[str], vectors: Any) -> Kept:
    """Return which opinions stay when those that are nearly the same are taken out."""
    return np.array(near_duplicates(texts).of) == np.arange(len(texts))


def semantic(texts: Sequence[str], vectors: Any) -> Kept:
    """Return which opinions stay when those that say the same are taken out."""
    return semantic_duplicates(vectors, THRESHOLD)[0] == np.arange(len(texts))


def semhash(texts: Sequence[str], vectors: Any) -> Kept:
    """Do the same with semhash, which finds neighbours by an approximate index."""
    from semhash import SemHash

    numbered = [{"text": text, "number": number} for number, text in enumerate(texts)]
    hashed = SemHash.from_embeddings(vectors, numbered, model=Vectors(), columns=["text"])
    kept = np.zeros(len(texts), bool)
    kept[[record["number"] for record in hashed.self_deduplicate(THRESHOLD).selected]] = True
    return kept


class Vectors:
    """An encoder that has done its work."""

    def encode(self, texts: Sequence[str], **_: Any) -> Any:
        raise AssertionError("the vectors are there")


def chosen(method: Method, texts: Sequence[str], vectors: Any) -> Kept:
    """Return which opinions stay when a subset of each seed is chosen."""
    kept = np.zeros(len(texts), bool)
    for start in range(0, len(texts), SEED):
        part = slice(start, start + SEED)
        own = texts[part]
        subset = choose(vectors[part], np.ones(len(own)), QUOTA, method, texts=own)
        kept[[start + index for index in subset]] = True
    return kept


CONTESTANTS: Mapping[str, Callable[[Sequence[str], Any], Kept]] = {
    "near": near,
    "semantic": semantic,
    "semhash": semhash,
    "facility": partial(chosen, "facility"),
    "k-means": partial(chosen, "kmeans"),
}


def compete(name: str, count: int, place: Path | None) -> Result:
    """Let one contestant work, in this process."""
    texts, of = opinions(count, alike=place is not None)
    vectors = None if place is None else np.load(place)
    began = time.perf_counter()
    stays = CONTESTANTS[name](texts, vectors)
    seconds = time.perf_counter() - began
    original = np.array(of)
    copies = np.flatnonzero(original != np.arange(count))
    if vectors is not None:  # Of the reworded, those that are similar enough to be found.
        similar = np.einsum("nd,nd->n", vectors[copies], vectors[original[copies]])
        copies = copies[similar >= THRESHOLD]
    return Result(
        seconds=seconds,
        megabytes=peak(),
        recall=float(1 - np.mean(stays[copies] & stays[original[copies]])),
        lost=float(1 - np.mean(stays[original == np.arange(count)])),
    )


def opinions(count: int, alike: bool) -> tuple[list[str], list[int]]:
    """Return opinions with copies that mean the same, or that are nearly the same."""
    return planted(count, reworded, SEED) if alike else planted(count, slip)


def run(name: str, count: int, place: Path | None = None) -> Result:
    """Let one contestant work in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.filtering", "--contestant", name]
    command += ["--count", str(count), *(["--vectors", str(place)] if place else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=LIMIT)
    return Result(**json.loads(done.stdout))


def installed(names: Sequence[str]) -> list[str]:
    """Return those contestants whose packages are there."""
    return [name for name in names if name not in NEEDS or find_spec(NEEDS[name])]


def measure(names: Sequence[str], counts: Sequence[int], rounds: int, place: Path | None = None):
    """Let contestants work on more and more opinions; return their results by name and count."""
    results: dict[tuple[str, int], list[Result]] = {}
    for number in range(rounds):
        for name in names if number % 2 == 0 else names[::-1]:
            for count in counts:
                results.setdefault((name, count), []).append(run(name, count, place))
    return {
        key: Result(
            *(median(getattr(each, field) for each in runs) for field in Result.__annotations__)
        )
        for key, runs in results.items()
    }


def near_table(counts: Sequence[int], rounds: int) -> str:
    """Measure near duplicates; the growth is that of time over that of the opinions."""
    results = measure(["near"], counts, rounds)
    rows = []
    for (name, count), result in results.items():
        before = next((n for n in reversed(counts) if n < count), None)
        grown = result.seconds / results[name, before].seconds / (count / before) if before else 1
        rows.append(
            [
                NAMES[name],
                f"{count:,}",
                f"{result.seconds:.1f}",
                f"{count / result.seconds:,.0f}",
                f"{grown:.2f}" if before else "",
                f"{result.megabytes:.0f}",
                f"{result.recall:.4f}",
                f"{result.lost:.4f}",
            ]
        )
    head = ["", "opinions", "seconds", "opinions/s", "growth", "MB", "recall", "lost"]
    return table(head, rows)


def semantic_table(count: int, rounds: int) -> str:
    """Measure semantic duplicates on the vectors of wordllama."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / "vectors.npy"
        began = time.perf_counter()
        np.save(place, WordLlamaEmbedder().embed(opinions(count, alike=True)[0]))
        embedded = time.perf_counter() - began
        results = measure(installed(SEMANTIC), [count], rounds, place)
    own = results["semantic", count]
    rows = [
        [
            NAMES[name],
            f"{result.seconds:.1f}",
            f"{result.seconds / own.seconds:.1f}",
            f"{result.megabytes:.0f}",
            f"{result.recall:.4f}",
            f"{result.lost:.4f}",
        ]
        for (name, _), result in results.items()
    ]
    head = ["", "seconds", "time ratio", "MB", "recall", "lost"]
    return f"{table(head, rows)}\n\n(the vectors took {embedded:.1f} seconds for all)"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the opinions, one round")
    parser.add_argument("--contestant", choices=CONTESTANTS, help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--vectors", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.contestant:
        print(json.dumps(asdict(compete(args.contestant, args.count, args.vectors))))
        return
    counts = (1_000, 10_000, 100_000) if args.quick else (10_000, 100_000, 1_000_000)
    rounds = 1 if args.quick else 3
    print(
        f"near duplicates, Jaccard similarity of n-grams from 0.8\n\n{near_table(counts, rounds)}"
    )
    print(f"\n(target: below {TARGET} MB, growth about 1)\n", flush=True)
    count = 10_000 if args.quick else 100_000
    print(f"semantic duplicates of {count:,} opinions, cosine from {THRESHOLD}\n")
    print(f"{semantic_table(count, rounds)}\n", flush=True)


if __name__ == "__main__":
    main()
