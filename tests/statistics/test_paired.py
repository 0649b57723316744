import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from park.statistics import (
    Difference,
    bootstrap,
    clustered_mean,
    paired_difference,
    permutation_p,
)

NAN = pytest.approx(np.nan, nan_ok=True)
PAIRS = st.lists(st.tuples(*[st.integers(-50, 50)] * 2), min_size=2, max_size=9)


def median_of_rows(samples):
    return np.median(samples, axis=1)


@settings(max_examples=40)
@given(PAIRS, st.sampled_from([np.mean, np.median]))
def test_the_p_value_of_few_items_is_exact_and_scipys(pairs, statistic):
    first, second = np.array(pairs, float).T / 10
    expected = stats.permutation_test(
        (first, second),
        lambda one, other, axis: statistic(one, axis=axis) - statistic(other, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=np.inf,
    ).pvalue
    measure = None if statistic is np.mean else median_of_rows
    assert permutation_p(first, second, measure) == pytest.approx(expected)


def test_the_p_value_counts_all_exchanges_of_sixteen_items():
    assert permutation_p(np.ones(16), np.zeros(16)) == 2 / 2**16


def test_the_p_value_of_many_items_nears_that_of_the_normal_distribution():
    rng = np.random.default_rng(1)
    first = rng.normal(size=400)
    second = first + rng.normal(0.1, 1, size=400)
    expected = stats.ttest_rel(first, second).pvalue
    assert permutation_p(first, second) == pytest.approx(expected, abs=0.01)


def test_the_p_value_is_never_zero():
    assert permutation_p(np.ones(500), np.zeros(500), resamples=99) == 1 / 100


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=25))
def test_equal_methods_differ_by_zero_with_p_one(values):
    found = paired_difference(values, values, resamples=20)
    assert (found.value, found.p, found.n) == (0, 1, len(values))
    assert len(values) == 1 or (found.low, found.high) == (0, 0)


@pytest.mark.parametrize("statistic", [None, median_of_rows])
@given(pairs=PAIRS)
def test_exchanging_the_methods_turns_the_sign(statistic, pairs):
    first, second = np.array(pairs, float).T
    one, other = (
        paired_difference(*each, statistic, resamples=30)
        for each in ((first, second), (second, first))
    )
    expected = pytest.approx((-other.value, other.p), nan_ok=True, abs=1e-9)
    assert (one.value, one.p) == expected


def test_differences_that_differ_by_rounding_alone_count_as_equal():
    tenths = np.array([[1, -7, 7, -1, 8], [6, 4, -5, 5, -9]])
    assert permutation_p(*tenths / 10) == permutation_p(*tenths) == 0.8125


def test_the_interval_is_that_of_the_differences():
    rng = np.random.default_rng(2)
    first, second = rng.normal(size=(2, 30))
    assert paired_difference(first, second)[:5] == clustered_mean(first - second)[:5]
    found = paired_difference(first, second, lambda samples: samples.mean(axis=1), seed=4)
    assert tuple(found[:4]) == pytest.approx(tuple(bootstrap(first - second, seed=4)))
    assert found.p == permutation_p(first, second, seed=4)


def test_the_interval_of_a_difference_of_means_is_over_clusters():
    rng = np.random.default_rng(3)
    first, second = rng.normal(size=(2, 12))
    topics = list("aaaabbbbcccd")
    found = paired_difference(first, second, clusters=topics)
    assert found == clustered_mean(first - second, topics)[:5]
    with pytest.raises(ValueError, match="clusters are for a difference of means"):
        paired_difference(first, second, median_of_rows, clusters=topics)


def test_an_item_that_either_method_misses_is_left_out():
    found = paired_difference([1, np.nan, 3, 4, 6], [0, 1, np.nan, 4, 4])
    assert found == paired_difference([1, 4, 6], [0, 4, 4])
    assert found.n == 3


def test_a_repeat_that_either_method_misses_is_left_out():
    found = paired_difference([[1, 9], [2, 4]], [[0, np.nan], [0, 0]])
    assert (found.value, found.n) == ((1 + 3) / 2, 2)


def test_without_common_items_nothing_is_known():
    for first, second in (([], []), ([1.0, np.nan], [np.nan, 2.0])):
        assert paired_difference(first, second) == Difference(NAN, NAN, NAN, 0, NAN)


def test_one_item_has_a_difference_and_nothing_to_judge_it_by():
    assert paired_difference([3.0], [1.0]) == Difference(2.0, NAN, NAN, 1, NAN)
    assert paired_difference([3.0], [1.0], median_of_rows) == Difference(2.0, NAN, NAN, 1, 1.0)


def test_an_undefined_difference_has_no_p_value():
    def undefined(samples):
        return samples[:, 0] * 0 / 0.0

    assert paired_difference([1, 2], [3, 4], undefined) == Difference(NAN, NAN, NAN, 2, NAN)


def test_values_that_are_not_paired_are_refused():
    with pytest.raises(ValueError, match=r"differ in shape: \(2,\) and \(3,\)"):
        paired_difference([1, 2], [1, 2, 3])


def test_one_in_twenty_differences_of_exchangeable_methods_is_significant():
    rng = np.random.default_rng(11)
    found = [permutation_p(*rng.exponential(size=(2, 10))) for _ in range(2_000)]
    assert 0.035 <= np.mean(np.array(found) <= 0.05) <= 0.06


def test_intervals_of_differences_of_ten_items_cover_95_per_cent():
    covered = 0
    for number in range(1_000):
        rng = np.random.default_rng([9, number])
        item, noise = rng.exponential(size=10), rng.normal(size=(2, 10))
        found = paired_difference(item + noise[0] + 0.3, item + noise[1])
        covered += found.low <= 0.3 <= found.high
    assert 0.93 <= covered / 1_000 <= 0.97
