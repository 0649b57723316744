import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.statistics.agreement import alpha, alpha_interval

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


def test_the_interval_holds_the_figure_and_the_number_of_paired_units():
    found = alpha_interval(KRIPPENDORFF)
    assert found.value == alpha(KRIPPENDORFF)
    assert found.low < found.value < found.high
    assert found.n == 11
    assert found == alpha_interval(KRIPPENDORFF)


def test_more_units_give_a_narrower_interval():
    few, many = (alpha_interval(["aa", "bb", "ab", "aa", "bb"] * times) for times in (4, 40))
    assert many.high - many.low < few.high - few.low


def test_the_interval_covers_the_truth():
    rng = np.random.default_rng(3)

    def drawn():
        first = rng.random(40) < 0.5
        return zip(first, first ^ (rng.random(40) < 0.2), strict=True)

    # Two raters, one of whom errs in a fifth of the cases: α is 1 - .2 / .5.
    found = [alpha_interval(list(drawn()), resamples=400) for _ in range(200)]
    assert 0.88 <= np.mean([each.low <= 0.6 <= each.high for each in found]) <= 0.98


@pytest.mark.parametrize("given_", [[], ["a", "b"], ["ab"]])
def test_there_is_no_interval_without_two_paired_units(given_):
    assert math.isnan(alpha_interval(given_).low)
