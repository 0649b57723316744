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


def test_options_of_which_one_has_another_place_are_not_matched(files):
    write_text(files / "other.csv", f"{HEADER}chai,IRN,1,90,x,disagree\nchai,IRN,2,10,,never\n")
    with pytest.raises(InputError, match=r"chai: 'disagree' has another place than in tea"):
        load(files, chai="tea")
    write_text(files / "other.csv", f"{HEADER}chai,IRN,1,90,x,agree\nchai,IRN,2,10,,never\n")
    assert load(files, chai="tea").answers_for("tea", "IRN").counts == {1: 90, 2: 10}


def test_what_is_on_no_scale_is_not_matched_with_what_is(files):
    one = "tea,DEU,1,30,Tea is good.,agree,\ntea,DEU,2,40,,neither,\ntea,DEU,3,30,,disagree,\n"
    other = "chai,IRN,1,60,x,yes,\nchai,IRN,2,20,,no,\nchai,IRN,3,20,,hard to say,yes\n"
    for name, rows in (("one.csv", one), ("other.csv", other)):
        write_text(files / name, f"{HEADER.strip()},aside\n{rows}")
    with pytest.raises(InputError, match=r"chai and tea have different scales"):
        load(files, chai="tea")


def test_two_items_that_one_source_asked_in_a_country_are_not_joined(files):
    more = "tea,IRN,1,30,Tea is good.,agree\ntea,IRN,2,30,,disagree\n"
    write_text(files / "other.csv", f"{HEADER}chai,IRN,5,9,x,yes\nchai,IRN,6,1,,no\n{more}")
    message = "would both be tea, but one source asked both in IRN"
    with pytest.raises(InputError, match=message):
        load(files, chai="tea")


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
