import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata, spearmanr

from park.statistics.ranks import average_ranks, pearson, spearman

PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=40)


@given(PAIRS)
def test_ranks_are_those_of_another_library(pairs):
    one, other = np.array(pairs, float).T
    assert average_ranks(one) == pytest.approx(rankdata(one))
    if len(set(one)) > 1 and len(set(other)) > 1:
        assert spearman(one, other) == pytest.approx(spearmanr(one, other).statistic)


def test_what_does_not_vary_has_no_correlation():
    assert np.isnan(spearman([1, 1, 1], [1, 2, 3]))
    assert np.isnan(pearson([], []))
    assert np.isnan(pearson([1], [2]))
