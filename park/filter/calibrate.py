"""Calibration of a judge's threshold on labelled opinions."""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from park.filter.judge import Judge
from park.filter.labelled import Labelled, halves, load
from park.filter.verify import labels_of
from park.ledger.keys import key_of
from park.prompts import Prompts
from park.records import Record, Text
from park.statistics import wilson
from park.surveys.bundled import bundled
from park.yamlfile import load_yaml

POSITIVE = ("entails", "duplicate")
NEGATIVE = ("contradicts", "irrelevant")
LUCK = 0.05
"""Significance level of the test against a judge at chance."""
WEAK = 0.5
"""Youden's J below which the user is warned about the judge."""
SHIPPED = Path(__file__).with_name("calibrations.yaml")


class Calibration(Record):
    """A threshold and its performance on the labelled opinions."""

    threshold: float
    """Minimum probability of `entails` for keeping an opinion."""
    youden: float
    """Youden's J (1950) at the threshold: the true positive rate minus the false positive rate.
    """
    n: int
    """Number of labelled opinions."""
    right: int = 0
    """Number of positive ones, which follow from the stance."""
    kept: int | None = None
    """True positives; None if unknown."""
    slipped: int | None = None
    """False positives; None if unknown."""

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of J; None if the counts are unknown.

        Newcombe's interval for a difference of proportions (Statistics in Medicine 17, 1998,
        method 10).
        """
        wrong = self.n - self.right
        if self.kept is None or self.slipped is None or not self.right or not wrong:
            return None
        (low, high), (below, above) = wilson(self.kept, self.right), wilson(self.slipped, wrong)
        kept, slipped = self.kept / self.right, self.slipped / wrong
        return (
            self.youden - math.hypot(kept - low, above - slipped),
            self.youden + math.hypot(high - kept, slipped - below),
        )

    @property
    def luck(self) -> float:
        """The 95th percentile of J for a judge at chance, given that the best threshold is chosen.

        The maximum J over thresholds is Smirnov's one-sided two-sample statistic; this is
        its asymptotic 95 % point.
        """
        wrong = self.n - self.right
        if not self.right or not wrong:
            return 1.0
        return math.sqrt(math.log(1 / LUCK) / 2 * self.n / (self.right * wrong))

    @property
    def at_chance(self) -> bool:
        """Whether the judge is no better than chance."""
        return self.youden < self.luck or (self.interval is not None and self.interval[0] <= 0)

    @property
    def figure(self) -> str:
        """J in words, with its interval if known."""
        ends = f" [{self.interval[0]:.2f}, {self.interval[1]:.2f}]" if self.interval else ""
        return f"Youden's J {self.youden:.2f}{ends} on {self.n} labelled opinions"


class Shipped(Record):
    """A precomputed calibration of an embedded model."""

    endpoint: Text
    key: Text
    """Hash of the judge's templates and the labelled opinions."""
    calibration: Calibration


class Catalogue(Record):
    """The bundled calibrations."""

    calibrations: tuple[Shipped, ...] = ()


def rows(reporting: bool = False) -> list[Labelled]:
    """Return the labelled opinions for calibration, or those for reporting."""
    half = halves(load())[1 if reporting else 0]
    return [row for row in half if row.category in (*POSITIVE, *NEGATIVE)]


def calibration_key(prompts: Prompts) -> str:
    """Return the hash of templates and labelled opinions that a calibration depends on."""
    digests = prompts.digest("filter")
    used = {name: digest for name, digest in digests.items() if "/verify" in name}
    return key_of("calibration", used, [row.model_dump() for row in rows()])


def shipped(endpoint: str, prompts: Prompts) -> Calibration | None:
    """Return the bundled calibration of an embedded model with these templates, if any."""
    key = calibration_key(prompts)
    for each in catalogue():
        if each.endpoint == endpoint and each.key == key:
            return each.calibration
    return None


@cache
def catalogue() -> tuple[Shipped, ...]:
    """Return all bundled calibrations."""
    return load_yaml(SHIPPED, Catalogue).calibrations


async def score(judge: Judge, row: Labelled) -> float | None:
    """Return a judge's probability of `entails` for a labelled opinion.

    None without probabilities; votes in words have no threshold.

    Raises:
        ModelError: the call failed for a reason unrelated to the opinion.
    """
    if not judge.gives_probabilities:
        return None
    item = bundled().items[row.item]
    case = {"statement": item.statement, "opinion": row.text}
    labels = labels_of(item, row.stance)
    found = await judge.weigh("filter/verify", labels, examples=True, **case)
    return found["entails"] if found else None


def calibrate(scored: Iterable[tuple[Labelled, float | None]]) -> Calibration:
    """Choose the threshold with the maximum Youden's J; if tied, the highest.

    Args:
        scored: labelled opinions with the probability of `entails`, or None.
    """
    known = [(row.category in POSITIVE, p) for row, p in scored if p is not None]
    right = [p for good, p in known if good]
    wrong = [p for good, p in known if not good]
    if not right or not wrong:
        return Calibration(threshold=0.5, youden=0.0, n=len(known), right=len(right))
    best = max(sorted(right), key=lambda t: (_youden(right, wrong, t), t))
    return Calibration(
        threshold=best,
        youden=_youden(right, wrong, best),
        n=len(known),
        right=len(right),
        kept=_kept(right, best),
        slipped=_kept(wrong, best),
    )


def _youden(right: Sequence[float], wrong: Sequence[float], threshold: float) -> float:
    return _kept(right, threshold) / len(right) - _kept(wrong, threshold) / len(wrong)


def _kept(given: Sequence[float], threshold: float) -> int:
    return sum(p >= threshold for p in given)
