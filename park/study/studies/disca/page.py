"""The study's figures as plain data, as text and as a table of countries."""

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from park.align.moral_machine import MOST_MIS, NAMES, elsewhere, misalignment
from park.errors import InputError
from park.statistics import clustered_mean
from park.statistics.interval import Numbers
from park.study.studies.disca.variants import CLAIMS, CONTROLS, VARIANTS, Replay
from park.study.study import Effect

DIGITS = 6
TABLE = "disca.csv"


def figures(replays: Sequence[Replay]) -> dict[str, Any]:
    """Return mean MIS, interval and number of countries by model and variant."""
    return {each.model: {name: _figure(each, name) for name in VARIANTS} for each in replays}


def _figure(replay: Replay, variant: str) -> dict[str, Any]:
    found = replay.error(variant)
    bounds = {"mis": found.value, "low": found.low, "high": found.high}
    return {key: _known(value) for key, value in bounds.items()} | {"n": found.n}


def _known(value: float) -> float | None:
    return round(float(value), DIGITS) if math.isfinite(value) else None


def text(replays: Sequence[Replay], people: Mapping[str, Numbers]) -> Iterator[str]:
    """Yield the findings as lines: a table a model, then what may be called cultural."""
    yield "MIS: distance of six mean preferences from people's, 0 to 2.45; intervals over countries"
    yield "centred: the same after the variant's mean error over countries is taken away"
    for each in replays:
        yield (
            f"{each.model}: {_countries(len(each.countries))}, {each.decisions:,} decisions, "
            f"{each.personas} personas"
        )
        yield f"  {'variant':<14} {'MIS':>5}  {'95 % interval':<14} {'centred':>7}"
        yield from (_row(each, name) for name in VARIANTS)
        yield from (f"  {_verdict(each, name)}" for name in CLAIMS)
    known = clustered_mean(others_of_people(replays, people)).within(0, MOST_MIS)
    yield (
        f"people of the other countries instead of a model: MIS {_number(known.value)} "
        f"{_bounds(known.low, known.high)}; n = {_countries(known.n)}"
    )


def _countries(count: int) -> str:
    return f"{count} country" if count == 1 else f"{count} countries"


def others_of_people(replays: Sequence[Replay], people: Mapping[str, Numbers]) -> Numbers:
    """Return the MIS of other countries' people, by country of the replays."""
    names = dict.fromkeys(country for each in replays for country in each.countries)
    known = {name: people[name] for name in names}
    return np.array([misalignment(elsewhere(known, name), known[name]) for name in known])


def _row(replay: Replay, variant: str) -> str:
    found, left = replay.error(variant), replay.centred(variant)
    interval = _bounds(found.low, found.high)
    return (
        f"  {variant:<14} {_number(found.value):>5}  {interval:<14} {_number(left.value):>7}  "
        f"{VARIANTS[variant]}"
    )


def _verdict(replay: Replay, variant: str) -> str:
    unbeaten = replay.unbeaten(variant)
    if not unbeaten:
        return f"{variant}: cultural, as all of {', '.join(CONTROLS)} are beaten"
    told = ", ".join(_against(replay, variant, control) for control in unbeaten)
    return f"{variant}: no cultural effect is shown; not beaten: {told}"


def _against(replay: Replay, variant: str, control: str) -> str:
    gain = replay.gain(variant, control)
    return f"{control} ({_number(gain.value, '+')} {_bounds(gain.low, gain.high, '+')})"


def _number(value: float, sign: str = "") -> str:
    return f"{value:{sign}.3f}".replace("-", "−") if math.isfinite(value) else "–"


def _bounds(low: float, high: float, sign: str = "") -> str:
    return f"[{_number(low, sign)}, {_number(high, sign)}]"


def effects(replay: Replay) -> list[Effect]:
    """Return the differences between DISCA and its controls; below 0 it is nearer to people."""
    gains = {control: replay.gain("disca", control) for control in CONTROLS}
    return [
        Effect(f"disca − {control}", gain.value, gain.low, gain.high)
        for control, gain in gains.items()
        if math.isfinite(gain.low) and math.isfinite(gain.high)
    ]


def write_table(path: Path, replays: Sequence[Replay]) -> None:
    """Write every model's preferences and MIS by variant and country as csv.

    Raises:
        InputError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["model", "variant", "country", "mis", *NAMES])
            writer.writerows(_cells(replays))
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None


def _cells(replays: Sequence[Replay]) -> Iterator[list[Any]]:
    for each in replays:
        for variant in VARIANTS:
            errors = each.errors(variant)
            for place, country in enumerate(each.countries):
                shares = [_known(share) for share in each.preferences[variant][place]]
                yield [each.model, variant, country, _known(errors[place]), *shares]
