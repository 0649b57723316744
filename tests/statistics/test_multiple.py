from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from park.statistics import benjamini_hochberg, holm

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=6)


@given(P_VALUES)
def test_holm_is_bonferroni_closed_over_all_subsets(p_values):
    numbers = range(len(p_values))
    subsets = [s for size in range(1, len(p_values) + 1) for s in combinations(numbers, size)]
    expected = [
        max(min(1, len(s) * min(p_values[j] for j in s)) for s in subsets if i in s)
        for i in numbers
    ]
    assert holm(p_values) == pytest.approx(np.array(expected))


def test_holm_of_a_known_family():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_a_matrix_keeps_its_shape_and_its_gaps_are_not_counted():
    found = holm([[0.02, np.nan], [0.01, np.nan]])
    assert found == pytest.approx(np.array([[0.02, np.nan], [0.02, np.nan]]), nan_ok=True)


def test_no_p_values_stay_none():
    assert holm([]).shape == (0,)
    assert np.isnan(holm([np.nan])).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_false_discoveries_are_adjusted_for_as_by_another_library(p_values):
    known = false_discovery_control(p_values)
    assert benjamini_hochberg(p_values) == pytest.approx(known)


def test_unknown_p_values_are_no_tests():
    found = benjamini_hochberg([0.01, np.nan, 0.04])
    assert found == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)
