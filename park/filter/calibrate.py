"""Calibration of a judge's thresholds on labelled opinions."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from park.filter.judge import Judge
from park.filter.labelled import load, panel
from park.filter.labels import Label
from park.filter.verify import half, labels_of
from park.ledger.keys import key_of
from park.prompts import Prompts
from park.records import Item, Record, Text
from park.records.round import Thresholds
from park.statistics import wilson
from park.surveys.bundled import bundled
from park.yamlfile import load_yaml

FOLDS = 5
WEAK = 0.5
"""Youden's J below which the user is warned about the judge."""
SHIPPED = Path(__file__).with_name("calibrations.yaml")
RELEVANT = "filter/relevant"
"""The later of the two questions, which folders of templates from before do not have."""
QUESTIONS = ("filter/verify", RELEVANT)


class Scored(NamedTuple):
    """A labelled opinion and what a judge makes of it."""

    right: bool
    """Whether it is to be kept."""
    side: int
    """Side of the scale of its stance; 0 for none."""
    entails: float
    relevant: float | None = None
    """None if that was not asked."""


class Calibration(Record):
    """Thresholds and their performance on the labelled opinions, by cross-validation."""

    thresholds: Thresholds
    n: int
    """Number of labelled opinions."""
    right: int = 0
    """Number of those to be kept."""
    kept: int = 0
    """True positives."""
    slipped: int = 0
    """False positives."""

    @property
    def youden(self) -> float:
        """Youden's J (1950): the true positive rate minus the false positive rate."""
        wrong = self.n - self.right
        return self.kept / self.right - self.slipped / wrong if self.right and wrong else 0.0

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of J; None without right or without wrong opinions.

        Newcombe's interval for a difference of proportions (Statistics in Medicine 17, 1998,
        method 10). As folds share most of their opinions, it is a little too narrow.
        """
        wrong = self.n - self.right
        if not self.right or not wrong:
            return None
        (low, high), (below, above) = wilson(self.kept, self.right), wilson(self.slipped, wrong)
        kept, slipped = self.kept / self.right, self.slipped / wrong
        return (
            self.youden - math.hypot(kept - low, above - slipped),
            self.youden + math.hypot(high - kept, slipped - below),
        )

    @property
    def at_chance(self) -> bool:
        """Whether the judge is no better than chance."""
        return self.interval is None or self.interval[0] <= 0

    @property
    def weak(self) -> bool:
        """Whether the judge is so weak that the user is warned."""
        return self.youden < WEAK

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


@cache
def rows() -> tuple[Label, ...]:
    """Return the bundled labelled opinions for calibration."""
    chosen = panel((row for row in load() if not row.test), bundled().items)
    return tuple(Label(row.item, row.stance, row.text, row.label) for row in chosen)


def calibration_key(prompts: Prompts) -> str:
    """Return the hash of templates and labelled opinions that a calibration depends on."""
    digests = prompts.digest("filter")
    used = {name: d for name, d in digests.items() if any(q in name for q in QUESTIONS)}
    return key_of("calibration", used, rows())


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


async def score(judge: Judge, row: Label, items: Mapping[str, Item]) -> Scored | None:
    """Return what a judge makes of a labelled opinion's stance.

    None without probabilities; votes in words have no threshold.

    Raises:
        ModelError: the call failed for a reason unrelated to the opinion.
    """
    if not judge.gives_probabilities:
        return None
    item = items[row.item]
    case = {"statement": item.statement, "opinion": row.text}
    labels = labels_of(item, row.stance)
    found = await judge.weigh("filter/verify", labels, examples=True, **case)
    if found is None:
        return None
    return Scored(row.label == "fine", half(item, row.stance), found["entails"])


def calibrate(scored: Sequence[Scored]) -> Calibration:
    """Choose thresholds, and count what those chosen on the other folds keep of each fold.

    There is one of relevance only if the folds show that it helps, as it costs questions.

    Args:
        scored: labelled opinions. Those without relevance are taken to bear on the question.
    """
    right = sum(each.right for each in scored)
    ways = (choose_by_stance, choose)
    found = [
        Calibration(thresholds=way(scored), n=len(scored), right=right, kept=good, slipped=bad)
        for way in ways
        for good, bad in [_counted(validated(scored, way))]
    ]
    return max(found, key=lambda each: each.youden)  # The first of equals.


def _counted(kept: Sequence[Scored]) -> tuple[int, int]:
    good = sum(each.right for each in kept)
    return good, len(kept) - good


def validated(
    scored: Sequence[Scored], choose: Callable[[Sequence[Scored]], Thresholds]
) -> list[Scored]:
    """Return the opinions of each fold that the thresholds chosen on the others keep.

    Args:
        scored: labelled opinions.
        choose: chooses thresholds.
    """
    folds: list[list[Scored]] = [[] for _ in range(FOLDS)]
    counts: dict[tuple[bool, int], int] = defaultdict(int)
    for each in scored:
        folds[counts[each.right, each.side] % FOLDS].append(each)
        counts[each.right, each.side] += 1
    found = []
    for number, fold in enumerate(folds):
        others = [each for i, own in enumerate(folds) if i != number for each in own]
        thresholds = choose(others)
        found += [each for each in fold if keeps(thresholds, each)]
    return found


def choose_by_stance(scored: Sequence[Scored]) -> Thresholds:
    """Choose thresholds without one of relevance; see `choose`."""
    return choose([each._replace(relevant=None) for each in scored])


def choose(scored: Sequence[Scored]) -> Thresholds:
    """Choose the thresholds with the maximum Youden's J; if tied, those that keep less.

    Those of the two sides keep the same share of the right opinions of each, so that the filter
    does not move stances. The threshold of relevance is chosen next, among the opinions kept, and
    set only if it improves J.
    """
    right = [each for each in scored if each.right]
    wrong = [each for each in scored if not each.right]
    if not right or not wrong:
        return Thresholds(first=0.5, middle=0.5, last=0.5)

    def youden(thresholds: Thresholds) -> float:
        kept, slipped = (
            sum(keeps(thresholds, each) for each in part) / len(part) for part in (right, wrong)
        )
        return kept - slipped

    pools = {at: _falling(each.entails for each in right if each.side == at) for at in (-1, 1)}
    pools = {at: own or _falling(each.entails for each in right) for at, own in pools.items()}
    pools[0] = _falling(each.entails for each in right)
    shares = sorted({(k + 1) / len(own) for own in pools.values() for k in range(len(own))})
    even = [
        Thresholds(
            **{n: _at(pools[at], s) for n, at in (("first", -1), ("middle", 0), ("last", 1))}
        )
        for s in shares
    ]
    best = max(even, key=youden)  # The first of equals, as shares rise.
    kept = (each.relevant for each in right if keeps(best, each) and each.relevant is not None)
    tried = [best, *(best.model_copy(update={"relevant": each}) for each in sorted(kept))]
    return max(tried, key=youden)


def keeps(thresholds: Thresholds, scored: Scored) -> bool:
    """Whether thresholds keep an opinion."""
    if scored.entails < thresholds.of(scored.side):
        return False
    return thresholds.bears(scored.relevant if scored.relevant is not None else 1.0)


def _falling(values: Iterable[float]) -> list[float]:
    return sorted(values, reverse=True)


def _at(falling: Sequence[float], share: float) -> float:
    """Return the highest threshold that keeps a share of the values."""
    return falling[max(math.ceil(share * len(falling) - 1e-9), 1) - 1]
