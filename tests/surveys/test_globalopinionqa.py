import sys
import types

import pytest

from park.errors import InputError
from park.surveys.load import load_survey
from tests.surveys.survey_files import write_csv

HEADER = ["question", "selections", "options", "source"]
GOOD_BAD = "['Very good', 'Bad', 'DK/Refused']"


def selections(**shares):
    named = {name.replace("_", " "): given for name, given in shares.items()}
    return f"defaultdict(<class 'list'>, {named!r})"


def load(path, *rows):
    write_csv(path / "g.csv", HEADER, *rows)
    return load_survey(["globalopinionqa:g.csv"], path)


def only(survey):
    (item,) = survey.items.values()
    return item


def test_shares_are_read_and_people_without_an_opinion_never_count(tmp_path):
    survey = load(tmp_path, ["Well?", selections(United_States=[0.3, 0.6, 0.1]), GOOD_BAD, "GAS"])
    item = only(survey)
    answers = survey.answers_for(item.id, "USA")
    assert [option.label for option in item.options] == ["Very good", "Bad"]
    assert answers.counts == pytest.approx({1: 30, 2: 60})
    assert answers.share(1) == pytest.approx(1 / 3)
    assert (answers.valid, answers.missing) == (None, None)
    assert not item.ordered


def test_of_several_samples_of_a_country_the_current_national_one_counts(tmp_path):
    cell = (
        "defaultdict(<class 'list'>, {'India (Old national sample)': [1, 0, 0], "
        "'India (Current national sample)': [0.2, 0.8, 0], "
        "'India (Non-national sample)': [0, 1, 0], 'China (Non-national sample)': [0.5, 0.5, 0]})"
    )
    survey = load(tmp_path, ["Well?", cell, GOOD_BAD, "GAS"])
    assert survey.answers_for(only(survey).id, "IND").share(1) == pytest.approx(0.2)
    assert survey.countries == ("CHN", "IND")


def test_names_that_are_no_country_are_skipped_and_counted(tmp_path):
    cell = selections(Atlantis=[1, 0, 0], Britain=[0.5, 0.5, 0])
    survey = load(tmp_path, ["One?", cell, GOOD_BAD, "GAS"], ["Two?", cell, GOOD_BAD, "GAS"])
    assert survey.skipped["Atlantis"] == 2
    assert survey.countries == ("GBR",)


def test_numbered_options_are_a_scale_with_its_ends_named(tmp_path):
    options = "['Never justifiable', 2.0, '3', 'Always justifiable', \"Don't know\"]"
    survey = load(tmp_path, ["Well?", selections(Turkey=[0.4, 0.2, 0.2, 0.1, 0.1]), options, "WVS"])
    item = only(survey)
    assert item.ordered
    assert item.label(2) == "2 on a scale from 1 (Never justifiable) to 4 (Always justifiable)"
    assert set(survey.answers_for(item.id, "TUR").counts) == {1, 2, 3, 4}


def test_an_id_follows_from_the_question_and_not_from_its_line(tmp_path):
    row = ["Well?", selections(Turkey=[0.4, 0.6, 0]), GOOD_BAD, "GAS"]
    other = ["Else?", selections(Turkey=[0.4, 0.6, 0]), GOOD_BAD, "GAS"]
    assert only(load(tmp_path, row)).id in load(tmp_path, other, row).items


def test_a_question_whose_shares_do_not_fit_its_options_is_left_out_and_counted(tmp_path):
    survey = load(
        tmp_path,
        ["One?", selections(Turkey=[0.4, 0.6]), GOOD_BAD, "GAS"],
        ["Two?", selections(Turkey=[0.4, 0.6]), "['Good', 'Refused']", "GAS"],
    )
    assert survey.items == {}
    assert survey.skipped == {"questions without usable options": 2}


def test_options_that_are_no_opinion_are_counted(tmp_path):
    row = ["Well?", selections(Turkey=[0.4, 0.5, 0.1]), GOOD_BAD, "GAS"]
    survey = load(tmp_path, row, ["Else?", *row[1:]])
    assert survey.skipped == {"options 'DK/Refused', which are no opinion": 2}


@pytest.mark.parametrize(
    ("label", "none"),
    [
        ("Missing; Unknown", True),
        ("Other missing; Multiple answers Mail (EVS)", True),
        ("DK/Refused (Volunteered)", True),
        ("Don’t know (VOL)", True),
        ("Don´t know (don`t read)", True),
        ("Inappropriate response{Inappropriate}", True),
        ("NOT ASKED IN SURVEY", True),
        ("Missing the old days", False),
        ("Refused to strike", False),
        ("Don't know him", False),
        ("No answer is good", False),
        ("DK Berlin", False),
        ("Other", False),
    ],
)
def test_only_labels_of_missing_answers_are_dropped_not_all_that_begin_so(tmp_path, label, none):
    options = repr(["Good", "Bad", label])
    survey = load(tmp_path, ["Well?", selections(Turkey=[0.4, 0.5, 0.1]), options, "GAS"])
    assert (label not in [option.label for option in only(survey).options]) is none


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["Well?", "__import__('os').system('true')", GOOD_BAD, "GAS"], "selections: must be a Py"),
        (["Well?", "defaultdict(<class 'list'>, {'Turkey': [x]})", GOOD_BAD, "GAS"], "selections"),
        (["Well?", selections(Turkey=[-0.1, 1, 0]), GOOD_BAD, "GAS"], "'Turkey' must lie between"),
        (["Well?", selections(Turkey="no"), GOOD_BAD, "GAS"], "'Turkey' must be a list of num"),
        (["Well?", selections(Turkey=[1, 0, 0]), "Good, bad", "GAS"], "options: must be a Python"),
        (["", selections(Turkey=[1, 0, 0]), GOOD_BAD, "GAS"], "question: must not be empty"),
        (["Well?", "-" * 50_000 + "1", GOOD_BAD, "GAS"], "selections: must be a Python dict"),
    ],
)
def test_a_bad_cell_is_refused_with_its_line_and_column(tmp_path, row, message):
    with pytest.raises(InputError, match=message) as caught:
        load(tmp_path, row)
    assert str(caught.value).startswith(f"{tmp_path / 'g.csv'}:2: ")


def test_the_data_set_comes_from_the_hub_where_no_file_is_named(tmp_path, monkeypatch):
    row = dict(zip(HEADER, ["Well?", selections(Turkey=[1, 0, 0]), GOOD_BAD, "GAS"], strict=True))
    asked = []
    hub = types.ModuleType("datasets")
    hub.load_dataset = lambda name, split: asked.append((name, split)) or [row]
    monkeypatch.setitem(sys.modules, "datasets", hub)
    assert load_survey(["globalopinionqa"], tmp_path).countries == ("TUR",)
    assert asked == [("Anthropic/llm_global_opinions", "train")]


def test_a_hub_that_cannot_be_reached_is_one_line(tmp_path, monkeypatch):
    def fails(name, split):
        raise ConnectionError("no route\nto the hub")

    hub = types.ModuleType("datasets")
    hub.load_dataset = fails
    monkeypatch.setitem(sys.modules, "datasets", hub)
    with pytest.raises(InputError, match=r"cannot be fetched \(no route\); or name a file"):
        load_survey(["globalopinionqa"], tmp_path)


def test_a_missing_package_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(InputError, match=r"needs: pip install 'culturepark\[export\]'"):
        load_survey(["globalopinionqa"], tmp_path)
