"""Calibration of a judge's thresholds on labelled opinions."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from park.filter.bearing import apart
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
from park.text.identify import in_language
from park.yamlfile import load_yaml

FOLDS = 5
PRECISE = 0.85
"""Precision on labelled opinions that thresholds are raised for."""
YIELD = 0.5
"""Share of the right opinions that they keep all the same."""
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
    contradicts: float = 0.0
    apart: bool = False
    """Whether it shares no word with its statement."""

    @property
    def found(self) -> dict[str, float]:
        """Probabilities of the two sides."""
        return {"entails": self.entails, "contradicts": self.contradicts}


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
    def precision(self) -> float:
        """The share of right ones among those kept; 0 if none is."""
        kept = self.kept + self.slipped
        return self.kept / kept if kept else 0.0

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
    return Scored(
        row.label == "fine",
        half(item, row.stance),
        found["entails"],
        contradicts=found["contradicts"],
        apart=in_language(row.text, "en") and apart(row.text, item.statement),
    )


def calibrate(scored: Sequence[Scored]) -> Calibration:
    """Choose thresholds, and count what those chosen on the other folds keep of each fold.

    There is one of opinions apart from their statement, or of relevance, which costs questions,
    only if the folds show that it helps.

    Args:
        scored: labelled opinions. Those without relevance are taken to bear on the question.
    """
    right = sum(each.right for each in scored)
    ways = (choose_by_stance, choose_apart, choose)
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
    """Choose thresholds of the sides alone; see `choose`."""
    return choose_apart([each._replace(apart=False) for each in scored])


def choose_apart(scored: Sequence[Scored]) -> Thresholds:
    """Choose thresholds without one of relevance; see `choose`."""
    return choose([each._replace(relevant=None) for each in scored])


def choose(scored: Sequence[Scored]) -> Thresholds:
    """Choose the thresholds that keep the most right opinions with a precision of `PRECISE`.

    Where none has it, those with the greatest precision among those that keep `YIELD` of the right
    ones. Those of the two sides keep the same share of the right opinions of each, so that the
    filter does not move stances. One of opinions apart from their statement is chosen with them,
    that of relevance next; each is set only if it keeps more or lets less slip.
    """
    right = [each for each in scored if each.right]
    if not right or len(right) == len(scored):
        return Thresholds(first=0.5, middle=0.5, last=0.5)
    best = _joint(_even(right), scored)
    bearing = sorted(
        each.relevant for each in right if keeps(best, each) and each.relevant is not None
    )
    tried = [best, *(best.model_copy(update={"relevant": each}) for each in bearing)]
    counts = [_counted([each for each in scored if keeps(one, each)]) for one in tried]
    return tried[_first_best(counts, len(right))]


def _joint(sides: Sequence[Thresholds], scored: Sequence[Scored]) -> Thresholds:
    """Return the best thresholds of the sides, with one for opinions apart if that is better."""
    score = np.array([sides[0].score(each.found) for each in scored])
    entails = np.array([each.entails for each in scored])
    away = np.array([each.apart for each in scored])
    side = np.array([each.side for each in scored])
    right = np.array([each.right for each in scored])
    near = sorted({each.entails for each in scored if each.apart and each.right})
    bars = np.array([[each.of(at) for at in (-1, 0, 1)] for each in sides])
    passed = score >= bars[:, side + 1]
    neared = ~away | (entails >= np.array([0.0, *near])[:, None])
    good, bad = (
        (passed[:, own].astype(int) @ neared[:, own].astype(int).T).ravel()
        for own in (right, ~right)
    )
    best = _first_best(list(zip(good.tolist(), bad.tolist(), strict=True)), int(right.sum()))
    one, other = divmod(best, len(near) + 1)
    return sides[one].model_copy(update={"apart": near[other - 1] if other else None})


def _first_best(counts: Sequence[tuple[int, int]], right: int) -> int:
    """Return the index of the best counts of right and wrong opinions kept.

    Of those that are precise enough, the ones that keep most; else, of those that keep enough, the
    most precise ones.
    """

    def worth(count: tuple[int, int]) -> tuple[bool, bool, float, float]:
        good, bad = count
        precision = good / (good + bad) if good else 0.0
        enough = good >= YIELD * right
        if enough and precision >= PRECISE:
            return True, True, good, precision
        return enough, False, precision, good

    return max(range(len(counts)), key=lambda each: worth(counts[each]))


def _even(right: Sequence[Scored]) -> list[Thresholds]:
    """Return the thresholds that keep a share of the right ones of each side.

    From `YIELD` of them to all are kept; those that keep most come first.
    """
    by: Literal["entails", "lean"] = "lean"
    score = Thresholds(first=0, middle=0, last=0, by=by).score
    pools = {at: _falling(score(each.found) for each in right if each.side == at) for at in (-1, 1)}
    pools = {at: own or _falling(score(each.found) for each in right) for at, own in pools.items()}
    pools[0] = _falling(score(each.found) for each in right)
    shares = {(k + 1) / len(own) for own in pools.values() for k in range(len(own))}
    return [
        Thresholds(first=_at(pools[-1], s), middle=_at(pools[0], s), last=_at(pools[1], s), by=by)
        for s in sorted(shares, reverse=True)
        if s >= YIELD
    ]


def keeps(thresholds: Thresholds, scored: Scored) -> bool:
    """Whether thresholds keep an opinion."""
    if thresholds.score(scored.found) < thresholds.of(scored.side):
        return False
    if scored.apart and not thresholds.near(scored.entails):
        return False
    return thresholds.bears(scored.relevant if scored.relevant is not None else 1.0)


def _falling(values: Iterable[float]) -> list[float]:
    return sorted(values, reverse=True)


def _at(falling: Sequence[float], share: float) -> float:
    """Return the highest threshold that keeps a share of the values."""
    return falling[max(math.ceil(share * len(falling) - 1e-9), 1) - 1]
