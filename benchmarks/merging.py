"""Merging a large part: time, memory and bytes, without generating it.

    python -m benchmarks.merging                # 10,000, 30,000 and 100,000 dialogues
    python -m benchmarks.merging --quick        # 1,000 and 3,000

A part of 100 dialogues is generated with the scripted model; its calls and dialogues are then
multiplied under other keys in its ledger, which is merged into a new run in a process of its own.
Seconds are of the processor and count from the start of Python; memory is the peak.
"""

import argparse
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.memory import TURNS
from benchmarks.scale import apart, size_of
from benchmarks.table import table
from park.ledger.run import LEDGER

SEED = 100
CALL = (
    "model, text, thoughts, finish, tokens_in, tokens_out, cached_tokens_in, cost_usd, seconds, "
    "stage"
)
NEW = "lower(hex(randomblob(16)))"
MANY = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"


def multiply(path: Path, times: int) -> None:
    """Let a ledger hold its calls and dialogues so many times."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            f"{MANY} INSERT INTO calls (key, {CALL}) SELECT {NEW}, {CALL} FROM calls, n",
            (times - 1,),
        )
        db.execute(
            f"{MANY} INSERT INTO dialogues (key, culture, item, ending, record) "
            f"SELECT {NEW}, culture, item, ending, record FROM dialogues, n",
            (times - 1,),
        )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="1,000 and 3,000 dialogues")
    sizes = (1_000, 3_000) if parser.parse_args(arguments).quick else (10_000, 30_000, 100_000)
    head = ["dialogues", "merge s", "merge MB", "again s", "bytes each"]
    rows = []
    for size in sizes:
        with TemporaryDirectory() as folder:
            run = Path(folder)
            apart(run, SEED, 1, TURNS, SEED, 1)
            multiply(run / "parts" / "0001" / LEDGER, size // SEED)
            first, again = (apart(run, size, 0, TURNS, size, 1) for _ in range(2))
            seconds, once_more = first["seconds"], again["seconds"]
            rows.append(
                [
                    f"{size:,}",
                    f"{seconds:.1f}",
                    f"{first['megabytes']:.0f}",
                    f"{once_more:.1f}",
                    f"{size_of(run) / size:,.0f}",
                ]
            )
    print(table(head, rows))


if __name__ == "__main__":
    main()
