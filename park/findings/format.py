"""Formats numbers for readers."""

import math
from collections.abc import Sequence

from park.findings.model import Figure

NONE = "–"
MINUS = "−"


def number(value: float | None, digits: int = 3) -> str:
    """Format a number with given decimals; a dash if missing."""
    if value is None or not math.isfinite(value):
        return NONE
    if isinstance(value, int):
        return f"{value:,}".replace("-", MINUS)
    text = f"{value:,.{digits}f}"
    zero = not text.strip("-0.,")
    return text.lstrip("-") if zero else text.replace("-", MINUS)


def short(value: float | None) -> str:
    """Format a number in about four characters."""
    if value is None or not math.isfinite(value):
        return NONE
    size = abs(value)
    return number(value, 2 if size < 10 else 1 if size < 100 else 0)


def told_apart(values: Sequence[float]) -> list[str]:
    """Format numbers with enough decimals to distinguish them, at most six."""
    different = len(set(values))
    for digits in range(2, 6):
        found = [number(float(value), digits) for value in values]
        if len(set(found)) == different:
            return found
    return [number(float(value), 6) for value in values]


def percent(share: float | None) -> str:
    """Format a share as a percentage."""
    return NONE if share is None else f"{100 * share:.0f} %"


def interval(figure: Figure) -> str:
    """Format an interval; '' if there is none."""
    if figure.low is None or figure.high is None:
        return ""
    return f"[{number(figure.low)}, {number(figure.high)}]"


def whole(figure: Figure | None) -> str:
    """Format a figure with its interval and n."""
    if figure is None:
        return NONE
    between = f" {interval(figure)}" if interval(figure) else ""
    return f"{number(figure.value)}{between} n={number(figure.n)}"


def chance(p: float | None) -> str:
    """Format a p-value."""
    return "<0.001" if p is not None and p < 0.001 else number(p)


def money(usd: float) -> str:
    """Format an amount of US dollars."""
    return f"${usd:,.2f}" if usd == 0 or usd >= 1 else f"${usd:.4f}"


def duration(seconds: float) -> str:
    """Format a duration in suitable units."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
