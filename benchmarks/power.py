"""How often a family of differences is told apart, where methods differ and where they do not.

The methods' tables go through the evaluation's own differences and Holm's correction.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from park.evaluate.scoring import Table, difference
from park.statistics import holm
from park.surveys.load import load_survey
from park.surveys.split import By, split

FORMS = ("numbered", "lettered", "listed")
CULTURES, FAMILY = 8, 63
ICC = 0.4
"""Correlation of two items of a topic."""
BETTER = 0.9
"""How much better a method is, in standard deviations of an item's difference."""
BATTERIES = {"15 items of 5 batteries": (5, 4, 3, 2, 1), "15 of 6": (4, 3, 3, 2, 2, 1)}
DRAWN: tuple[tuple[float, By], ...] = (
    *((share, "topic") for share in (0.2, 0.3, 0.4, 0.5)), (0.2, "item"), (1.0, "topic"),
)  # fmt: skip
"""Shares of the bundled survey to hold out, and how."""


def evaluation(
    rng: np.random.Generator, sizes: Sequence[int], cultures: int = CULTURES, better: float = 0.0
) -> list[tuple[Table, Table]]:
    """Return two methods' tables on each culture.

    Args:
        rng: the random generator.
        sizes: the number of items of each topic.
        cultures: the number of cultures.
        better: how much better the first method is.
    """
    topic = np.repeat(np.arange(len(sizes)), sizes)
    items = tuple(f"q{n}" for n in range(len(topic)))
    alike = {item: f"topic {t}" for item, t in zip(items, topic, strict=True)}

    def effects(count: int) -> np.ndarray:
        """A fourth of what varies is the same in all cultures."""
        own, shared = rng.normal(size=(count, cultures)), rng.normal(size=(count, 1))
        return np.sqrt(0.75) * own + np.sqrt(0.25) * shared

    gaps = np.sqrt(ICC) * effects(len(sizes))[topic] + np.sqrt(1 - ICC) * effects(len(items))
    base = 0.75 + 0.1 * rng.normal(size=(len(items), cultures, 3))
    tables = (
        [Table(items, FORMS, values[:, culture], alike) for culture in range(cultures)]
        for values in (base + 0.05 * (gaps + better)[..., None], base)
    )
    return list(zip(*tables, strict=True))


def compared(pairs: Sequence[tuple[Table, Table]]) -> tuple[list[float], float]:
    """Return the p-values of each culture, and that of all together."""
    known = {"task": "toy", "metric": "m", "method": "adapter", "against": "plain"}
    first, second = (
        side[0]._replace(values=np.stack([table.values for table in side], axis=2))
        for side in zip(*pairs, strict=True)
    )
    each = [difference(*pair, **known).p for pair in pairs]
    return each, difference(first, second, **known).p


def nulls(sizes: Sequence[int], simulations: int) -> dict[str, float]:
    """Return how often nothing is taken for something: comparisons, families, all cultures."""
    every, family, joint = [], [], []
    for number in range(simulations):
        each, together = compared(evaluation(np.random.default_rng([1, number]), sizes))
        every += [p < 0.05 for p in each]
        family.append(min(holm(each)) < 0.05)
        joint.append(together < 0.05)
    rates = (float(np.mean(found)) for found in (every, family, joint))
    return dict(zip(("comparisons", "families", "all cultures"), rates, strict=True))


def passes(sizes: Sequence[int], simulations: int) -> dict[str, float]:
    """Return how often a method that is better is told apart, in families of 8 and of 63.

    The other 55 differences are true nulls.
    """
    small, large, joint = [], [], []
    for number in range(simulations):
        rng = np.random.default_rng([2, number])
        each, together = compared(evaluation(rng, sizes, better=BETTER))
        more = [*each, *rng.random(FAMILY - len(each))]
        small += [p < 0.05 for p in holm(each)]
        large += [p < 0.05 for p in holm(more)[: len(each)]]
        joint.append(together < 0.05)
    names = ("one of 8", f"one of {FAMILY}", "all cultures")
    rates = (float(np.mean(found)) for found in (small, large, joint))
    return dict(zip(names, rates, strict=True))


def held() -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield what is held out of the bundled survey, and how many items of each topic."""
    items = load_survey(("wvs7",), Path()).items
    for share, by in DRAWN:
        names = split(items, share, by=by)[1] if share < 1 else tuple(items)
        sizes = tuple(Counter(items[name].topic for name in names).values())
        how = ", by item" if by == "item" else ""
        yield f"{len(names)} of {len(sizes)} topics ({share:g}{how})", sizes
