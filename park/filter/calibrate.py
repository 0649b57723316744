"""The threshold of a judge's probabilities, from opinions whose relation is known."""

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
"""How often a judge that tells nothing apart may seem to tell something apart."""
WEAK = 0.5
"""Youden's J below which a judge is wrong so often that its user is told."""
SHIPPED = Path(__file__).with_name("calibrations.yaml")


class Calibration(Record):
    """A threshold and how well it tells apart what it was chosen on."""

    threshold: float
    """The least probability of `entails` of an opinion that is kept."""
    youden: float
    """Youden's J (1950) at the threshold: the share of the right ones that are kept, less the
    share of the wrong ones that are."""
    n: int
    """Labelled opinions it was chosen on."""
    right: int = 0
    """Those among them that follow from the stance."""
    kept: int | None = None
    """Right ones that are kept; None where that is not known."""
    slipped: int | None = None
    """Wrong ones that are kept; None where that is not known."""

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of J, None where the counts are not known.

        Newcombe's for a difference of two shares (Statistics in Medicine 17, 1998, method 10).
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
        """The J that a judge at chance reaches once in 20 times, since the best threshold counts.

        The greatest J over thresholds is Smirnov's one-sided statistic of two samples; this is
        its asymptotic 95 % point.
        """
        wrong = self.n - self.right
        if not self.right or not wrong:
            return 1.0
        return math.sqrt(math.log(1 / LUCK) / 2 * self.n / (self.right * wrong))

    @property
    def at_chance(self) -> bool:
        """Whether the judge may as well be throwing dice."""
        return self.youden < self.luck or (self.interval is not None and self.interval[0] <= 0)

    @property
    def figure(self) -> str:
        """J in words, with its interval where that is known."""
        ends = f" [{self.interval[0]:.2f}, {self.interval[1]:.2f}]" if self.interval else ""
        return f"Youden's J {self.youden:.2f}{ends} on {self.n} labelled opinions"


class Shipped(Record):
    """A calibration of an embedded model, made beforehand."""

    endpoint: Text
    key: Text
    """What it depends on: the judge's templates and the labelled opinions."""
    calibration: Calibration


class Catalogue(Record):
    """The calibrations that ship."""

    calibrations: tuple[Shipped, ...] = ()


def rows(reporting: bool = False) -> list[Labelled]:
    """Return the labelled opinions to calibrate on, or those to report on."""
    half = halves(load())[1 if reporting else 0]
    return [row for row in half if row.category in (*POSITIVE, *NEGATIVE)]


def calibration_key(prompts: Prompts) -> str:
    """Return what a calibration depends on, beside the model: templates and labelled opinions."""
    digests = prompts.digest("filter")
    used = {name: digest for name, digest in digests.items() if "/verify" in name}
    return key_of("calibration", used, [row.model_dump() for row in rows()])


def shipped(endpoint: str, prompts: Prompts) -> Calibration | None:
    """Return the calibration that ships for an embedded model and these templates, if any."""
    key = calibration_key(prompts)
    for each in catalogue():
        if each.endpoint == endpoint and each.key == key:
            return each.calibration
    return None


@cache
def catalogue() -> tuple[Shipped, ...]:
    """Return all calibrations that ship."""
    return load_yaml(SHIPPED, Catalogue).calibrations


async def score(judge: Judge, row: Labelled) -> float | None:
    """Return the probability of `entails` that a judge gives a labelled opinion.

    None if it gives none; its votes in words have no threshold.

    Raises:
        ModelError: the call failed for another reason than what was asked.
    """
    if not judge.gives_probabilities:
        return None
    item = bundled().items[row.item]
    case = {"statement": item.statement, "opinion": row.text}
    labels = labels_of(item, row.stance)
    found = await judge.weigh("filter/verify", labels, examples=True, **case)
    return found["entails"] if found else None


def calibrate(scored: Iterable[tuple[Labelled, float | None]]) -> Calibration:
    """Choose the threshold with the greatest Youden's J; of several, the highest.

    Args:
        scored: labelled opinions with the probability of `entails`; None if none was given.
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
