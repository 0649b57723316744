"""Usage of calls, in numbers that a ledger can store and sum."""

from math import isfinite

from park.records import Record, Usage

MOST_TOKENS = 2**40
"""Upper bound on the tokens of a call, against implausible server reports."""


class Totals(Record):
    """Usage of all calls of a run, across resumes."""

    calls: int = 0
    usage: Usage = Usage()
    cost_usd: float = 0.0
    seconds: float = 0.0
    """Sum over calls, which exceeds wall-clock time when they overlap."""


def bounded(tokens: float) -> int:
    """Clip a token count to the plausible range."""
    return int(min(max(tokens, 0), MOST_TOKENS))


def whole(total: float) -> int:
    """Convert a stored number or sum to an integer; infinities become 0."""
    return int(total) if isfinite(total) else 0


def finite(number: float) -> float:
    """Replace non-finite costs and times by 0."""
    return number if isfinite(number) else 0.0


def usage_of(tokens_in: float, tokens_out: float, cached: float) -> Usage:
    """Convert stored numbers to a usage; earlier versions also stored odd floats."""
    return Usage(
        tokens_in=whole(tokens_in), tokens_out=whole(tokens_out), cached_tokens_in=whole(cached)
    )
