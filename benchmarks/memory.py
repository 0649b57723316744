"""Planning 100,000 dialogues and holding 2,000 of them: does memory stay flat?

python -m benchmarks.memory            # about 2 minutes
python -m benchmarks.memory --quick    # 500 dialogues
"""

import argparse
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.speech import say
from benchmarks.table import table
from park.config import Config
from park.generate.blueprint import Blueprint, draw_up
from park.generate.stage import generate
from park.ledger.keys import seed_of
from park.models.base import Message
from park.models.scripted import ScriptedModel
from park.progress import Counts
from park.run import wait_for
from park.setup import prepare

PLANNED = 100_000
TURNS = 6
TARGET = 350
"""Megabytes at the peak."""
CULTURES = ("arabic", "bengali", "chinese", "german", "korean", "portuguese", "spanish", "turkish")


def setup_of(per_item: int) -> Blueprint:
    config = {
        "name": "bench",
        "cultures": CULTURES,
        "seeds": {"per_item": per_item},
        "dialogue": {"turns": TURNS},
        "limits": {"concurrency": 64},
    }
    return draw_up(prepare(Config.model_validate(config), Path()))


def answer(messages: Sequence[Message]) -> str:
    """Say something that follows from the messages."""
    return say(seed_of(*(message["content"] for message in messages)))


def resident() -> float:
    """Return the megabytes in use now; the peak where the system does not tell."""
    table_of_pages = Path("/proc/self/statm")
    if table_of_pages.is_file():
        return int(table_of_pages.read_text().split()[1]) * resource.getpagesize() / 1e6
    return peak()


def peak() -> float:
    """Return the most megabytes that were in use."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT / 1e6


_UNIT = 1 if sys.platform == "darwin" else 1024


def hold(blueprint: Blueprint, marks: Sequence[int]) -> list[list[str]]:
    """Hold dialogues up to the last mark; return a row for each mark."""
    rows: list[list[str]] = []
    began = time.perf_counter()

    def watch(event: Counts) -> None:
        if len(rows) < len(marks) and event.outcome.endings.total() >= marks[len(rows)]:
            seconds = time.perf_counter() - began
            rows.append([f"{marks[len(rows)]:,} held", f"{resident():.0f}", f"{seconds:.0f}"])

    model = ScriptedModel(answer)
    with TemporaryDirectory() as folder:
        models = {"contact": model, "delegate": model}
        wait_for(
            generate(blueprint.setup, Path(folder), models=models, limit=marks[-1], progress=watch)
        )
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="hold 500 dialogues")
    args = parser.parse_args(arguments)
    blueprint = setup_of(-(-PLANNED // setup_of(1).plan.size()))
    rows = [["imported", f"{resident():.0f}", "0"]]
    began = time.perf_counter()
    planned = sum(1 for _ in blueprint.seeds())
    seconds = time.perf_counter() - began
    rows.append([f"{planned:,} planned", f"{resident():.0f}", f"{seconds:.0f}"])
    rows += hold(blueprint, (125, 250, 500) if args.quick else (500, 1000, 2000))
    print(table(["dialogues", "MB", "seconds"], rows))
    print(f"\npeak: {peak():.0f} MB (target: below {TARGET})\n")


if __name__ == "__main__":
    main()
