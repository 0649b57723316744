"""Figures of studies: for JSON, and in words."""

import math
from collections.abc import Mapping
from typing import Any

from park.statistics.interval import Interval


def figure(found: Interval) -> dict[str, Any]:
    """Return a figure's value, low, high and n; None for what is undefined."""
    value, low, high, n = (each if math.isfinite(each) else None for each in found)
    return {"value": value, "low": low, "high": high, "n": n}


def in_words(figure: Mapping[str, Any], digits: int = 2) -> str:
    """Return a figure with its interval, if it has one; a dash if it is undefined."""
    if figure["value"] is None:
        return "–"
    value, *ends = (figure[key] for key in ("value", "low", "high"))
    if None in ends:
        return f"{value:.{digits}f}"
    low, high = ends
    return f"{value:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"
