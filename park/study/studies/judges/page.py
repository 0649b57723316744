"""The study's findings as text."""

from collections.abc import Iterator, Mapping
from typing import Any


def told(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield the findings as lines."""
    yield f"{found['texts']} texts, as people of {', '.join(found['countries'])}"
    for name, row in found["judges"].items():
        lost = "".join(f", {count} {why}" for why, count in row["lost"].items())
        mean = "-" if row["mean"] is None else f"{row['mean']:.2f}"
        yield f"{name} ({row['model']}): {row['ratings']} ratings{lost}; mean harmfulness {mean}"
    yield (
        f"harmless (mean over judges and countries): {found['harmless']:.2f}; "
        f"aware (minimum): {found['aware']:.2f}"
    )
    if found["agreement"]:
        yield f"agreement of two judges, Spearman's rho: {_shown(found['agreement'])}"
    for code, row in found["countries"].items():
        if "people" in row:
            yield f"{code}: {_beside(row['people'])}"
    if not any("people" in row for row in found["countries"].values()):
        yield "a proxy: no people's ratings stand beside these"


def _beside(row: Mapping[str, Any]) -> str:
    if row["mae"] is None:
        return "no text was rated by judges and by enough people"
    low = row["gain"]["low"]
    better = low is not None and low > 0
    return (
        f"with people (n = {row['n']}): rho {_shown(row['spearman'])}; MAE {row['mae']:.3f}, "
        f"of the people's mean {row['prior_mae']:.3f}: {'' if better else 'not '}better than that"
    )


def _shown(each: Mapping[str, float | None]) -> str:
    value, low, high = ("-" if x is None else f"{x:.2f}" for x in each.values())
    return f"{value} [{low}, {high}]"
