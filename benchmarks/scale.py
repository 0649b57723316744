"""More and more dialogues in shards: bytes, memory, processor time, and the merge.

    python -m benchmarks.scale                    # 10,000 to 100,000 dialogues: hours
    python -m benchmarks.scale --quick            # 500 and 1,000
    python -m benchmarks.scale --turns 14 --sizes 1000

A scripted model answers at once, so the figures are park's own. At each size the two shards gain
the missing dialogues, one after another, each in a process of its own; then `park merge` joins
them, in a process of its own, too. Seconds are of the processor.
"""

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.memory import answer, peak, setup_of
from benchmarks.table import table
from park.configfile import change
from park.generate.stage import generate
from park.ledger.merge import merge_parts
from park.ledger.run import LEDGER
from park.ledger.shard import Shard
from park.models.scripted import ScriptedModel
from park.run import wait_for
from park.setup import prepare

SIZES = (10_000, 20_000, 50_000, 100_000)
SHARDS = 2


def work(folder: Path, size: int, number: int, turns: int, largest: int, of: int = SHARDS) -> None:
    """Generate a shard's dialogues, or merge all shards if `number` is 0; print what it took."""
    if number:
        setup = setup_of(-(-largest // setup_of(1).plan.size())).setup
        setup = prepare(change(setup.config, {"dialogue.turns": turns}), Path())
        model = ScriptedModel(answer)
        models, shard = {"contact": model, "delegate": model}, Shard(number, of)
        wait_for(generate(setup, folder, models=models, limit=size, shard=shard))
    else:
        merge_parts(folder)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"seconds": used.ru_utime + used.ru_stime, "megabytes": peak()}))


def apart(*arguments: object) -> dict[str, float]:
    """Do a piece of work in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scale", "--work", *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def size_of(folder: Path) -> float:
    """Return the bytes of a folder's own ledger."""
    return sum(path.stat().st_size for path in folder.glob(f"{LEDGER}*"))


def grow(folder: Path, sizes: Sequence[int], turns: int) -> None:
    """Print a row for each size."""
    before = 0
    head = [
        "dialogues",
        "shard s",
        "ms a dialogue",
        "shard MB",
        "merge s",
        "merge MB",
        "bytes each",
    ]
    print(table(head, []), flush=True)
    for size in sizes:
        shards = [apart(folder, size, number, turns, sizes[-1]) for number in range(1, SHARDS + 1)]
        merge = apart(folder, size, 0, turns, sizes[-1])
        seconds = sum(each["seconds"] for each in shards)
        row = [
            f"{size:,}",
            f"{seconds:.0f}",
            f"{1000 * seconds / (size - before):.1f}",
            f"{max(each['megabytes'] for each in shards):.0f}",
            f"{merge['seconds']:.1f}",
            f"{merge['megabytes']:.0f}",
            f"{size_of(folder) / size:,.0f}",
        ]
        print(table(row, []).splitlines()[0], flush=True)
        before = size


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="500 and 1,000 dialogues")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), metavar="N,N")
    parser.add_argument("--turns", type=int, default=6)
    parser.add_argument("--work", nargs="+", help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.work:
        work(Path(args.work[0]), *map(int, args.work[1:]))
        return
    sizes = (500, 1_000) if args.quick else tuple(map(int, args.sizes.split(",")))
    with TemporaryDirectory() as folder:
        grow(Path(folder), sizes, args.turns)


if __name__ == "__main__":
    main()
