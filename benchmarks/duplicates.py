"""Near duplicates of more opinions than memory holds: time, memory, and the same groups.

    python -m benchmarks.duplicates --count 10000000 --folder opinions
    python -m benchmarks.duplicates --quick

Opinions of about 100 characters, every tenth a slip of the pen away from an earlier one, which may
be anywhere before it. They are written to files of 100,000, one a line; then their near duplicates
are found in files (`park.text.duplicates.spilled`) and, with `--both`, in memory, each in a process
of its own that reads the files line by line. Seconds are of the processor; memory is the peak of
the resident set, mapped files included.
"""

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.memory import peak
from benchmarks.opinions import SHARE, opinion, slip
from benchmarks.table import table
from park.text.duplicates.near import near_duplicates
from park.text.duplicates.spilled import near_in_files

FILE = 100_000
THRESHOLD = 0.8
MASK = 2**64 - 1


class Dice:
    """What is needed of random numbers, in a tenth of the time that seeding Python's takes."""

    def __init__(self, seed: int) -> None:
        self._state = seed * 0xD1342543DE82EF95 & MASK

    def random(self) -> float:
        """Return a number from 0 to 1 (SplitMix64: Steele, Lea and Flood, 2014)."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & MASK
        mixed = (self._state ^ (self._state >> 30)) * 0xBF58476D1CE4E5B9 & MASK
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB & MASK
        return ((mixed ^ (mixed >> 31)) >> 11) / 2**53

    def randrange(self, first: int, stop: int | None = None) -> int:
        low, high = (0, first) if stop is None else (first, stop)
        return low + int(self.random() * (high - low))

    def choice(self, some: Sequence[str]) -> str:
        return some[self.randrange(len(some))]


def original(number: int) -> int:
    """Return the number of the opinion that this one is a copy of, or its own."""
    while number:
        rng = Dice(number)
        if rng.random() >= SHARE:
            return number
        number = rng.randrange(number)
    return 0


def text(number: int) -> str:
    """Return an opinion."""
    first = original(number)
    said = opinion(Dice(first + 2**40))
    return said if first == number else slip(said, Dice(number + 2**41))


def write(folder: Path, count: int) -> None:
    """Write opinions into files that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, count, FILE):
        path = folder / f"{start // FILE:05}.txt"
        if not path.exists():
            lines = [text(number) for number in range(start, start + FILE)]
            path.with_suffix(".new").write_text("\n".join(lines) + "\n")
            path.with_suffix(".new").rename(path)


def read(folder: Path, count: int) -> Iterator[str]:
    """Yield the first opinions."""
    for start in range(0, count, FILE):
        with (folder / f"{start // FILE:05}.txt").open() as lines:
            for number, line in enumerate(lines, start):
                if number < count:
                    yield line.rstrip("\n")


def find(folder: Path, count: int, where: str) -> None:
    """Find near duplicates; store the groups and print what it took."""
    if where == "files":
        of, score = near_in_files(read(folder, count), THRESHOLD, folder)
    else:
        found = near_duplicates(list(read(folder, count)), THRESHOLD)
        of, score = np.array(found.of), np.array(found.score)
    used = resource.getrusage(resource.RUSAGE_SELF)
    np.savez(folder / f"{where}.npz", of=of, score=score)
    taken = {"seconds": used.ru_utime + used.ru_stime, "megabytes": peak()}
    print(json.dumps(taken))


def apart(folder: Path, count: int, where: str) -> list[str]:
    """Find near duplicates in a process of its own; return a row."""
    command = [sys.executable, "-m", "benchmarks.duplicates", "--count", str(count)]
    command += ["--folder", str(folder), "--find", where]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    taken = json.loads(done.stdout)
    of = np.load(folder / f"{where}.npz")["of"]
    checked = range(0, count, max(1, count // 200_000))
    pairs = [(number, original(number)) for number in checked]
    copies = [(one, other) for one, other in pairs if one != other]
    found = sum(of[one] == of[other] for one, other in copies) / len(copies)
    fallen = sum(of[one] != one for one, other in pairs if one == other)
    return [
        f"{count:,} in {where}",
        f"{taken['seconds']:.0f}",
        f"{count / taken['seconds']:,.0f}",
        f"{taken['megabytes']:,.0f}",
        f"{found:.4f}",
        f"{fallen / (len(pairs) - len(copies)):.4f}",
    ]


def measure(folder: Path, count: int, both: bool) -> None:
    """Print what files, and memory, take."""
    write(folder, count)
    rows = [apart(folder, count, where) for where in (("files", "memory") if both else ("files",))]
    head = ["opinions", "seconds", "opinions/s", "peak MB", "copies found", "others lost"]
    print(table(head, rows))
    if both:
        files, memory = (np.load(folder / f"{where}.npz") for where in ("files", "memory"))
        same = [bool((files[name] == memory[name]).all()) for name in ("of", "score")]
        fell = memory["of"] != np.arange(count)
        recall = np.mean(files["of"][fell] == memory["of"][fell])
        print(f"\nthe same groups: {same[0]}, scores: {same[1]}; recall against memory: {recall}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="20,000 opinions")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the opinions are kept")
    parser.add_argument("--both", action="store_true", help="in memory, too")
    parser.add_argument("--find", help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.find:
        find(args.folder, args.count, args.find)
        return
    with TemporaryDirectory() as scratch:
        count = 20_000 if args.quick else args.count
        measure(args.folder or Path(scratch), count, args.both or args.quick)


if __name__ == "__main__":
    main()
