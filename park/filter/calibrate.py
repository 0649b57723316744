"""The threshold of a judge's probabilities, from opinions whose relation is known."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from park.filter.judge import Judge
from park.filter.labelled import Labelled, halves, load
from park.filter.verify import relate
from park.ledger.keys import key_of
from park.prompts import Prompts
from park.records import Record, Text
from park.surveys.bundled import bundled
from park.yamlfile import load_yaml

POSITIVE = ("entails", "duplicate")
NEGATIVE = ("contradicts", "irrelevant")
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

    Raises:
        ModelError: no call of the judge can work.
    """
    found = await relate(judge, bundled().items[row.item], row.stance, row.text)
    return found.probabilities["entails"] if found.probabilities else None


def calibrate(scored: Iterable[tuple[Labelled, float | None]]) -> Calibration:
    """Choose the threshold with the greatest Youden's J; of several, the highest.

    Args:
        scored: labelled opinions with the probability of `entails`; None if none was given.
    """
    known = [(row.category in POSITIVE, p) for row, p in scored if p is not None]
    right = [p for good, p in known if good]
    wrong = [p for good, p in known if not good]
    if not right or not wrong:
        return Calibration(threshold=0.5, youden=0.0, n=len(known))
    best = max(sorted(right), key=lambda t: (_youden(right, wrong, t), t))
    return Calibration(threshold=best, youden=_youden(right, wrong, best), n=len(known))


def _youden(right: Sequence[float], wrong: Sequence[float], threshold: float) -> float:
    kept = sum(p >= threshold for p in right) / len(right)
    slipped = sum(p >= threshold for p in wrong) / len(wrong)
    return kept - slipped
