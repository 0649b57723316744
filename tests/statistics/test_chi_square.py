import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, chi2_contingency

from park.statistics.chi_square import independence, upper_tail


@given(st.floats(0, 700), st.floats(0.5, 300))
def test_tails_are_those_of_another_library(x, df):
    assert upper_tail(x, df) == pytest.approx(chi2.sf(x, df), rel=1e-9, abs=1e-300)


def test_nothing_is_as_likely_as_anything_and_infinity_impossible():
    assert upper_tail(0, 3) == 1
    assert upper_tail(-1, 3) == 1
    assert upper_tail(math.inf, 3) == 0


@given(st.lists(st.lists(st.integers(1, 50), min_size=3, max_size=3), min_size=2, max_size=5))
def test_independence_is_that_of_another_library(table):
    known = chi2_contingency(table, correction=False)
    assert independence(table) == pytest.approx((known.statistic, known.dof, known.pvalue))


def test_empty_rows_and_columns_do_not_count():
    assert independence([[4, 0, 3], [0, 0, 0], [8, 0, 8]]) == independence([[4, 3], [8, 8]])
    assert math.isnan(independence([[4, 3], [0, 0]])[2])
