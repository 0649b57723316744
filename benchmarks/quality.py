"""A blind reading of what two runs accepted: before and after a change, one model and another.

    python -m benchmarks.quality draw outputs/before outputs/after --n 100 --out reading.csv
    python -m benchmarks.quality score reading.csv [--reader second.csv]

The csv is for somebody to read: accepted opinions of both runs in one random order, an opinion of
both only once, and nothing that tells the run. Each gets 1 in `good` if it is a view of the
delegate, on the question, on its side, sensible, and nothing in it is invented, else 0, and a word
in `why`. Which run is which stands beside it, in reading.key.json, for `score`; the reader does not
get that. Nothing passes or fails.
"""

import argparse
import csv
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.table import table
from park.errors import InputError
from park.ledger.run import read_run
from park.records import Opinion
from park.statistics import alpha, clustered_mean, wilson

COLUMNS = ("n", "culture", "statement", "stance", "opinion", "good", "why")
FILLED = {"1": True, "0": False}


def drawn(runs: Sequence[Path], n: int, seed: int) -> list[tuple[Opinion, list[str]]]:
    """Return up to n accepted opinions of each run, shuffled, with the runs that each is of."""
    found: dict[tuple[str, str, str, str], tuple[Opinion, list[str]]] = {}
    for run in runs:
        with read_run(run) as ledger:
            kept = sorted(ledger.opinions(kept=True), key=lambda each: each.key)
        if not kept:
            raise InputError(f"{run}: no opinion is accepted; run: park filter {run}")
        for each in random.Random(seed).sample(kept, min(n, len(kept))):
            same = (each.seed.culture, each.seed.item, each.stance_label, each.text)
            found.setdefault(same, (each, []))[1].append(str(run))
    rows = [found[same] for same in sorted(found)]
    random.Random(seed).shuffle(rows)
    return rows


def draw(runs: Sequence[Path], n: int, seed: int, out: Path) -> None:
    """Write the csv to be filled in, and its key."""
    if out.exists():
        raise InputError(f"{out}: is there already; a reading is not drawn over")
    rows = drawn(runs, n, seed)
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number, (each, _) in enumerate(rows, start=1):
            shown = (each.seed.culture, each.statement, each.stance_label, each.text)
            writer.writerow([number, *shown, "", ""])
    key = [{"runs": of, "dialogue": each.dialogue, "opinion": each.key} for each, of in rows]
    _key(out).write_text(json.dumps({"runs": list(map(str, runs)), "rows": key}), encoding="utf-8")


def _key(path: Path) -> Path:
    return path.with_suffix(".key.json")


def read(path: Path) -> dict[int, bool]:
    """Return what a reader finds good, by number.

    Raises:
        InputError: the file is missing, or a row is neither 1 nor 0.
    """
    if not path.exists():
        raise InputError(f"{path}: there is no such file")
    found = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            good, number = (row.get("good") or "").strip(), (row.get("n") or "").strip()
            if good not in FILLED or not number.isdecimal():
                raise InputError(f"{path}:{line}: good: {good!r}; expected 1 or 0")
            found[int(number)] = FILLED[good]
    return found


def score(path: Path, second: Path | None) -> str:
    """Return the shares of good opinions by run, with intervals, and the readers' agreement."""
    if not _key(path).exists():
        raise InputError(f"{_key(path)}: is missing; it was written beside the csv")
    key = json.loads(_key(path).read_text(encoding="utf-8"))
    readings = [read(each) for each in (path, second) if each is not None]
    wanted = set(range(1, len(key["rows"]) + 1))
    for each, reading in zip((path, second), readings, strict=False):
        if set(reading) != wanted:
            raise InputError(f"{each}: has {len(reading)} rows; {len(wanted)} were drawn")
    lines = []
    for run in key["runs"]:
        own = [n for n in sorted(wanted) if run in key["rows"][n - 1]["runs"]]
        for number, reading in enumerate(readings, start=1):
            good = [reading[n] for n in own]
            low, high = wilson(sum(good), len(good))
            places = [key["rows"][n - 1]["dialogue"] for n in own]
            by = clustered_mean([float(each) for each in good], places).within(0, 1)
            lines.append([
                run, str(number), f"{sum(good)} of {len(good)}",
                f"{sum(good) / len(good):.2f} [{low:.2f}, {high:.2f}]",
                f"[{by.low:.2f}, {by.high:.2f}]",
            ])  # fmt: skip
    text = table(["run", "reader", "good", "share [Wilson]", "by dialogue"], lines)
    if len(readings) == 2:
        agreed = alpha([(readings[0][n], readings[1][n]) for n in sorted(wanted)])
        text += f"\n\nα of the two readers: {agreed:.2f}"
    return text


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    drawing = verbs.add_parser("draw")
    drawing.add_argument("runs", nargs="+", type=Path)
    drawing.add_argument("--n", type=int, default=100, help="opinions of each run, at most")
    drawing.add_argument("--seed", type=int, default=0)
    drawing.add_argument("--out", type=Path, required=True)
    scoring = verbs.add_parser("score")
    scoring.add_argument("filled", type=Path)
    scoring.add_argument("--reader", type=Path, help="the same csv, filled by another reader")
    args = parser.parse_args(arguments)
    try:
        if args.verb == "draw":
            draw(args.runs, args.n, args.seed, args.out)
        else:
            print(score(args.filled, args.reader))
    except InputError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
