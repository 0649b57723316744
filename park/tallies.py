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
KEPT = ("endings", "flags")
"""Those of `COUNTED` that a later round does not tell again."""
NUMBERS = ("turns", "cached_calls", "retries", "overloads")
"""What one command did, over all its rounds."""


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


def add_up(
    outcome: Dialogues,
    tallies: Collection[Tally],
    before: Totals,
    *,
    killed: Collection[Tally] = (),
    earlier: Tally | None = None,
) -> None:
    """Let an outcome hold the sum of tallies, upon what the run had used before.

    Args:
        outcome: what is shown of all processes together.
        tallies: what they told last.
        before: what the run had used when they began.
        killed: the last tallies of processes that were killed. Those in their place count the
            calls of their ledgers anew, so only what is in no ledger is added.
        earlier: the outcome's tally of earlier rounds of the same command, if any.
    """
    every, earlier = [*killed, *tallies], earlier or tally_of(None)
    for name in COUNTED:
        total = Counter(earlier[name] if name in KEPT else {})
        for each in every:
            total.update(each[name])
        setattr(outcome, name, total)
    outcome.failures = {k: v for each in every for k, v in each["failures"].items()}
    made = {name: earlier[name] + sum(each[name] for each in every) for name in NUMBERS}
    if hasattr(outcome, "turns"):
        outcome.turns = made["turns"]
    meter, limiter = outcome.meter, outcome.limiters[0]
    meter.cached_calls, meter.retries = made["cached_calls"], made["retries"]
    limiter.overloads = made["overloads"]
    limiter.cap = sum(each["cap"] for each in tallies) or limiter.cap
    meter.calls = before.calls + sum(each["calls"] for each in tallies)
    meter.spent = before.cost_usd + sum(each["spent"] for each in tallies)
    used = (Usage.model_validate(each["usage"]) for each in tallies)
    meter.usage = sum(used, before.usage)
