import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn import metrics

from park.statistics import cohen_kappa, confusion, f1, macro, macro_f1, precision, recall

ANSWERED = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40)
MATRICES = arrays(np.int64, (4, 4), elements=st.integers(0, 30))
NAN = pytest.approx(np.nan, nan_ok=True)


@given(ANSWERED)
def test_scores_are_those_of_scikit_learn(pairs):
    truth, answers = np.array(pairs).T
    matrix = confusion(truth, answers, 4)
    assert (matrix == metrics.confusion_matrix(truth, answers, labels=range(4))).all()
    for ours, theirs in (
        (precision, metrics.precision_score),
        (recall, metrics.recall_score),
        (f1, metrics.f1_score),
    ):
        expected = theirs(truth, answers, average="macro", zero_division=0)
        assert macro(ours(matrix)) == pytest.approx(expected)


@given(MATRICES)
def test_f1_is_the_harmonic_mean_of_precision_and_recall(matrix):
    both = precision(matrix) + recall(matrix)
    expected = np.divide(2 * precision(matrix) * recall(matrix), both, out=both, where=both > 0)
    assert f1(matrix) == pytest.approx(expected, nan_ok=True)


def test_a_known_confusion_gives_its_closed_form():
    matrix = [[40, 10], [20, 30]]
    assert precision(matrix) == pytest.approx([40 / 60, 30 / 40])
    assert recall(matrix) == pytest.approx([0.8, 0.6])
    assert macro_f1(matrix) == pytest.approx((80 / 110 + 60 / 90) / 2)
    assert cohen_kappa(matrix) == pytest.approx(0.4)


def test_kappa_is_that_of_scikit_learn():
    truth, answers = np.random.default_rng(1).integers(0, 3, (2, 60))
    expected = metrics.cohen_kappa_score(truth, answers)
    assert cohen_kappa(confusion(truth, answers, 3)) == pytest.approx(expected)


def test_many_samples_are_counted_at_once():
    samples = np.random.default_rng(2).integers(0, 3, (5, 2, 20))
    tables = confusion(samples[:, 0], samples[:, 1], 3)
    assert tables.shape == (5, 3, 3)
    for sample, table in zip(samples, tables, strict=True):
        assert (table == confusion(*sample, 3)).all()
    assert macro_f1(tables).shape == cohen_kappa(tables).shape == (5,)


def test_items_without_an_answer_are_left_out_or_counted_apart():
    truth, answers = [0, 0, 1, 1, -1, np.nan], [0, -1, 1, np.nan, 1, 0]
    assert confusion(truth, answers, 2).tolist() == [[1, 0], [0, 1]]
    strict = confusion(truth, answers, 2, strict=True)
    assert strict.tolist() == [[1, 0, 1], [0, 1, 1]]
    assert precision(strict).tolist() == [1, 1]
    assert recall(strict).tolist() == [0.5, 0.5]


def test_a_class_never_answered_has_precision_zero_and_an_absent_one_none():
    matrix = [[5, 0, 0], [5, 0, 0], [0, 0, 0]]
    assert precision(matrix).tolist() == [0.5, 0, NAN]
    assert recall(matrix).tolist() == [1, 0, NAN]
    assert macro_f1(matrix) == pytest.approx(1 / 3)


def test_one_class_alone_gives_one():
    assert macro_f1([[7, 0], [0, 0]]) == 1
    assert cohen_kappa([[7, 0], [0, 0]]) == NAN


def test_without_items_nothing_is_known():
    matrix = confusion([], [], 3)
    assert matrix.tolist() == [[0, 0, 0]] * 3
    assert (macro_f1(matrix), cohen_kappa(matrix)) == (NAN, NAN)
    assert np.isnan(precision(matrix)).all()


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="truth and answers differ"):
        confusion([0, 1], [0], 2)
    with pytest.raises(ValueError, match="no fewer columns than rows"):
        f1(np.ones((3, 2)))
    with pytest.raises(ValueError, match="square"):
        cohen_kappa(np.ones((2, 3)))
