"""Stances in the dialogues against people's answers."""

import pytest

from park.config import Config
from park.errors import InputError
from park.report.charts import stance_charts
from park.report.stances import ALL, stances, survey_of
from park.surveys.survey import Survey
from tests.toys import answers, dialogue, item, seed


def held(number, stance, culture="turkish", country="TUR", about="Q1"):
    born = seed(key=f"s{number}", culture=culture, country=country, item=about, stance=stance)
    return dialogue(f"d{number}", seed=born)


SURVEY = Survey.of(
    [item(1), item(2, labels=("yes", "no", "perhaps"))],
    [
        answers(1, "TUR", c1=60, c2=10, c3=30), answers(1, "CHN", c1=20, c2=50, c3=30),
        answers(2, "TUR", c1=0, c2=100, c3=0),
    ],
)  # fmt: skip


def test_dialogues_are_held_against_the_shares_of_their_own_countries():
    found = stances(SURVEY, [held(1, 1), held(2, 3), held(3, 1, "chinese", "CHN")])
    together, chinese, turkish = found
    assert together.culture == ALL
    assert [option.people for option in turkish.options] == [0.6, 0.1, 0.3]
    assert [option.dialogues.value for option in turkish.options] == [0.5, 0.0, 0.5]
    assert [option.people for option in chinese.options] == [0.2, 0.5, 0.3]
    expected = [(2 * 0.6 + 0.2) / 3, (2 * 0.1 + 0.5) / 3, 0.3]
    assert [option.people for option in together.options] == pytest.approx(expected)
    assert sum(option.people for option in together.options) == pytest.approx(1)


def test_items_with_other_labels_share_positions_only():
    together, turkish = stances(SURVEY, [held(1, 1), held(2, 2, about="Q2")])
    assert [option.label for option in turkish.options] == [f"option {n} of 3" for n in (1, 2, 3)]
    assert [option.people for option in together.options] == pytest.approx([0.3, 0.55, 0.15])


def test_scales_of_several_lengths_are_told_apart_in_the_table():
    survey = Survey.of(
        [item(1), item(2, labels=("yes", "no"))],
        [answers(1, "TUR", c1=60, c2=10, c3=30), answers(2, "TUR", c1=30, c2=70)],
    )
    found = stances(survey, [held(1, 1), held(2, 2, about="Q2")])
    rows = [row for row in stance_charts(found).table.rows if row[0] == "turkish"]
    assert [row[1] for row in rows] == 2 * ["2 options, 1 item"] + 3 * ["3 options, 1 item"]


def test_what_the_survey_does_not_know_is_left_out():
    assert stances(SURVEY, [held(1, 1, about="Q9"), held(2, 9), held(3, 1, "german", "DEU")]) == ()


def test_a_survey_that_would_have_to_be_fetched_is_not(tmp_path):
    config = Config(name="a", cultures=("turkish",), seeds={"source": "globalopinionqa"})
    with pytest.raises(InputError, match="a report fetches nothing"):
        survey_of(config, tmp_path)


def test_a_missing_file_is_named_without_its_place(tmp_path):
    config = Config(name="a", cultures=("turkish",), seeds={"source": f"csv:{tmp_path}/gone.csv"})
    with pytest.raises(InputError, match=r"\(csv:gone.csv\) cannot be read") as error:
        survey_of(config, tmp_path)
    assert str(tmp_path) not in str(error.value)
