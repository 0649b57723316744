"""How often `park study salience` finds what is known: in simulated ratings, and where nothing is.

    python -m benchmarks.salience_truth            # some minutes on one core
    python -m benchmarks.salience_truth --quick    # a fifth of the simulations

`coverage` is the share of simulations whose 95 % interval holds the truth. `size` is the share of
permutations of the raters' zones in which the test of zones has p < .05, although there is nothing
to find; .05 is right. Ratings are normal, or cut at 0 to 0 and 1, as in data on harm.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from benchmarks.raters import BETA, VARIANCES, raters_and_items
from benchmarks.table import table
from park.statistics.chi_square import upper_tail
from park.statistics.crossed import design_of
from park.statistics.mixed import fit
from park.statistics.proportion import Z95, wilson

WORLDS = {
    "200 raters, 150 items, 30 each": (200, 150, 30),
    "60 raters, 40 items, 20 each": (60, 40, 20),
}
RUNS = 500
ZONES = {"half": 2, "a fifth": 5}


def coverage(size: tuple[int, int, int], runs: int) -> dict[str, int]:
    """Return how often each interval holds the truth."""
    held: dict[str, int] = defaultdict(int)
    for seed in range(runs):
        rater, item, rating, x = raters_and_items(np.random.default_rng([1, seed]), *size)
        found = fit(design_of(rater, item, rating), x)
        for name, truth in VARIANCES.items():
            each = getattr(found, name)
            held[f"variance of {name}"] += each.low <= truth <= each.high
        for number, truth in enumerate(BETA):
            far = abs(found.beta[number] - truth) / found.error[number]
            held[f"coefficient {number}"] += bool(far < Z95)
    return held


def rejected(size: tuple[int, int, int], every: int, runs: int, *, cut: bool) -> int:
    """Return how often zones dealt at random seem to differ."""
    count = 0
    for seed in range(runs):
        rng = np.random.default_rng([2, seed])
        rater, item, rating, _ = raters_and_items(rng, *size)
        design = design_of(rater, item, (rating > 0).astype(float) if cut else rating)
        constant = np.ones((size[0], 1))
        zone = rng.permutation(np.arange(size[0]) % every == 0).astype(float)
        base = fit(design, constant)
        zoned = fit(design, np.column_stack([constant, zone]), base.ratios)
        count += upper_tail(max(base.deviance - zoned.deviance, 0.0), 1) < 0.05
    return count


def told(count: int, runs: int) -> str:
    low, high = wilson(count, runs)
    return f"{count / runs:.3f} [{low:.3f}, {high:.3f}]"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a fifth of the simulations")
    args = parser.parse_args(arguments)
    runs = RUNS // 5 if args.quick else RUNS
    held = {name: coverage(size, runs) for name, size in WORLDS.items()}
    names = list(next(iter(held.values())))
    rows = [[name, *(told(held[world][name], runs) for world in held)] for name in names]
    print(table([f"coverage, {runs} runs", *held], rows) + "\n", flush=True)
    rows = [
        [
            f"{zone} in a zone, {'0 or 1' if cut else 'normal'}",
            *(told(rejected(size, every, runs, cut=cut), runs) for size in WORLDS.values()),
        ]
        for zone, every in ZONES.items()
        for cut in (False, True)
    ]
    print(table([f"size of the test, {runs} permutations", *WORLDS], rows) + "\n")


if __name__ == "__main__":
    main()
