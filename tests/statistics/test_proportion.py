import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, fisher_exact

from park.statistics import wilson
from park.statistics.proportion import fisher


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_is_wilsons(successes_of):
    successes, n = successes_of
    expected = binomtest(successes, n).proportion_ci(method="wilson")
    assert wilson(successes, n) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_nothing_is_known_of_a_share_of_none():
    assert wilson(0, 0) == (0, 1)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_fisher_is_that_of_scipy(hits, misses, more, less):
    expected = fisher_exact([[hits, misses], [more, less]]).pvalue
    assert fisher((hits, hits + misses), (more, more + less)) == pytest.approx(expected)


def test_fisher_of_the_tea_tasting_lady():
    assert fisher((3, 4), (1, 4)) == pytest.approx(34 / 70)
