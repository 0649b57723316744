"""How often the intervals that a report prints hold the truth, in worlds where it is known.

    python -m benchmarks.coverage            # under 5 minutes on one core
    python -m benchmarks.coverage --quick    # a fifth of the simulations
    python -m benchmarks.coverage --json     # one JSON object a figure

All intervals are at 95 %. A difference of means is significant (p < .05) exactly where its interval
leaves 0 out, so that 1 - coverage is its rate of false positives. Nothing passes or fails.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np

from benchmarks import cultures, planted, power, worlds
from benchmarks.table import table
from benchmarks.worlds import MARGINS, Parts
from park.evaluate.tasks.moderation import measures
from park.evaluate.tasks.retention import per
from park.evaluate.tasks.survey.matrix import c_dist_interval
from park.evaluate.tasks.vsm.respondents import drawn_respondents
from park.statistics import (
    bootstrap,
    clustered_mean,
    paired_difference,
    pseudo_values,
    vsm,
    wilson,
)

SIMULATIONS = {"mean": 1_000, "bootstrap": 300}
RESAMPLES = 299
EVALUATIONS = 2_000
"""Simulated evaluations of a world without differences, or with one."""
HELD = {10: (2, 2, 2, 1, 1, 1, 1), 15: (3, 2, 2, 2, 2, 2, 2), 20: (3, 3, 3, 3, 3, 3, 2)}
"""Topics of the bundled survey's held-out items, by their number."""
TOPICS = {
    **{f"{n} held out, {len(sizes)} topics": sizes for n, sizes in HELD.items()},
    "10 items, 4 unequal topics": (5, 3, 1, 1),
    "20 items, 6 unequal topics": (6, 6, 4, 2, 1, 1),
    "12 items, 3 topics": (4,) * 3,
    "60 items, 12 topics": (5,) * 12,
}
CULTURES = {
    "cultures alike": Parts(0.2, 0.4, 0.0, 0.0, 0.4),
    "cultures differ": Parts(0.2, 0.2, 0.1, 0.2, 0.3),
    "cultures differ much": Parts(0.1, 0.1, 0.5, 0.1, 0.2),
}
LESSONS = {
    "lessons alike": Parts(0.2, 0.4, 0.0, 0.0, 0.4),
    "lessons differ": Parts(0.2, 0.3, 0.1, 0.1, 0.3),
    "lessons differ much": Parts(0.1, 0.2, 0.5, 0.0, 0.2),
}
OWN = {
    "as the others": (0.0,) * 8,
    "better by .03": (0.03,) * 8,
    "better by .1": (0.1,) * 8,
    "worse by .05": (-0.05,) * 8,
}
"""What its own adapter adds to a culture's similarity."""


class Case(NamedTuple):
    """An interval in a world."""

    group: str
    name: str
    world: str
    truth: float
    ends: Callable
    """From a random generator to the interval's ends."""
    kind: str = "mean"


def ends(found) -> tuple[float, float]:
    return found.low, found.high


def means() -> Iterator[Case]:
    for n, (name, margin) in product((8, 10, 15, 30, 60), MARGINS.items()):

        def single(rng, n=n, margin=margin):
            return ends(clustered_mean(worlds.items(rng, (1,) * n, 0, margin)))

        yield Case("mean of single items", f"{n} items", name, margin.mean, single)
    for (where, sizes), icc, (name, margin) in product(
        TOPICS.items(), (0, 0.2, 0.5), MARGINS.items()
    ):

        def of_topics(rng, sizes=sizes, icc=icc, margin=margin):
            values = worlds.items(rng, sizes, icc, margin)
            return ends(clustered_mean(values, worlds.labels(sizes)))

        group = "mean of items in topics"
        yield Case(group, f"{where}, correlation {icc}", name, margin.mean, of_topics)


def crossed(group: str, parts: dict[str, Parts], columns: Sequence[int]) -> Iterator[Case]:
    for n, count, (how, shares), name in product(
        (10, 20), columns, parts.items(), ("normal", "similarities", "exponential")
    ):

        def of_cells(rng, sizes=HELD[n], count=count, shares=shares, margin=MARGINS[name]):
            values = worlds.cells(rng, sizes, count, shares, margin)
            return ends(clustered_mean(values, worlds.labels(sizes)))

        yield Case(group, f"{n} held out × {count}, {how}", name, MARGINS[name].mean, of_cells)


def posts() -> Iterator[Case]:
    macro = measures.over_sets(measures.MEASURES[0].of)
    sampled = partial(bootstrap, resamples=RESAMPLES)
    for n, positive in product((50, 100, 300), (0.5, 0.2)):

        def figure(rng, n=n, positive=positive):
            return ends(sampled(worlds.posts(rng, n, positive, (0.7,))[:, 0], macro))

        def gap(rng, n=n, positive=positive):
            one, other = worlds.posts(rng, n, positive, (0.75, 0.7)).T
            return ends(paired_difference(one, other, macro, resamples=RESAMPLES))

        first, second = (worlds.macro_f1(positive, right) for right in (0.75, 0.7))
        world = f"{n} posts, {positive:.0%} positive"
        yield Case("moderation", world, "macro-F1", second, figure, "bootstrap")
        yield Case("moderation", world, "its difference", first - second, gap, "bootstrap")
    auroc = worlds.STANDARD.cdf(1 / np.sqrt(2))
    many = worlds.overconfident(np.random.default_rng(0), 1_000_000)
    wrong = float(measures.miscalibration(many[None])[0])
    for n in (50, 100):
        for name, world, truth, statistic in (
            ("AUROC", worlds.ranked, auroc, measures.auroc),
            ("calibration error", worlds.overconfident, wrong, measures.miscalibration),
        ):

            def other(rng, n=n, world=world, statistic=statistic):
                return ends(sampled(world(rng, n), statistic))

            yield Case("moderation", f"{n} posts", name, truth, other, "bootstrap")


def texts() -> Iterator[Case]:
    """The ratio of sums of lognormals, whose mean is known: bytes and price are independent."""
    truth = float(np.exp(-0.3 + 0.3**2 / 2))
    for name, sizes in {"60 texts": (1,) * 60, "27 texts of 9 languages": (3,) * 9}.items():

        def ratio(rng, sizes=sizes):
            pseudo = pseudo_values(worlds.texts(rng, sizes), per(1))
            return ends(clustered_mean(pseudo, worlds.labels(sizes)))

        yield Case("retention", name, "nats per byte", truth, ratio, "bootstrap")


def others() -> Iterator[Case]:
    for (n, sizes), (how, own) in product(HELD.items(), OWN.items()):

        def compared(rng, sizes=sizes, own=own):
            values = worlds.adapters(rng, sizes, own)
            found = c_dist_interval(values, worlds.labels(sizes), resamples=RESAMPLES)
            return ends(found)

        group, truth = "C-Dist of 8 cultures", worlds.c_dist_of(own)
        yield Case(group, f"{n} held out", f"own {how}", truth, compared, "bootstrap")

    def dimension(rng):
        shares = rng.dirichlet(np.ones(5), 24)
        truth = vsm(shares @ np.arange(1.0, 6.0))[0]
        found = bootstrap(vsm(drawn_respondents(shares, 200))[:, 0], resamples=RESAMPLES)
        return found.low - truth, found.high - truth

    def distance(rng):
        shares, known = rng.dirichlet(np.ones(5), 24), rng.uniform(20, 80, 6)

        def far(parts):
            return np.sqrt(((parts.mean(-2) - known) ** 2).sum(-1))

        truth = far(vsm(shares @ np.arange(1.0, 6.0))[None])
        parts = vsm(drawn_respondents(shares, 200))
        found = bootstrap(parts, far, method="percentile", resamples=RESAMPLES)
        return min(found.low, found.value) - truth, max(found.high, found.value) - truth

    for name, figure in (("dimension", dimension), ("distance", distance)):
        yield Case("VSM", "200 respondents", name, 0.0, figure, "bootstrap")
    yield from shares_and_rows()


def shares_and_rows() -> Iterator[Case]:
    for n, share in product((8, 16, 50), (0.5, 0.8, 0.95)):

        def counted(rng, n=n, share=share):
            return wilson(int(rng.binomial(n, share)), n)

        yield Case("shares (Wilson)", f"{n} opinions", f"true share {share}", share, counted)
    for opinions in (5, 10, 30):

        def rows(rng, opinions=opinions):
            sizes = 1 + rng.integers(0, 4, opinions)
            values = worlds.items(rng, sizes, 0.5, MARGINS["normal"])
            return ends(clustered_mean(values, worlds.labels(sizes)))

        group = "held-out rows of training"
        yield Case(group, f"{opinions} opinions of 1 to 4 rows", "loss", 0.0, rows)


def cases() -> Iterator[Case]:
    yield from means()
    yield from crossed("all cultures together", CULTURES, (3, 8))
    yield from crossed("lessons of a culture", LESSONS, (2, 4))
    yield from posts()
    yield from texts()
    yield from others()
    yield from (Case(*each, "bootstrap") for each in cultures.cases(HELD))


def coverage(case: Case, simulations: int) -> tuple[float, float]:
    """Return how often the interval holds the truth, and how often there is none."""
    held = none = 0
    for number in range(simulations):
        low, high = case.ends(np.random.default_rng([7, number]))
        held += low <= case.truth <= high
        none += not low <= high
    return held / max(simulations - none, 1), none / simulations


def printed(found: dict[Case, tuple[float, float]]) -> Iterator[str]:
    """Yield a table for each group, the worlds in columns."""
    for group in dict.fromkeys(case.group for case in found):
        mine = {c: share for c, share in found.items() if c.group == group}
        columns = list(dict.fromkeys(case.world for case in mine))
        lines = []
        for name in dict.fromkeys(case.name for case in mine):
            row = {c.world: share for c, share in mine.items() if c.name == name}
            lines.append([name, *(told(*row[w]) if w in row else "" for w in columns)])
        yield table([group, *columns], lines) + "\n"


def told(share: float, none: float) -> str:
    text = f"{share:.3f}".lstrip("0")
    return f"{text} ({none:.0%} none)" if none >= 0.005 else text


def nothing(simulations: int) -> dict[str, dict[str, float]]:
    """Return how often nothing is taken for something, by world."""
    rows = {
        name: planted.rates(np.random.default_rng(5), world, simulations)
        for name, world in planted.WORLDS.items()
    }
    for name, sizes in power.BATTERIES.items():
        rows[name] = power.nulls(sizes, simulations)
    return rows


def powers(simulations: int) -> dict[str, dict[str, float]]:
    """Return how often a method that is better is told apart, by what is held out."""
    return {name: power.passes(sizes, simulations) for name, sizes in power.held()}


def rates(title: str, found: dict[str, dict[str, float]]) -> Iterator[str]:
    """Yield a table of rates; rows of the same columns stand together."""
    for columns in dict.fromkeys(map(tuple, found.values())):
        rows = [
            [name, *(told(share, 0) for share in row.values())]
            for name, row in found.items()
            if tuple(row) == columns
        ]
        yield table([title, *columns], rows) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a fifth of the simulations")
    parser.add_argument("--json", action="store_true", help="one JSON object a figure")
    args = parser.parse_args(arguments)
    fewer = 5 if args.quick else 1
    worlds_of = {"false positives": nothing, "power": powers}
    counted = {title: of(EVALUATIONS // fewer) for title, of in worlds_of.items()}
    found = {case: coverage(case, SIMULATIONS[case.kind] // fewer) for case in cases()}
    if not args.json:
        print("\n".join(printed(found)), flush=True)
        print("\n".join(line for pair in counted.items() for line in rates(*pair)), flush=True)
        return
    for title, rows in counted.items():
        for name, row in rows.items():
            print(json.dumps({"group": title, "name": name, **row}))
    for case, (share, none) in found.items():
        row = case._asdict() | {"simulations": SIMULATIONS[case.kind] // fewer}
        del row["ends"], row["kind"]
        print(json.dumps(row | {"coverage": share, "without": none}))


if __name__ == "__main__":
    main()
