"""Time and memory of a model of crossed random effects, from 10,000 to 1,000,000 ratings.

    python -m benchmarks.salience            # minutes
    python -m benchmarks.salience --quick    # to 100,000 ratings

Simulated ratings, each size in a process of its own; two columns beside the constant.
Where `statsmodels` is installed, its MixedLM fits the same ratings as far as LIMIT seconds and the
smaller sizes go. It has no crossed effects of its own: both are variance components of one group.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.memory import peak
from benchmarks.raters import raters_and_items
from benchmarks.table import table

SIZES = {
    "2,000": (100, 80, 20),
    "10,000": (400, 400, 25),
    "40,000": (1_060, 1_580, 38),
    "100,000": (2_000, 2_000, 50),
    "300,000": (6_000, 3_000, 50),
    "1,000,000": (20_000, 4_000, 50),
}
QUICK = 4
LIMIT = 600
"""Seconds after which a contestant is given up, for this size and all larger ones."""
MEMORY = 8_000_000
"""Cells of a dense matrix of ratings × raters and items that MixedLM is let loose on."""


def ours(size: tuple[int, int, int]) -> dict[str, Any]:
    from park.statistics.crossed import design_of
    from park.statistics.mixed import fit

    rater, item, rating, x = raters_and_items(np.random.default_rng(0), *size)
    began, cpu = time.perf_counter(), time.process_time()
    found = fit(design_of(rater, item, rating), x)
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "megabytes": peak(),
        "deviance": found.deviance,
        "variances": [found.rater.value, found.item.value, found.residual.value],
        "evaluations": found.evaluations,
    }


def statsmodels(size: tuple[int, int, int]) -> dict[str, Any]:
    import pandas
    from statsmodels.regression.mixed_linear_model import MixedLM

    rater, item, rating, x = raters_and_items(np.random.default_rng(0), *size)
    data = pandas.DataFrame({"y": rating, "a": x[rater, 1], "b": x[rater, 2], "g": 1})
    data["rater"], data["item"] = rater, item
    parts = {"rater": "0 + C(rater)", "item": "0 + C(item)"}
    began, cpu = time.perf_counter(), time.process_time()
    model = MixedLM.from_formula("y ~ a + b", data, groups="g", vc_formula=parts, re_formula="0")
    found = model.fit(reml=False)
    by_name = dict(zip(model.exog_vc.names, found.vcomp, strict=True))
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "megabytes": peak(),
        "deviance": -2 * float(found.llf),
        "variances": [float(by_name["rater"]), float(by_name["item"]), float(found.scale)],
    }


CONTESTANTS = {"park": ours, "statsmodels": statsmodels}


def run_process(name: str, size: str) -> dict[str, Any] | None:
    command = [sys.executable, "-m", "benchmarks.salience", "--role", name, "--size", size]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return None
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="to 100,000 ratings")
    parser.add_argument("--role", choices=CONTESTANTS, help=argparse.SUPPRESS)
    parser.add_argument("--size", choices=SIZES, help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.role:
        print(json.dumps(CONTESTANTS[args.role](SIZES[args.size])))
        return
    rows, against = [], bool(find_spec("statsmodels"))
    for name in list(SIZES)[: QUICK if args.quick else None]:
        raters, items, each = SIZES[name]
        found = run_process("park", name)
        other = None
        if against and raters * each * (raters + items) <= MEMORY:
            other = run_process("statsmodels", name)
            against = other is not None
        rows.append(_row(name, f"{raters:,} × {items:,}", found, other))
    head = ["ratings", "raters × items", "seconds", "cpu", "MB", "likelihoods"]
    head += ["statsmodels", "times ours", "deviance apart"]
    print(table(head, rows) + "\n")
    if not find_spec("statsmodels"):
        print("statsmodels is not installed and was left out\n")


def _row(name: str, shape: str, found: Any, other: Any) -> list[str]:
    if found is None:
        return [name, shape, "given up", *("",) * 6]
    ours = [
        f"{found['seconds']:.1f}", f"{found['cpu']:.1f}", f"{found['megabytes']:.0f}",
        str(found["evaluations"]),
    ]  # fmt: skip
    if other is None:
        return [name, shape, *ours, "", "", ""]
    apart = other["deviance"] - found["deviance"]
    times = other["seconds"] / found["seconds"]
    return [name, shape, *ours, f"{other['seconds']:.1f} s", f"{times:.0f}", f"{apart:+.4f}"]


if __name__ == "__main__":
    main()
