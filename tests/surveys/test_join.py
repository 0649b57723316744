"""Items of different surveys that ask the same become one."""

import pytest

from park.config import Seeds
from park.errors import InputError
from park.surveys.load import load_seeds, load_survey
from park.surveys.split import split
from tests.surveys.survey_files import write_csv, write_text

HEADER = "item,country,option,count,statement,label\n"


@pytest.fixture
def files(tmp_path):
    one = "tea,DEU,1,30,Tea is good.,agree\ntea,DEU,2,70,,disagree\n"
    other = "chai,IRN,5,90,Is tea good?,yes\nchai,IRN,6,10,,no\ncake,IRN,a,1,,\ncake,IRN,b,1,,\n"
    write_text(tmp_path / "one.csv", HEADER + one)
    write_text(tmp_path / "other.csv", HEADER + other)
    return tmp_path


def load(path, **join):
    return load_survey(["csv:one.csv", "csv:other.csv"], path, join=join)


def test_the_answers_to_one_item_become_answers_to_the_other(files):
    survey = load(files, chai="tea")
    assert list(survey.items) == ["tea", "cake"]
    assert survey.items["tea"].statement == "Tea is good."
    assert survey.answers_for("tea", "IRN").counts == {1: 90, 2: 10}
    assert survey.answers_for("tea", "DEU").counts == {1: 30, 2: 70}
    assert "chai" in load(files).items


def test_options_are_matched_by_their_labels_where_they_are_the_same(files):
    write_text(files / "other.csv", f"{HEADER}chai,IRN,1,90,x,Disagree\nchai,IRN,2,10,,AGREE\n")
    assert load(files, chai="tea").answers_for("tea", "IRN").counts == {2: 90, 1: 10}


def test_twins_follow(files):
    more = "kuchen,IRN,a,1,,,chai\nkuchen,IRN,b,1,,,\nchai,IRN,5,9,,,\nchai,IRN,6,9,,,\n"
    write_text(files / "other.csv", HEADER.strip() + ",twin\n" + more)
    survey = load(files, chai="tea")
    assert survey.items["kuchen"].twin == "tea"
    train, held = split(survey.items, 0.4)
    assert {*train, *held} == {"tea", "kuchen"}
    assert not (train and held)


def test_the_configuration_joins(files):
    seeds = Seeds(source=("csv:one.csv", "csv:other.csv"), join={"chai": "tea"})
    assert load_seeds(seeds, files).digest() == load(files, chai="tea").digest()


@pytest.mark.parametrize(
    ("join", "message"),
    [
        ({"chia": "tea"}, r"^seeds\.join: no source has an item 'chia'; did you mean 'chai'\?$"),
        ({"chai": "te"}, r"no source has an item 'te'; did you mean 'tea'"),
        ({"tea": "tea"}, r"tea: 'tea' is itself joined"),
        ({"tea": "chai", "chai": "tea"}, r"'chai' is itself joined to another item"),
    ],
)
def test_a_bad_mapping_is_refused(files, join, message):
    with pytest.raises(InputError, match=message):
        load(files, **join)


def test_items_with_a_different_number_of_options_are_not_joined(files):
    with pytest.raises(InputError, match=r"chai has 2 options and Q27 4$"):
        load_survey(["wvs7", "csv:other.csv"], files, join={"chai": "Q27"})


def test_items_of_single_respondents_are_joined_to_but_not_away(files):
    write_csv(files / "w.csv", ["B_COUNTRY_ALPHA", "Q27"], ["IRN", "1"])
    text = "own,DEU,1,1,x,a\nown,DEU,2,1,,b\nown,DEU,3,1,,c\nown,DEU,4,7,,d\n"
    write_text(files / "four.csv", HEADER + text)
    survey = load_survey(["wvs:w.csv", "csv:four.csv"], files, join={"own": "Q27"})
    assert survey.answers_for("Q27", "DEU").counts[4] == 7
    with pytest.raises(InputError, match="Q27 has single respondents; join others to it"):
        load_survey(["wvs:w.csv", "csv:four.csv"], files, join={"Q27": "own"})
