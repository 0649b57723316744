"""Measures of opinions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.quality.harvest import Opinions
from park.quality.precision import Rates
from park.records.round import Thresholds
from tests.toys import opinion, verdict

HALF = Thresholds(first=0.4, middle=0.4, last=0.4)
RATES = Rates(HALF, right=20, kept=16, wrong=20, slipped=4)


def verified(entails, contradicts=0.0, *more, kept=True, threshold=0.4, votes=()):
    """A verification with one round, and maybe another."""
    rounds = [
        {
            "text": "t",
            "probabilities": {"entails": e, "contradicts": c, "irrelevant": 1 - e - c},
            **({"votes": votes} if votes else {}),
        }
        for e, c in ((entails, contradicts), *more)
    ]
    detail = {"rounds": rounds, "threshold": threshold}
    return verdict(check="verify", kept=kept, reason="" if kept else "contradicts", detail=detail)


def measured(*judged, last=None, rates=RATES, finished=2):
    opinions = Opinions(last if last is not None else {"d1": 2, "d2": 4}, rates)
    for each, verdicts in judged:
        opinions.add(each, verdicts)
    return opinions.measured(finished)


def test_listed_accepted_and_rejected_opinions_are_counted():
    found = measured(
        (opinion("a", text="Tea is hot"), [verdict()]),
        (opinion("b", text="Tea is cold"), [verdict(), verdict(kept=False, reason="role")]),
        (opinion("c"), [verdict(kept=False, reason="role")]),
        (opinion("d"), [verdict(kept=False, reason="slur")]),
    )
    assert (found.listed.value, found.accepted.value) == (2, 0.5)
    assert (found.acceptance.value, found.acceptance.n) == (0.25, 4)
    assert {name: each.value for name, each in found.rejected.items()} == {
        "role": 0.5,
        "slur": 0.25,
    }
    # Rejected opinions say nothing of the variety of the accepted.
    assert found.distinct_2.n == 2


def test_without_opinions_there_is_nothing_to_measure():
    assert measured() is None


def test_the_stance_is_kept_where_the_last_turn_entails_more_than_it_contradicts():
    found = measured(
        (opinion("a", dialogue="d1", turns=(2,)), [verified(0.9, 0.1)]),
        (opinion("b", dialogue="d2", turns=(2, 4)), [verified(0.2, 0.7, kept=False)]),
        (opinion("c", dialogue="d2", turns=(4,)), [verified(0.5, 0.1)]),
    )
    # In the second, 0.7 entails and 0.8 contradicts.
    assert (found.stance_kept.value, found.stance_kept.n) == (0.5, 2)


def test_only_opinions_of_the_last_turn_count_for_it():
    found = measured(
        (opinion("a", dialogue="d2", turns=(2,)), [verified(0.9)]),
        (opinion("b", dialogue="d2", turns=(4,)), [verdict(kept=False, reason="role")]),
    )
    assert found.stance_kept.value is None


def test_a_rewritten_opinion_counts_as_it_was_said():
    found = measured((opinion("a", turns=(2,)), [verified(0.1, 0.8, (0.9, 0.0))]))
    assert found.stance_kept.value == 0


def test_verifications_by_votes_or_at_another_threshold_are_left_out_of_the_estimate():
    judged = [
        (opinion("a"), [verified(0.9)]),
        (opinion("b"), [verified(0.1, kept=False)]),
        (opinion("c"), [verified(0.9, votes=({"relation": "entails"},))]),
        (opinion("d"), [verified(0.9, threshold=0.5)]),
    ]
    assert measured(*judged).precision.n == 2
    assert measured(*judged, rates=None).precision.value is None


@given(st.lists(st.sampled_from(["", "role", "slur"]), min_size=1, max_size=30))
def test_accepted_and_rejected_shares_sum_to_one(reasons):
    judged = [
        (opinion(f"o{n}"), [verdict(kept=not reason, reason=reason)])
        for n, reason in enumerate(reasons)
    ]
    found = measured(*judged)
    shares = [found.acceptance, *found.rejected.values()]
    assert sum(each.value for each in shares) == pytest.approx(1)
    for each in shares:
        assert 0 <= each.low <= each.value + 1e-12
        assert each.value - 1e-12 <= each.high <= 1
