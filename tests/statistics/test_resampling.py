import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from park.statistics import Interval, bootstrap, confusion, hierarchical_bootstrap, macro_f1
from park.statistics import chunks as chunks_module

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30)
NAN = pytest.approx(np.nan, nan_ok=True)
SIMULATIONS = 1_000


def coverage(truth, make, interval, simulations=SIMULATIONS):
    covered = 0
    for number in range(simulations):
        found = interval(make(np.random.default_rng([5, number])), number)
        covered += found.low <= truth <= found.high
    return covered / simulations


def mean_of_rows(samples):
    return samples.mean(axis=1)


def median_of_rows(samples):
    return np.median(samples, axis=1)


@pytest.mark.parametrize(("ours", "theirs"), [("bca", "BCa"), ("percentile", "percentile")])
@pytest.mark.parametrize("statistic", [np.mean, np.std])
@pytest.mark.parametrize("digits", [0, 9])
def test_intervals_are_scipys_with_ties_and_without(ours, theirs, statistic, digits):
    values = np.random.default_rng(3).exponential(size=40).round(digits)
    found = bootstrap(
        values, lambda samples: statistic(samples, axis=1), method=ours, level=0.9, seed=7
    )
    expected = stats.bootstrap(
        (values,), statistic, confidence_level=0.9, method=theirs, rng=np.random.default_rng(7)
    ).confidence_interval
    assert found == pytest.approx((statistic(values), *expected, 40))


@given(NUMBERS, st.sampled_from(["bca", "percentile"]))
def test_the_default_figure_is_the_mean_and_its_interval_lies_among_the_values(values, method):
    found = bootstrap(values, method=method, resamples=50)
    rounding = 1e-9 * (1 + max(map(abs, values)))
    assert found.value == pytest.approx(np.mean(values), abs=rounding)
    assert min(values) - rounding <= found.low <= found.high <= max(values) + rounding
    assert found.n == len(values)


@settings(max_examples=25)
@given(NUMBERS, st.integers(1, 200), st.booleans())
def test_the_size_of_chunks_changes_nothing(values, chunk, whole):
    table = np.stack([values, values[::-1]], axis=1)

    def found():
        if whole:
            return bootstrap(table, resamples=40, seed=2)
        return hierarchical_bootstrap(table, crossed=False, resamples=40, seed=2)

    expected = found()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks_module, "CHUNK", chunk)
        assert found() == expected


def test_no_more_numbers_are_drawn_at_once_than_a_chunk_holds(monkeypatch):
    monkeypatch.setattr(chunks_module, "CHUNK", 500)
    sizes = []

    def statistic(samples):
        sizes.append(samples.size)
        return samples.reshape(len(samples), -1).mean(axis=1)

    bootstrap(np.ones(40), statistic, resamples=100)
    hierarchical_bootstrap(np.ones((10, 4)), statistic, resamples=100)
    assert max(sizes) <= 500
    assert list(chunks_module.chunk_sizes(0, 5)) == []


def test_equal_seeds_give_equal_intervals_and_others_do_not():
    values = np.arange(30.0)
    assert bootstrap(values, seed=1) == bootstrap(values, seed=1)
    assert bootstrap(values, seed=1) != bootstrap(values, seed=2)


def test_items_with_a_missing_value_are_left_out_and_not_counted():
    values = [1.0, np.nan, 2.0, np.inf, 4.0]
    assert bootstrap(values) == bootstrap([1.0, 2.0, 4.0])
    assert bootstrap(values).n == 3


def test_repeats_are_averaged_per_item_before_items_are_drawn():
    table = [[1.0, 3.0], [np.inf, 5.0], [np.nan, np.nan], [0.0, 0.0]]
    assert bootstrap(table) == bootstrap([2.0, 5.0, 0.0])


@pytest.mark.parametrize("method", ["bca", "percentile"])
def test_equal_items_give_an_interval_of_no_width(method):
    assert bootstrap([0.1] * 7, method=method) == pytest.approx((0.1, 0.1, 0.1, 7))


@pytest.mark.parametrize("empty", [[], [np.nan], np.zeros((0, 3)), np.zeros((3, 0))])
def test_without_items_nothing_is_known(empty):
    assert bootstrap(empty) == Interval(NAN, NAN, NAN, 0)


def test_one_item_has_a_figure_and_no_interval():
    assert bootstrap([2.0]) == Interval(2.0, NAN, NAN, 1)
    assert hierarchical_bootstrap([[2.0, 4.0]]) == Interval(3.0, NAN, NAN, 1)


def test_an_undefined_figure_has_no_interval_and_warns_of_nothing():
    found = bootstrap([1.0, 2.0, 3.0], lambda samples: samples[:, 0] * 0 / 0.0)
    assert found == Interval(NAN, NAN, NAN, 3)


def test_resamples_with_an_undefined_figure_are_left_out():
    def share_of_a_positive_sum(samples):
        return samples[:, :].max(axis=1) / samples.sum(axis=1)

    found = bootstrap([0.0, 0.0, 1.0, 1.0], share_of_a_positive_sum, resamples=2_000)
    assert 0.25 <= found.low < found.value < found.high <= 1


def test_the_jackknife_of_many_items_leaves_out_blocks_without_changing_the_interval(monkeypatch):
    values = np.sort(np.random.default_rng(1).exponential(size=600))
    single = bootstrap(values, mean_of_rows, resamples=4_000)
    monkeypatch.setattr("park.statistics.resampling.BLOCKS", 30)
    blocks = bootstrap(values, mean_of_rows, resamples=4_000)
    assert blocks != single
    assert blocks == pytest.approx(single, abs=0.03 * (single.high - single.low))


def test_nested_repeats_are_drawn_with_their_item():
    table = np.random.default_rng(4).normal(size=(25, 3))
    assert hierarchical_bootstrap(table, crossed=False, seed=3) == pytest.approx(
        bootstrap(table, method="percentile", seed=3)
    )


def test_crossed_repeats_widen_the_interval_only_where_they_differ():
    rng = np.random.default_rng(6)
    table = rng.normal(size=(40, 1)) + np.zeros((1, 5))
    assert hierarchical_bootstrap(table, resamples=4_000).high == pytest.approx(
        hierarchical_bootstrap(table, crossed=False, resamples=4_000).high, abs=0.03
    )
    shifted = table + 2 * rng.normal(size=(1, 5))
    crossed, nested = (hierarchical_bootstrap(shifted, crossed=each) for each in (True, False))
    assert crossed.high - crossed.low > 1.5 * (nested.high - nested.low)


def test_missing_repeats_do_not_enter():
    table = [[1.0, np.nan, np.nan], [np.nan, 3.0, np.nan], [np.nan] * 3, [5.0, 5.0, np.nan]]
    found = hierarchical_bootstrap(table)
    assert (found.value, found.n) == (3.0, 3)
    assert 1 <= found.low <= found.high <= 5


def test_a_hierarchy_takes_any_statistic():
    answers = np.random.default_rng(8).integers(0, 2, (30, 3, 2))

    def f1_over_forms(samples):
        per_form = np.moveaxis(samples, 2, 1)
        return macro_f1(confusion(per_form[..., 0], per_form[..., 1], 2)).mean(axis=1)

    found = hierarchical_bootstrap(answers, f1_over_forms, resamples=500)
    assert found.low < found.value < found.high


def test_a_hierarchy_of_one_axis_is_refused():
    with pytest.raises(ValueError, match=r"items and repeats, not shape \(3,\)"):
        hierarchical_bootstrap([1.0, 2.0, 3.0])


@pytest.mark.parametrize("shape", [(0, 3), (3, 0)])
def test_a_hierarchy_of_nothing_is_unknown(shape):
    assert hierarchical_bootstrap(np.zeros(shape)) == Interval(NAN, NAN, NAN, 0)


def test_bca_intervals_of_a_skewed_mean_cover_95_per_cent():
    assert 0.93 <= coverage(
        1.0,
        lambda rng: rng.exponential(size=80),
        lambda values, seed: bootstrap(values, resamples=500, seed=seed),
        simulations=2_000,
    ) <= 0.97  # fmt: skip


def test_percentile_intervals_of_a_median_cover_95_per_cent():
    assert 0.93 <= coverage(
        0.0,
        lambda rng: rng.normal(size=51),
        lambda values, seed: bootstrap(
            values, median_of_rows, method="percentile", resamples=300, seed=seed
        ),
    ) <= 0.97  # fmt: skip


def test_intervals_of_crossed_forms_cover_95_per_cent():
    def scores(rng):
        item, form = rng.normal(size=(30, 1)), rng.normal(size=(1, 6))
        return item + 0.2 * form + 0.5 * rng.normal(size=(30, 6))

    assert 0.93 <= coverage(
        0.0,
        scores,
        lambda values, seed: hierarchical_bootstrap(values, resamples=300, seed=seed),
    ) <= 0.97  # fmt: skip


def test_intervals_of_nested_repeats_cover_95_per_cent():
    assert 0.93 <= coverage(
        0.0,
        lambda rng: rng.normal(size=(60, 1)) + rng.normal(size=(60, 3)),
        lambda values, seed: bootstrap(values, resamples=400, seed=seed),
    ) <= 0.97  # fmt: skip
