import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.statistics.agreement import alpha

KRIPPENDORFF = [
    (1, 1, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4), (4, 4, 4, 4),
    (1, 1, 2, 1), (2, 2, 2, 2), (5, 5, 5), (1, 1), (3,),
]  # fmt: skip
"""Krippendorff's example of four observers and twelve units, some of which they left out."""

units = st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=20)


def test_krippendorff_s_example():
    assert alpha(KRIPPENDORFF) == pytest.approx(0.743, abs=5e-4)


def test_full_agreement_is_1_and_systematic_disagreement_is_below_0():
    assert alpha(["aa", "bb", "aa"]) == 1
    assert alpha(["ab", "ba", "ab"]) < 0


@pytest.mark.parametrize("given_", [[], ["a", "b"], ["aa", "aa"]])
def test_without_pairs_or_without_differences_there_is_none(given_):
    assert math.isnan(alpha(given_))


@given(units, st.randoms())
def test_it_does_not_depend_on_order_and_is_at_most_1(given_, rng):
    found = alpha(given_)
    turned = [sorted(each, key=lambda _: rng.random()) for each in given_]
    rng.shuffle(turned)
    assert math.isnan(found) or found <= 1
    assert alpha(turned) == pytest.approx(found, nan_ok=True)
