"""Counts of a stage that several processes work on: what each tells, and their sum."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from park.ledger.consumed import Totals
from park.models.gateway import Meter
from park.outcome import Dialogues
from park.records import Usage

Tally = dict[str, Any]
"""Plain data, as it may be sent or written as JSON."""
COUNTED = ("done", "failed", "endings", "flags")


def tally_of(outcome: Dialogues | None) -> Tally:
    """Return what a process tells of its outcome so far; nothing counted if None."""
    meter = Meter() if outcome is None else outcome.meter
    limiters = [] if outcome is None else outcome.limiters
    return {
        **{name: dict(getattr(outcome, name, {})) for name in COUNTED},
        "failures": dict(getattr(outcome, "failures", {})),
        "turns": getattr(outcome, "turns", 0),
        "calls": meter.calls,
        "cached_calls": meter.cached_calls,
        "retries": meter.retries,
        "spent": meter.spent,
        "usage": meter.usage.model_dump(),
        "cap": max((limiter.cap for limiter in limiters), default=0.0),
        "overloads": sum(limiter.overloads for limiter in limiters),
    }


def add_up(outcome: Dialogues, tallies: Collection[Tally], before: Totals) -> None:
    """Let an outcome hold the sum of tallies, upon what the run had used before."""
    for name in COUNTED:
        total: Counter[str] = Counter()
        for each in tallies:
            total.update(each[name])
        setattr(outcome, name, total)
    outcome.failures = {k: v for each in tallies for k, v in each["failures"].items()}
    if hasattr(outcome, "turns"):
        outcome.turns = sum(each["turns"] for each in tallies)
    meter = outcome.meter
    meter.calls = before.calls + sum(each["calls"] for each in tallies)
    meter.cached_calls = sum(each["cached_calls"] for each in tallies)
    meter.retries = sum(each["retries"] for each in tallies)
    meter.spent = before.cost_usd + sum(each["spent"] for each in tallies)
    used = (Usage.model_validate(each["usage"]) for each in tallies)
    meter.usage = sum(used, before.usage)
    limiter = outcome.limiters[0]
    limiter.cap = sum(each["cap"] for each in tallies) or limiter.cap
    limiter.overloads = sum(each["overloads"] for each in tallies)
