from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import chi2, chi2_contingency

from park.export.country_difference import chi_square_tail, contrast, opposed, p_value
from park.records import Answers
from park.surveys.bundled import bundled
from park.surveys.stance import side
from tests.toys import item

SCALE = item(labels=("agree", "neither", "disagree"))
CHOICE = item(labels=("tea", "coffee", "water"), ordered=False)


def answers(*counts, country="TUR", known=True):
    valid = int(sum(counts)) if known else None
    return Answers(item="Q1", country=country, counts=dict(enumerate(counts, start=1)), valid=valid)


@given(st.floats(0, 2000), st.integers(1, 60))
def test_the_tail_of_chi_square_is_scipy_s(statistic, freedom):
    assert chi_square_tail(statistic, freedom) == pytest.approx(
        chi2.sf(statistic, freedom), rel=1e-9, abs=1e-300
    )


COUNTS = st.lists(st.integers(0, 2000), min_size=4, max_size=4)


@given(COUNTS, COUNTS)
def test_the_p_value_is_pearson_s(first, second):
    assume(any(first) and any(second))
    table = [pair for pair in zip(first, second, strict=True) if any(pair)]
    assume(len(table) > 1)
    wanted = chi2_contingency(table, correction=False).pvalue
    assert p_value(answers(*first), answers(*second)) == pytest.approx(wanted, rel=1e-6, abs=1e-300)


def test_countries_that_answer_alike_do_not_differ():
    assert p_value(answers(50, 20, 30), answers(50, 20, 30)) == 1.0
    assert p_value(answers(80, 0, 0), answers(7, 0, 0)) == 1.0


def test_shares_without_respondents_are_not_tested():
    assert p_value(answers(90, 0, 10), answers(10, 0, 90, known=False)) is None
    assert p_value(answers(90, 0, 10), answers(0, 0, 0)) is None


@pytest.mark.parametrize("code, where", [(1, -1), (2, 0), (3, 1)])
def test_a_scale_has_two_sides_and_a_middle(code, where):
    assert side(SCALE, code) == where


def test_stances_on_a_scale_are_opposed_across_its_middle():
    assert opposed(SCALE, 1, 3)
    assert not opposed(SCALE, 1, 2)
    assert not opposed(item(labels=("a", "b", "c", "d")), 1, 2)


def test_stances_without_a_scale_are_opposed_if_they_differ():
    assert opposed(CHOICE, 1, 2)
    assert not opposed(CHOICE, 2, 2)


def test_a_contrast_goes_with_the_difference_between_the_countries_and_not_against_it():
    here, there = answers(700, 0, 300), answers(300, 0, 700, country="CHN")
    assert contrast(SCALE, here, 1, there, 3).p < 0.001
    assert contrast(SCALE, here, 3, there, 1) is None


def test_there_is_no_contrast_between_like_stances_or_like_countries():
    here, there = answers(700, 0, 300), answers(300, 0, 700)
    assert contrast(SCALE, here, 1, there, 1) is None
    assert contrast(SCALE, here, 1, there, 2) is None
    assert contrast(SCALE, answers(52, 0, 48), 1, answers(48, 0, 52), 3) is None


def test_without_a_scale_each_option_must_be_commoner_in_its_own_country():
    here, there = answers(600, 200, 200), answers(200, 600, 200)
    assert contrast(CHOICE, here, 1, there, 2).p < 0.001
    assert contrast(CHOICE, here, 1, there, 3) is None


def test_a_difference_has_to_be_large_and_not_only_significant():
    here, there = answers(5400, 0, 4600), answers(4700, 0, 5300)
    assert p_value(here, there) < 1e-9
    assert contrast(SCALE, here, 1, there, 3) is None
    assert contrast(SCALE, here, 1, there, 3, 0.05).difference == pytest.approx(0.07)


def test_a_difference_counts_by_the_side_where_it_is_smaller():
    here, there = answers(700, 100, 200), answers(300, 450, 250)
    found = contrast(SCALE, here, 1, there, 3, 0.05)
    assert found.difference == pytest.approx(0.05)
    assert contrast(SCALE, here, 1, there, 3, 0.06) is None


def test_a_difference_of_exactly_the_least_is_one():
    assert contrast(SCALE, answers(400, 0, 600), 1, answers(300, 0, 700), 3, 0.1) is not None


def test_stances_that_are_equally_common_are_no_contrast_even_where_nothing_is_asked_for():
    here, there = answers(500, 100, 400), answers(500, 400, 100)
    assert contrast(SCALE, here, 1, there, 3, 0) is None


def test_of_the_bundled_survey_the_size_and_not_the_test_decides_on_pairs():
    survey, tested, kept = bundled(), 0, 0
    item = survey.items["Q29"]
    for home, abroad in permutations(survey.countries, 2):
        ours, theirs = (survey.answers_for("Q29", each) for each in (home, abroad))
        tested += contrast(item, ours, 1, theirs, 4, 0) is not None
        kept += contrast(item, ours, 1, theirs, 4) is not None
    assert 0.3 < kept / tested < 0.8


def test_an_option_off_the_scale_is_opposed_to_nothing():
    off = SCALE.model_copy(update={"aside": (3,)})
    assert [side(off, code) for code in (1, 2, 3)] == [-1, 1, 0]
    assert opposed(off, 1, 2)
    assert not opposed(off, 1, 3)
