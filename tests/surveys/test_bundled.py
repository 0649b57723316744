import re

import pytest

from park.surveys.bundled import bundled
from park.surveys.load import load_survey


def test_the_bundled_survey_has_50_items_and_14_countries(tmp_path):
    survey = load_survey(["wvs7"], tmp_path)
    assert len(survey.items) == 50
    assert len(survey.countries) == 14
    assert {"ARG", "BGD", "BRA", "CHN", "DEU", "JOR", "KOR", "TUR"} <= set(survey.countries)


def test_china_was_not_asked_18_of_the_items():
    assert len(bundled().not_asked("CHN")) == 18
    assert bundled().not_asked("DEU") == ()


def test_an_item_that_was_not_asked_has_no_valid_answers_and_counts_all_as_missing():
    answers = bundled().answers["Q224", "CHN"]
    assert (answers.valid, answers.missing, answers.asked) == (0, 3036, False)
    assert bundled().answers_for("Q224", "CHN") is None


def test_an_unknown_item_or_country_has_no_answers():
    assert bundled().answers_for("Q27", "XXX") is None
    assert bundled().answers_for("Q999", "DEU") is None


def test_the_bundled_counts_add_up_to_the_valid_answers():
    assert all(a.total == a.valid for a in bundled().answers.values())


def test_every_counted_code_is_an_option_of_its_item():
    for answers in bundled().answers.values():
        item = bundled().items[answers.item]
        assert set(answers.counts) == {option.code for option in item.options}
        assert min(answers.counts) >= 0


def test_a_scale_from_1_to_10_is_announced_as_one():
    labels = [option.label for option in bundled().items["Q158"].options]
    assert [label.split()[0] for label in labels] == [str(n) for n in range(1, 11)]
    ends = "on a scale from 1 (completely disagree) to 10 (completely agree)"
    assert labels[3] == f"4 {ends}"
    assert labels[9] == f"10 {ends}"


def test_a_scale_that_starts_at_0_keeps_its_codes():
    options = bundled().items["Q122"].options
    assert [(o.code, o.label) for o in options] == [
        (0, "disagree"),
        (1, "hard to say"),
        (2, "agree"),
    ]


def test_no_statement_leaves_open_which_country_it_is_about():
    loose = re.compile(r"\b(this country|here|our (country|elections))\b", re.IGNORECASE)
    assert [i.id for i in bundled().items.values() if loose.search(i.statement)] == []


def test_what_only_one_country_s_people_can_say_is_asked_of_your_own():
    asked = [i.id for i in bundled().items.values() if "your country" in i.statement]
    assert asked == [f"Q{number}" for number in range(224, 234)]


@pytest.mark.parametrize(
    ("item", "word"),
    [("Q32", "housewife"), ("Q33", "should"), ("Q34", "should"), ("Q41", "should always"),
     ("Q123", "diverse"), ("Q169", "always")],
)  # fmt: skip
def test_a_statement_holds_as_much_as_the_survey_s(item, word):
    assert word in bundled().items[item].statement


def test_hard_to_say_is_an_answer_without_a_place_on_the_scale():
    for item in bundled().items.values():
        off = [item.label(code) for code in item.aside]
        assert off == (["hard to say"] if "hard to say" in item.options[1].label else [])
        assert item.graded == (not off)
    assert bundled().items["Q122"].scale == (0, 2)
