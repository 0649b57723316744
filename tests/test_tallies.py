"""Counts of a stage that several processes work on."""

import json
from collections import Counter

from park.generate.outcome import Generated
from park.ledger.consumed import Totals
from park.models.gateway import Meter
from park.models.limiter import Limiter
from park.records import Usage
from park.tallies import add_up, tally_of


def outcome(**counts):
    """Return an outcome with one limiter."""
    return Generated(run="", planned={}, meter=Meter(), limiters=[Limiter(4)], **counts)


def tally(calls=0, turns=0, done=0, flags=0):
    """Return what a process tells."""
    each = outcome(done=Counter(a=done), flags=Counter(echoes=flags), turns=turns)
    each.meter.calls, each.meter.retries, each.meter.spent = calls, 1, calls / 10
    each.meter.usage = Usage(tokens_in=calls)
    return tally_of(each)


def test_a_tally_survives_json():
    told = tally(calls=3, turns=2, done=1)
    assert json.loads(json.dumps(told)) == told


def test_tallies_add_up_upon_what_the_run_had_used():
    whole = outcome()
    before = Totals(calls=10, usage=Usage(tokens_in=10), cost_usd=1.0)
    add_up(whole, [tally(calls=3, turns=2, done=1), tally(calls=4, turns=5, done=2)], before)
    assert (whole.done["a"], whole.turns, whole.meter.calls) == (3, 7, 17)
    assert (whole.meter.usage.tokens_in, whole.meter.spent) == (17, 1.7)


def test_what_a_killed_process_paid_is_in_its_ledger_and_counts_once():
    whole = outcome()
    killed = tally(calls=5, turns=2, done=1, flags=1)
    add_up(whole, [tally(calls=6, turns=1)], Totals(), killed=[killed])
    assert (whole.done["a"], whole.turns, whole.flags["echoes"]) == (1, 3, 1)
    assert (whole.meter.calls, whole.meter.retries) == (6, 2)


def test_a_further_round_counts_dialogues_anew_and_adds_to_turns_and_flags():
    whole = outcome()
    add_up(whole, [tally(calls=5, turns=2, done=1, flags=1)], Totals())
    earlier = tally_of(whole)
    add_up(whole, [tally(calls=1, turns=4, done=2, flags=3)], Totals(calls=5), earlier=earlier)
    assert (whole.done["a"], whole.turns, whole.flags["echoes"]) == (2, 6, 4)
    assert whole.meter.calls == 6
