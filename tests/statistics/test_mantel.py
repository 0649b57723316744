"""Kendall's τ and the Mantel test on distances."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.statistics.mantel import kendall, mantel


def distances(points):
    points = np.asarray(points, float)
    return np.abs(points[:, None] - points)


PAIRS = st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=3, max_size=20)


@given(PAIRS)
def test_tau_is_scipy_s(pairs):
    scipy = pytest.importorskip("scipy.stats")
    one, other = np.array(pairs, float).T
    wanted = scipy.kendalltau(one, other).statistic
    assert kendall(one, other) == pytest.approx(wanted, nan_ok=True)


def test_equal_distances_correlate_fully_and_surely():
    points = [0, 1, 3, 7, 15, 31, 63, 127]
    found = mantel(distances(points), distances(points), seed=1)
    assert found.tau == pytest.approx(1)
    assert found.p < 0.01
    assert (found.n, found.permutations) == (8, 2_000)


def test_tau_is_undefined_where_a_side_does_not_vary():
    found = mantel(np.ones((5, 5)), distances(range(5)))
    assert np.isnan(found.tau) and np.isnan(found.p)


def test_p_is_uniform_where_nothing_is_related():
    rng = np.random.default_rng(0)
    ps = [
        mantel(
            distances(rng.normal(size=7)), distances(rng.normal(size=7)), permutations=99, seed=s
        ).p
        for s in range(60)
    ]
    assert 0.35 < np.mean(ps) < 0.65
    assert np.mean(np.array(ps) <= 0.1) < 0.25


def test_pairs_without_a_distance_are_left_out():
    one = distances([0, 1, 3, 7])
    one[0, 1] = one[1, 0] = np.nan
    assert mantel(one, distances([0, 1, 3, 7])).tau == pytest.approx(1)


def test_matrices_of_other_shapes_are_refused():
    with pytest.raises(ValueError, match="shapes"):
        mantel(np.ones((3, 3)), np.ones((4, 4)))
