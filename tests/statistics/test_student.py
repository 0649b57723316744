import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from park.statistics.student import critical, two_sided

DF = st.floats(0.3, 1e6)


@pytest.mark.parametrize(
    ("df", "edge"), [(1, 12.706205), (2, 4.302653), (4, 2.776445), (9, 2.262157), (30, 2.042272)]
)
def test_critical_values_are_those_of_the_tables(df, edge):
    assert critical(0.95, df) == pytest.approx(edge, abs=1e-6)
    assert two_sided(edge, df) == pytest.approx(0.05, abs=1e-7)


@given(DF, st.floats(-1e5, 1e5))
def test_tails_are_scipys(df, t):
    assert two_sided(t, df) == pytest.approx(2 * stats.t.sf(abs(t), df), rel=1e-8, abs=1e-12)


@given(DF, st.floats(0.01, 0.9999))
def test_critical_values_are_scipys(df, level):
    assert critical(level, df) == pytest.approx(stats.t.ppf((1 + level) / 2, df), rel=1e-6)


@pytest.mark.parametrize("df", [0.5, 1, 7.3])
def test_nothing_lies_beyond_infinity_and_all_beyond_0(df):
    assert (two_sided(0.0, df), two_sided(float("inf"), df)) == (1, 0)
