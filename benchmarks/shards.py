"""Local processes and shards against one process, from the command to the merged run.

    python -m benchmarks.shards            # a few minutes
    python -m benchmarks.shards --quick

256 dialogues of 14 turns (128 the short way), 64 at once, against a local server that answers after
a fixed time. Every figure is the whole command, its start and its end included: a bare aiohttp loop
over the same messages, `park generate` in one process, with `limits.workers: 2`, and in 1, 2 and 4
shards at the same time with `park merge` after them. Ratios are to one process of the same run.
Nothing passes or fails.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.contestants import TURNS, configuration
from benchmarks.latency_server import running
from benchmarks.table import table

CONCURRENCY = 64
PARK = (sys.executable, "-m", "park")
SHARDS = (1, 2, 4)


def configured(folder: Path, base_url: str, dialogues: int) -> Path:
    """Write a configuration; JSON is YAML."""
    path = folder / "bench.yaml"
    path.write_text(json.dumps(configuration(base_url, CONCURRENCY, dialogues)))
    return path


def seconds(*commands: Sequence[str]) -> float:
    """Return how long commands take that run at the same time."""
    began = time.perf_counter()
    running_ones = [subprocess.Popen(command) for command in commands]
    assert all(each.wait() == 0 for each in running_ones)
    return time.perf_counter() - began


def once(base_url: str, dialogues: int) -> dict[str, float]:
    """Return the seconds of every contestant, in one round."""
    found: dict[str, float] = {}
    with TemporaryDirectory() as folder:
        config = configured(Path(folder), base_url, dialogues)

        def generate(run: str, *more: str) -> list[str]:
            place = ["--run", f"{folder}/{run}", "--limit", str(dialogues), "--quiet"]
            return [*PARK, "generate", str(config), *place, *more]

        bare = [sys.executable, "-m", "benchmarks.contestants", "aiohttp", "--whole"]
        size = ["--concurrency", str(CONCURRENCY), "--dialogues", str(dialogues)]
        found["bare loop, aiohttp"] = seconds([*bare, "--base-url", base_url, *size])
        found["one process"] = seconds(generate("one"))
        found["2 workers"] = seconds(generate("workers", "--set", "limits.workers=2"))
        for n in SHARDS:
            each = str(CONCURRENCY // n)
            some = [
                generate(f"cut{n}", "--shard", f"{i}/{n}", "--concurrency", each)
                for i in range(1, n + 1)
            ]
            found[f"{n} shards"] = seconds(*some)
            found[f"merge of {n}"] = seconds([*PARK, "merge", f"{folder}/cut{n}", "--quiet"])
    return found


def measure(latency: float, dialogues: int, rounds: int) -> str:
    """Return the table of one latency."""
    with running(latency) as base_url:
        all_of = [once(base_url, dialogues) for _ in range(rounds)]
    taken = {name: median(each[name] for each in all_of) for name in all_of[0]}
    one = taken["one process"]
    rows = [
        [
            name,
            f"{value:.1f}",
            f"{dialogues * TURNS / value:.0f}" if "merge" not in name else "",
            f"{one / value:.2f}" if "merge" not in name else "",
        ]
        for name, value in taken.items()
    ]
    title = f"latency {latency:g} s, {dialogues} dialogues of {TURNS} turns, {rounds} round(s)"
    if latency:
        title += f", {CONCURRENCY / latency:.0f} calls per second are possible"
    return f"{title}\n\n{table(['', 'seconds', 'calls/s', 'speed ratio'], rows)}\n"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer dialogues and rounds")
    quick = parser.parse_args(arguments).quick
    for latency in (0.0, 0.2):
        print(measure(latency, 128 if quick else 256, 1 if quick else 3), flush=True)


if __name__ == "__main__":
    main()
