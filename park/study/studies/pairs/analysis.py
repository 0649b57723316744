"""What ratings of blinded pairs say of two methods, or of the culture in the prompt."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from park.errors import InputError, nearest
from park.statistics import clustered_mean, holm
from park.statistics.interval import Numbers
from park.statistics.mediation import mediation
from park.statistics.signed_rank import signed_rank
from park.study.studies.pairs.files import Ratings

FEW = 20
"""Below so many pairs, the test finds only large effects."""


def analysed(ratings: Ratings, mediator: str, outcome: str, seed: int) -> dict[str, Any]:
    """Return, for each scale, the difference with its test, and the mediation between two scales.

    A pair counts once, with the mean over its raters.

    Args:
        ratings: by scale and pair.
        mediator: the scale that may carry the effect.
        outcome: the scale that the effect is on.
        seed: random seed of the bootstrap.
    """
    means = {scale: _means(pairs) for scale, pairs in ratings.items()}
    scales: dict[str, dict[str, Any]] = {}
    for scale, pairs in means.items():
        gaps = np.array([on - off for on, off in pairs.values()])
        mean, test = clustered_mean(gaps), signed_rank(gaps)
        scales[scale] = {
            "difference": _known(mean.value),
            "low": _known(mean.low),
            "high": _known(mean.high),
            "n": len(gaps),
            "raters": max((len(on) for on, _ in ratings[scale].values()), default=0),
            "p": _known(test.p),
            "biserial": _known(test.biserial),
            "untied": test.n,
        }
    adjusted = holm([np.nan if e["p"] is None else e["p"] for e in scales.values()])
    for each, p in zip(scales.values(), adjusted, strict=True):
        each["adjusted"] = _known(float(p))
    found: dict[str, Any] = {"scales": scales}
    if mediator in means and outcome in means and mediator != outcome:
        shared = [pair for pair in means[mediator] if pair in means[outcome]]
        one, other = (_columns(means[name], shared) for name in (mediator, outcome))
        result = mediation(one, other, seed=seed)._asdict()
        found["mediation"] = {"mediator": mediator, "outcome": outcome} | {
            name: _known(value) for name, value in result.items()
        }
    return found


def check_mediation(
    scales: Sequence[str], mediator: str, outcome: str, named: Collection[str]
) -> None:
    """Raise InputError unless mediator and outcome are two of the scales; one alone has none.

    Args:
        scales: what was rated.
        mediator: the scale that may carry the effect.
        outcome: the scale that the effect is on.
        named: which of `mediator` and `outcome` the user has named; usual ones may be missing.
    """
    if len(scales) < 2 or not named:
        return
    for key, name in (("mediator", mediator), ("outcome", outcome)):
        if name not in scales:
            raise InputError(
                f"study.options.pairs.{key}: {name!r} is no scale{nearest(name, scales)}"
            )
    if mediator == outcome:
        raise InputError(
            f"study.options.pairs.mediator: {mediator!r} is the outcome, too; "
            f"name another of the scales: {', '.join(scales)}"
        )


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield the analysis as text."""
    what = " against ".join(found.get("methods", ())) or "with the culture"
    for scale, row in found["scales"].items():
        if row["difference"] is None:
            yield f"{scale}: no pair was rated"
            continue
        interval = "" if row["low"] is None else f" [{row['low']:+.2f}, {row['high']:+.2f}]"
        p = "-" if row["adjusted"] is None else f"{row['adjusted']:.3f}"
        few = f"; fewer than {FEW} pairs" if row["n"] < FEW else ""
        yield (
            f"{scale}: {what} {row['difference']:+.2f}{interval} on {row['n']} pairs; "
            f"Wilcoxon p = {p} after Holm{few}"
        )
    path = found.get("mediation")
    if path and path["indirect"] is not None:
        shown = path["low"] > 0 or path["high"] < 0
        said = "" if shown else "; not shown, as the interval holds 0"
        yield (
            f"{path['outcome']} through {path['mediator']}: a·b = {path['indirect']:+.2f} "
            f"[{path['low']:+.2f}, {path['high']:+.2f}] of {path['total']:+.2f}{said}"
        )
    yield "These are raters' impressions of texts; they say nothing of anybody's health or care."


def _means(pairs: Mapping[str, tuple[list[float], list[float]]]) -> dict[str, tuple[float, float]]:
    return {pair: (float(np.mean(on)), float(np.mean(off))) for pair, (on, off) in pairs.items()}


def _columns(means: Mapping[str, tuple[float, float]], pairs: list[str]) -> tuple[Numbers, Numbers]:
    table = np.array([means[pair] for pair in pairs]).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
