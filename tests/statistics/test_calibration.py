import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.statistics import brier, calibration_error

ANSWERS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)
NAN = pytest.approx(np.nan, nan_ok=True)


@given(ANSWERS, st.integers(1, 15))
def test_the_error_is_the_sum_over_bins_of_their_gaps(answers, bins):
    confidence, correct = np.array(answers, float).T
    expected = 0.0
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        inside = (confidence > low) & (confidence <= high) | ((number == 0) & (confidence == 0))
        if inside.any():
            expected += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    assert calibration_error(confidence, correct, bins=bins) == pytest.approx(expected, abs=1e-12)


def test_a_known_error():
    assert calibration_error([0.9] * 10, [1] * 6 + [0] * 4) == pytest.approx(0.3)
    assert calibration_error([0.75] * 4, [1, 1, 1, 0]) == 0


def test_a_bin_includes_its_upper_edge():
    assert calibration_error([0.4, 0.5, 0.6], [1, 0, 1], bins=2) == pytest.approx(0.5 / 3)


def test_many_samples_at_once_give_the_errors_of_each():
    confidence = np.random.default_rng(1).random((4, 30))
    correct = np.random.default_rng(2).random((4, 30)) < confidence
    each = [calibration_error(*pair) for pair in zip(confidence, correct, strict=True)]
    assert calibration_error(confidence, correct) == pytest.approx(each)


def test_items_that_are_no_probability_are_left_out():
    found = calibration_error([0.9, np.nan, 1.2, 0.5], [1, 1, 0, np.nan])
    assert found == pytest.approx(0.1)


@given(ANSWERS)
def test_the_brier_score_of_two_classes_is_the_mean_squared_error(answers):
    probability, truth = np.array(answers, float).T
    pairs = np.stack([1 - probability, probability], axis=1)
    assert brier(pairs, truth) == pytest.approx(((probability - truth) ** 2).mean())


def test_the_brier_score_lies_between_certainly_right_and_certainly_wrong():
    certain = np.eye(3)
    assert brier(certain, [0, 1, 2]) == 0
    assert brier(certain, [1, 2, 0]) == 1
    assert brier(np.full((3, 3), 1 / 3), [0, 1, 2]) == pytest.approx(1 / 3)


def test_items_of_no_class_or_without_a_probability_are_left_out():
    found = brier([[0.5, 0.5], [0, 1], [np.nan, 1]], [0, 2, 1])
    assert found == pytest.approx(0.25)


def test_without_items_nothing_is_known():
    assert calibration_error([], []) == NAN
    assert brier(np.zeros((0, 2)), []) == NAN


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        brier([[0.5, 0.5]], [0, 1])
    with pytest.raises(ValueError, match="shape"):
        calibration_error([0.5, 0.5], [1, 0, 1])
