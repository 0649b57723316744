"""What calls consumed, as numbers that a ledger can hold and add up."""

from math import isfinite

from park.records import Record, Usage

MOST_TOKENS = 2**40
"""More tokens than any call takes; what a server says beyond that is nonsense."""


class Totals(Record):
    """What all calls of a run consumed, over all its resumes."""

    calls: int = 0
    usage: Usage = Usage()
    cost_usd: float = 0.0
    seconds: float = 0.0
    """Summed over calls, so more than the time on the clock when calls overlap."""


def bounded(tokens: float) -> int:
    """Return a number of tokens that a call can have, the nearest to the given one."""
    return int(min(max(tokens, 0), MOST_TOKENS))


def whole(total: float) -> int:
    """Return a stored number or sum as a whole number; a sum without end counts as nothing."""
    return int(total) if isfinite(total) else 0


def finite(number: float) -> float:
    """Return a cost or a time, 0 if it is no number."""
    return number if isfinite(number) else 0.0


def usage_of(tokens_in: float, tokens_out: float, cached: float) -> Usage:
    """Return stored numbers as a usage, whatever an earlier version took for numbers."""
    return Usage(
        tokens_in=whole(tokens_in), tokens_out=whole(tokens_out), cached_tokens_in=whole(cached)
    )
