import pytest

from park.errors import InputError
from park.surveys.bundled import bundled
from park.surveys.load import load_survey
from tests.surveys.survey_files import MENA_HEADER, mena_row, shared_rows, write_csv


def load(path, *rows):
    write_csv(path / "m.csv", MENA_HEADER, *rows)
    return load_survey(["menavalues:m.csv"], path)


@pytest.mark.parametrize("country", ["JOR", "TUR"])
def test_shares_agree_with_the_bundled_survey_to_a_hundredth_of_a_percent(tmp_path, country):
    survey = load(tmp_path, *shared_rows())
    assert len(survey.items) == 4
    for item in survey.items:
        ours, theirs = bundled().answers_for(item, country), survey.answers_for(item, country)
        for code in ours.counts:
            assert ours.share(code) == pytest.approx(theirs.share(code), abs=1e-4)


def test_an_item_that_is_bundled_too_is_the_bundled_item(tmp_path):
    survey = load(tmp_path, *shared_rows())
    assert survey.items["Q158"] == bundled().items["Q158"]
    both = load_survey(["wvs7", "menavalues:m.csv"], tmp_path)
    assert both.answers_for("Q27", "JOR").valid is None
    assert both.answers_for("Q27", "DEU").valid > 0


TWIN = (
    "Do you agree, with '1' being 'Strongly agree' and '3' being 'Strongly disagree'.",
    "(1.25, {'1': '81.53%', '2': '12.23%', '3': '6.24%'})",
)
"""An item on three points as the benchmark prints it, with its answers to Q33_3 in Jordan."""


def test_on_three_points_the_middle_stands_between_the_ends_and_adds_up_to_the_twin(tmp_path):
    row = mena_row(*TWIN, sub="Q33_3: title", source="WVS 7", high="3")
    survey = load(tmp_path, row)
    item, answers = survey.items["Q33_3"], survey.answers_for("Q33_3", "JOR")
    assert [(option.code, option.label) for option in item.options] == [
        (1, "agree"),
        (2, "neither agree nor disagree"),
        (3, "disagree"),
    ]
    assert item.ordered and item.twin == "Q33"
    five = bundled().answers_for("Q33", "JOR")
    merged = [five.share(1) + five.share(2), five.share(3), five.share(4) + five.share(5)]
    assert [answers.share(code) for code in (1, 2, 3)] == pytest.approx(merged, abs=1e-4)


@pytest.mark.parametrize(
    ("item", "twin"),
    [("Q34_3", "Q34"), ("Q35_3", "Q35"), ("Q82_ARABLEAGUE", "Q82"), ("Q82_UNDP", "")],
)
def test_an_item_made_of_another_s_answers_is_its_twin(tmp_path, item, twin):
    row = mena_row(*TWIN, sub=f"{item}: title", source="WVS 7", high="3")
    assert load(tmp_path, row).items[item].twin == twin


def test_an_item_without_a_number_of_its_own_has_its_twin_by_the_benchmark_s_code(tmp_path):
    rows = [mena_row("Well? 1: Yes, 2: No", code=code, high="2") for code in ("647", "648")]
    items = load(tmp_path, *rows).items
    assert (items["MV647"].twin, items["MV648"].twin) == ("", "MV647")


def test_codes_outside_the_range_are_missing_and_shares_only_leave_numbers_open(tmp_path):
    question = "How good? 0: Not applicable, 1: Very good, 2: Good, 3: Poor, 4: Very poor"
    survey = load(
        tmp_path, mena_row(question, "(2.0, {'1.0': '45.00%', '0.0': '10.0%', '4.0': '45%'})")
    )
    answers = survey.answers_for("MV900", "JOR")
    assert answers.counts == {1: 45.0, 4: 45.0}
    assert answers.share(1) == 0.5
    assert (answers.valid, answers.missing) == (None, None)
    assert survey.skipped == {"codes outside the range of an item, which are no opinion": 1}
    assert survey.items["MV900"].statement == "How good?"
    assert survey.items["MV900"].label(1) == "Very good"


@pytest.mark.parametrize("cell", ["", "(No data, {})", "(No values <= 6, {})"])
def test_a_country_without_data_was_not_asked(tmp_path, cell):
    survey = load(tmp_path, mena_row("Well? 1: Yes, 2: No", "(1.0, {'1': '100%'})", cell, high="2"))
    assert survey.answers_for("MV900", "SAU") is None
    assert survey.countries == ("JOR",)


def test_named_ends_become_a_scale_and_the_orders_to_the_reader_go(tmp_path):
    question = (
        "How do you see it, with '1' meaning 'a lot worse' and '10' meaning 'a lot better'. "
        "Provide a number only."
    )
    item = load(tmp_path, mena_row(question, "(1.0, {'7': '100%'})", high="10")).items["MV900"]
    assert item.statement == "How do you see it"
    assert len(item.options) == 10
    assert item.label(7) == "7 on a scale from 1 (a lot worse) to 10 (a lot better)"
    assert item.ordered


@pytest.mark.parametrize(
    ("scale", "question", "ordered"),
    [
        ("y", "Well? 1: Good, 2: Middling, 3: Bad", True),
        ("s", "Well? 1: Good, 2: Middling, 3: Bad", True),
        ("n", "Whose? 1: Mine, 2: Yours, 3: Theirs", False),
        ("y", "Which? 1: This, 2: That, 3: Disagree with both statements", False),
    ],
)
def test_only_options_in_an_order_are_a_scale(tmp_path, scale, question, ordered):
    row = mena_row(question, "(1.0, {'1': '100.00%'})", scale=scale, high="3")
    assert load(tmp_path, row).items["MV900"].ordered is ordered


def test_an_item_with_answers_that_have_no_label_is_left_out_and_counted(tmp_path):
    row = mena_row("Which? 1: This, 2: That, ", "(1.0, {'1': '60%', '3': '40%'})", high="3")
    survey = load(tmp_path, row)
    assert survey.items == {}
    assert survey.skipped == {"items with answers that have no label": 1}


def test_braces_in_a_question_pass_through(tmp_path):
    row = mena_row("{{ x }} {y} {% raw %}? 1: {a}, 2: }}", "(1.0, {'1': '100%'})", high="2")
    item = load(tmp_path, row).items["MV900"]
    assert item.statement == "{{ x }} {y} {% raw %}?"
    assert item.label(1) == "{a}"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (mena_row("Well? 1: Yes, 2: No", "__import__('os')"), r"m\.csv:2: Jordan: must have the f"),
        (mena_row("Well? 1: Yes, 2: No", "(1.0, {'1': '-5%'})"), r"m\.csv:2: Jordan: must have"),
        (mena_row("Well? 1: Yes, 2: No", scale="maybe"), r"m\.csv:2: Scale: must be y or n"),
        (mena_row("Well? 1: Yes, 2: No", high="many"), r"m\.csv:2: MAX: .* not 'many'"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_column(tmp_path, row, message):
    with pytest.raises(InputError, match=message):
        load(tmp_path, row)


def test_an_item_that_stands_twice_is_refused(tmp_path):
    row = mena_row("Well? 1: Yes, 2: No", high="2")
    with pytest.raises(InputError, match="'MV900' appears twice"):
        load(tmp_path, row, row)


def test_a_missing_column_is_named(tmp_path):
    write_csv(tmp_path / "m.csv", [name for name in MENA_HEADER if name != "Full Question"])
    with pytest.raises(InputError, match=r"m\.csv:1: the column 'Full Question' is missing"):
        load_survey(["menavalues:m.csv"], tmp_path)
