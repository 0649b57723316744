import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from park.statistics import DIMENSIONS, vsm, vsm_distance

MEANS = arrays(np.float64, 24, elements=st.floats(1, 5))


@given(MEANS)
def test_the_formulas_are_those_of_the_manual(means):
    m = dict(enumerate(means, 1))
    expected = {
        "PDI": 35 * (m[7] - m[2]) + 25 * (m[20] - m[23]),
        "IDV": 35 * (m[4] - m[1]) + 35 * (m[9] - m[6]),
        "MAS": 35 * (m[5] - m[3]) + 35 * (m[8] - m[10]),
        "UAI": 40 * (m[18] - m[15]) + 25 * (m[21] - m[24]),
        "LTO": 40 * (m[13] - m[14]) + 25 * (m[19] - m[22]),
        "IVR": 35 * (m[12] - m[11]) + 40 * (m[17] - m[16]),
    }
    found = dict(zip(DIMENSIONS, vsm(means), strict=True))
    assert found == pytest.approx({name: score + 50 for name, score in expected.items()})


def test_equal_answers_give_the_constant():
    assert vsm(np.full(24, 3.0)).tolist() == [50] * 6


def test_the_numbers_of_the_questions_as_answers_give_a_known_row():
    # m_k = 1 + k/10, worked out by hand.
    means = 1 + np.arange(1, 25) / 10
    assert vsm(means) == pytest.approx([60, 71, 50, 54.5, 38.5, 57.5])


def test_a_group_s_means_give_the_dimensions_worked_out_by_hand():
    # Of no published group: the manual prints no example, so each line is computed on paper.
    means = [2.1, 1.8, 2.4, 1.6, 2.0, 1.9, 2.3, 2.6, 3.1, 2.2, 1.7, 2.5]
    means += [1.9, 2.2, 2.8, 2.1, 3.3, 2.0, 1.5, 2.9, 2.7, 2.0, 3.0, 3.2]
    by_hand = {
        "PDI": 50 + 35 * 0.5 + 25 * -0.1,
        "IDV": 50 + 35 * -0.5 + 35 * 1.2,
        "MAS": 50 + 35 * -0.4 + 35 * 0.4,
        "UAI": 50 + 40 * -0.8 + 25 * -0.5,
        "LTO": 50 + 40 * -0.3 + 25 * -0.5,
        "IVR": 50 + 35 * 0.8 + 40 * 1.2,
    }
    assert list(by_hand) == list(DIMENSIONS)
    assert vsm(means) == pytest.approx([65, 74.5, 50, 5.5, 25.5, 126])
    assert vsm(means) == pytest.approx(list(by_hand.values()))


def test_every_question_enters_one_dimension_alone():
    base = vsm(np.full(24, 3.0))
    moved = vsm(np.full((24, 24), 3.0) + np.eye(24))
    assert ((moved != base).sum(axis=1) == 1).all()


def test_a_missing_or_impossible_answer_leaves_only_its_own_dimension_undefined():
    for wrong in (np.nan, 0.5, 10):
        means = np.full(24, 3.0)
        means[6] = wrong
        assert np.isnan(vsm(means)).tolist() == [True] + [False] * 5


def test_other_than_24_means_are_refused():
    with pytest.raises(ValueError, match="24 questions"):
        vsm(np.ones(23))


def test_distance_runs_over_the_dimensions_that_all_cultures_have():
    scores = np.array([[50.0] * 6, [60.0] * 6])
    published = np.array([[53, 46, 50, 50, 50, np.nan], [60, 60, 60, 60, np.nan, 90]])
    distances, names = vsm_distance(scores, published)
    assert distances.tolist() == [5, 0]
    assert names == ("PDI", "IDV", "MAS", "UAI")


def test_without_a_common_dimension_there_is_no_distance():
    distances, names = vsm_distance(np.full((2, 6), np.nan), np.ones((2, 6)))
    assert np.isnan(distances).all()
    assert names == ()


def test_scores_of_other_shapes_are_refused():
    with pytest.raises(ValueError, match="cultures, 6"):
        vsm_distance(np.ones(6), np.ones(6))
