"""The precision of verification."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.quality.precision import Rates, precision
from park.records.round import Thresholds

HALF = Thresholds(first=0.4, middle=0.4, last=0.5)
RATES = Rates(HALF, right=20, kept=16, wrong=20, slipped=4)


def test_precision_follows_from_the_rates_and_the_share_that_passes():
    # Sensitivity 0.8, slip 0.2; passing 0.5 means 0.5 right: 0.4 of 0.5 pass rightly.
    assert precision(RATES, 50, 100).value == pytest.approx(0.8)
    # Passing 0.35 means 0.25 right: 0.2 of 0.35.
    assert precision(RATES, 35, 100).value == pytest.approx(0.2 / 0.35)


def test_beyond_what_the_rates_allow_all_are_right_or_none():
    assert precision(RATES, 95, 100).value == 1
    assert precision(RATES, 10, 100).value == 0


def test_the_interval_shrinks_with_labelled_and_verified_opinions():
    few = precision(RATES, 50, 100)
    many = precision(Rates(HALF, right=2000, kept=1600, wrong=2000, slipped=400), 5000, 10000)
    assert few.low < 0.7 < 0.8 < few.high
    assert many.high - many.low < 0.06


def test_a_judge_no_better_than_chance_and_nothing_passed_give_none():
    chance = Rates(HALF, right=20, kept=10, wrong=20, slipped=10)
    assert precision(chance, 50, 100).value is None
    assert precision(RATES, 0, 100).value is None


def test_a_calibration_without_counts_has_no_rates():
    stored = {"thresholds": HALF.model_dump(), "n": 40, "right": 20, "kept": 16, "slipped": 4}
    assert Rates.of(stored) == RATES
    assert Rates.of(stored | {"kept": None}) is None
    assert Rates.of(stored | {"right": 40}) is None
    assert Rates.of({**stored, "thresholds": None}) is None
    assert Rates.of(None) is None and Rates.of({}) is None


@given(
    st.integers(1, 50), st.integers(1, 50), st.floats(0, 1), st.floats(0, 1), st.integers(1, 200),
    st.floats(0, 1),
)  # fmt: skip
def test_an_estimate_is_a_share_within_its_interval(right, wrong, kept, slipped, n, passed):
    rates = Rates(HALF, right, round(kept * right), wrong, round(slipped * wrong))
    found = precision(rates, round(passed * n), n)
    assert found.value is None or 0 <= found.low <= found.value <= found.high <= 1
