import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from park.statistics import wilson


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_is_wilsons(successes_of):
    successes, n = successes_of
    expected = binomtest(successes, n).proportion_ci(method="wilson")
    assert wilson(successes, n) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_nothing_is_known_of_a_share_of_none():
    assert wilson(0, 0) == (0, 1)
