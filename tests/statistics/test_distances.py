import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import jensenshannon
from scipy.stats import wasserstein_distance

from park.statistics import js_distance, js_similarity, nvas, wasserstein

COUNTS = st.integers(2, 8).flatmap(
    lambda options: arrays(np.int64, (3, options), elements=st.integers(0, 2_000))
).filter(lambda counts: (counts.sum(axis=1) > 0).all())  # fmt: skip
NAN = pytest.approx(np.nan, nan_ok=True)


@given(COUNTS)
def test_the_jensen_shannon_distance_is_scipys(counts):
    assert js_distance(counts[0], counts[1]) == pytest.approx(
        jensenshannon(counts[0], counts[1], base=2), abs=1e-7
    )


@given(COUNTS)
def test_the_wasserstein_distance_is_scipys_over_its_largest_value(counts):
    steps = np.arange(counts.shape[1])
    expected = wasserstein_distance(steps, steps, counts[0], counts[1]) / steps[-1]
    assert wasserstein(counts[0], counts[1]) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("distance", [js_distance, wasserstein])
@given(counts=COUNTS)
def test_distances_are_metrics_between_0_and_1(distance, counts):
    one, two, three = counts
    assert 0 <= distance(one, two) <= 1
    assert distance(one, two) == pytest.approx(distance(two, one), abs=1e-12)
    assert distance(one, 3 * one) == pytest.approx(0, abs=1e-12)
    assert distance(one, three) <= distance(one, two) + distance(two, three) + 1e-9


@pytest.mark.parametrize("distance", [js_distance, wasserstein])
def test_opposite_ends_are_at_distance_1(distance):
    assert distance([5, 0, 0], [0, 0, 9]) == 1


def test_similarity_is_one_less_the_distance():
    assert js_similarity([1, 1], [1, 1]) == 1
    assert js_similarity([1, 0], [0, 1]) == 0
    # Half of the people against all on one of two options: 1 - √(3/4 log₂(4/3)).
    assert js_distance([1, 0], [1, 1]) == pytest.approx(np.sqrt(0.75 * np.log2(4 / 3)))


def test_the_order_of_options_matters_to_wasserstein_alone():
    near, far, people = [0, 1, 0, 0], [0, 0, 0, 1], [1, 0, 0, 0]
    assert wasserstein(near, people) == pytest.approx(1 / 3)
    assert wasserstein(far, people) == 1
    assert js_distance(near, people) == js_distance(far, people) == 1


@pytest.mark.parametrize("distance", [js_distance, wasserstein])
def test_rows_are_compared_with_one_distribution_or_each_with_its_own(distance):
    rows = np.random.default_rng(1).random((4, 5))
    assert distance(rows, rows[0])[1] == pytest.approx(distance(rows[1], rows[0]))
    assert distance(rows, rows).tolist() == [0] * 4


@pytest.mark.parametrize("distance", [js_distance, wasserstein])
@pytest.mark.parametrize("wrong", [[0, 0], [-1, 2], [np.nan, 1], [np.inf, 1]])
def test_what_is_no_distribution_has_no_distance(distance, wrong):
    assert distance(wrong, [1, 1]) == NAN
    assert distance([1, 1], wrong) == NAN
    assert distance([wrong, [1, 1]], [1, 1]).tolist() == [NAN, 0]


def test_no_options_or_one_have_no_order_to_move_in():
    assert js_distance([], []) == NAN
    assert wasserstein([], []) == NAN
    assert wasserstein([3], [4]) == NAN


def test_distributions_over_other_options_are_refused():
    with pytest.raises(ValueError, match="broadcast"):
        js_distance([1, 1], [1, 1, 1])


def test_nvas_of_known_cells_is_the_published_one():
    # Q1 and Q2 of the World Values Survey, on 1 to 4, as MENAValues publishes them.
    people, model = [1.03, 1.82, 1.82], [1, 2, 3]
    expected = [99, 94, 60.66666666666667]
    assert nvas(model, people, 1, 4) == pytest.approx(expected)


@given(st.integers(2, 11).flatmap(lambda k: st.tuples(*[st.floats(1, k)] * 2, st.just(k))))
def test_nvas_lies_between_0_and_100_and_is_symmetric(answers):
    model, people, highest = answers
    found = nvas(model, people, 1, highest)
    assert -1e-9 <= found <= 100
    assert found == nvas(people, model, 1, highest)
    assert nvas(people, people, 1, highest) == 100


def test_nvas_of_a_missing_answer_or_a_scale_without_width_is_unknown():
    assert nvas(np.nan, 2, 1, 4) == NAN
    assert nvas(2, 2, 3, 3) == NAN
