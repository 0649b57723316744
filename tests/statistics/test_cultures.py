import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import binom

from park.statistics import Interval, c_dist, ceiling, js_similarity

SCORES = st.integers(1, 6).flatmap(
    lambda k: arrays(np.float64, (k, k), elements=st.floats(0.001, 1))
)
NAN = pytest.approx(np.nan, nan_ok=True)


@given(SCORES)
def test_c_dist_is_the_mean_of_each_cultures_own_score_over_its_best(scores):
    cultures = range(len(scores))
    expected = np.mean([scores[i, i] / max(scores[j, i] for j in cultures) for i in cultures])
    assert c_dist(scores) == pytest.approx(expected)
    assert c_dist(np.stack([scores, 2 * scores])) == pytest.approx([expected, expected])


def test_c_dist_compares_adapters_on_one_culture_not_cultures_under_one_adapter():
    assert c_dist([[0.8, 0.1], [0.4, 0.5]]) == 1
    assert c_dist([[0.8, 0.4], [0.1, 0.2]]) == pytest.approx((1 + 0.5) / 2)


def test_c_dist_leaves_out_what_is_missing():
    assert c_dist([[0.5, np.nan], [np.nan, 0.7]]) == 1
    assert c_dist([[np.nan, 0.9], [0.4, 0.3]]) == pytest.approx(1 / 3)
    assert c_dist([[0.0, 0.0], [0.0, 0.5]]) == 1
    assert c_dist(np.zeros((2, 2))) == NAN
    assert c_dist(np.full((2, 2), np.nan)) == NAN
    assert c_dist(np.zeros((0, 0))) == NAN


def test_c_dist_of_a_matrix_that_is_not_square_is_refused():
    with pytest.raises(ValueError, match="square"):
        c_dist(np.ones((2, 3)))


def expected_similarity(yes, n):
    """Return the exact expectation for two options by summing over the binomial distribution."""
    drawn = np.arange(n + 1)
    scores = js_similarity(np.stack([drawn, n - drawn], axis=1), [yes, n - yes])
    return (binom.pmf(drawn, n, yes / n) * scores).sum()


@pytest.mark.parametrize(("yes", "n"), [(3, 10), (50, 100), (20, 1000)])
def test_the_ceiling_of_two_options_is_the_binomial_expectation(yes, n):
    found = ceiling([yes, n - yes], resamples=20_000)
    assert found.value == pytest.approx(expected_similarity(yes, n), abs=0.002)
    assert found.n == n


def test_a_sample_of_people_falls_into_the_ceilings_interval_19_times_in_20():
    counts = np.array([120, 260, 90, 30])
    found = ceiling(counts, resamples=5_000)
    samples = np.random.default_rng(3).multinomial(500, counts / 500, size=5_000)
    scores = js_similarity(samples, counts)
    assert 0.93 <= ((scores >= found.low) & (scores <= found.high)).mean() <= 0.97


def test_the_ceiling_rises_with_the_people_and_with_the_draws():
    small, large = ceiling([3, 7]).value, ceiling([300, 700]).value
    assert small < large < 1
    assert ceiling([300, 700], draws=10).value == pytest.approx(small, abs=0.01)


def test_the_ceiling_of_items_is_the_mean_of_theirs():
    table = [[30, 70, 0], [10, 20, 70]]
    apart = [ceiling(counts, resamples=8_000).value for counts in ([30, 70], table[1])]
    together = ceiling(table, resamples=8_000)
    assert together.value == pytest.approx(np.mean(apart), abs=0.002)
    assert together.n == 200


def test_people_of_one_opinion_reach_one():
    assert ceiling([0, 40, 0]) == Interval(1, 1, 1, 40)


def test_weighted_counts_are_counted_in_whole_people():
    assert ceiling([2.6, 7.3]).n == 10
    assert ceiling([0.1, 0.2]).value < 1


@pytest.mark.parametrize("nobody", [[0, 0], [], [[0, 0], [0, 0]], [np.nan, 1], [-1, 3]])
def test_the_ceiling_of_nobody_is_unknown(nobody):
    assert ceiling(nobody) == Interval(NAN, NAN, NAN, 0)


def test_items_that_nobody_answered_are_left_out():
    assert ceiling([[0, 0], [30, 70]]) == ceiling([30, 70])
    assert ceiling([30, 70], draws=0) == Interval(NAN, NAN, NAN, 100)


def test_equal_seeds_give_equal_ceilings():
    assert ceiling([3, 9], seed=1) == ceiling([3, 9], seed=1) != ceiling([3, 9], seed=2)
