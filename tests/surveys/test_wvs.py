import pytest

from park.errors import InputError
from park.surveys.bundled import bundled
from park.surveys.load import load_survey
from tests.surveys.survey_files import write_csv, write_text

HEADER = ["A_WAVE", "B_COUNTRY_ALPHA", "Q27", "Q158", "Q999"]


def test_respondents_are_counted_and_missing_codes_are_kept_apart(tmp_path):
    write_csv(
        tmp_path / "wvs.csv",
        HEADER,
        ["7", "IRN", "1", "10", "3"],
        ["7", "IRN", "1", "-1", "3"],
        ["7", "IRN", "4", "-4", "3"],
        ["7", "IRN", "-2", "", "3"],
        ["7", "DEU", "2.0", "9", "3"],
    )
    survey = load_survey(["wvs:wvs.csv"], tmp_path)
    assert survey.items == {key: bundled().items[key] for key in ("Q27", "Q158")}
    pride = survey.answers_for("Q27", "IRN")
    assert pride.counts == {1: 2, 2: 0, 3: 0, 4: 1}
    assert (pride.valid, pride.missing) == (3, 1)
    science = survey.answers_for("Q158", "IRN")
    assert (science.valid, science.missing, science.counts[10]) == (1, 3, 1)
    assert survey.answers_for("Q27", "DEU").counts[2] == 1


def test_the_recoded_columns_of_the_same_answers_are_no_items(tmp_path):
    write_csv(tmp_path / "w.csv", ["B_COUNTRY_ALPHA", "Q33", "Q33_3"], ["IRN", "4", "2"])
    assert list(load_survey(["wvs:w.csv"], tmp_path).items) == ["Q33"]


def test_an_item_with_missing_codes_only_was_not_asked(tmp_path):
    write_csv(
        tmp_path / "w.csv", HEADER, ["7", "CHN", "-4", "1", "1"], ["7", "CHN", "-4", "2", "1"]
    )
    survey = load_survey(["wvs:w.csv"], tmp_path)
    assert survey.answers["Q27", "CHN"].missing == 2
    assert survey.answers_for("Q27", "CHN") is None


@pytest.mark.parametrize("blank", ["", "NA", ".", "nan"])
def test_blank_cells_are_missing(tmp_path, blank):
    write_csv(tmp_path / "w.csv", HEADER, ["7", "IRN", blank, "1", "1"])
    survey = load_survey(["wvs:w.csv"], tmp_path)
    assert (survey.answers["Q27", "IRN"].valid, survey.answers["Q27", "IRN"].missing) == (0, 1)


def test_titles_after_a_colon_semicolons_and_a_byte_order_mark_are_accepted(tmp_path):
    header = "\ufeffB_COUNTRY_ALPHA: ISO 3166 code;Q27: Parents proud"
    write_text(tmp_path / "w.csv", f"{header}\r\nTUR;1\r\n")
    assert load_survey(["wvs:w.csv"], tmp_path).answers_for("Q27", "TUR").counts[1] == 1


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["B_COUNTRY", "Q27"]], r"w\.csv:1: .*'B_COUNTRY_ALPHA' is missing; did you mean 'B_COU"),
        ([["B_COUNTRY_ALPHA", "Q1"]], r"w\.csv:1: no column of a known item; known: Q27"),
        ([["B_COUNTRY_ALPHA", "Q27"]], r"w\.csv: there are no rows"),
        ([["B_COUNTRY_ALPHA", "Q27"], ["IRN", "5"]], r"w\.csv:2: Q27: '5' is no option.* 1, 2, 3"),
        ([["B_COUNTRY_ALPHA", "Q27"], ["IRN", "1.5"]], r"w\.csv:2: Q27: '1.5' is no option"),
        ([["B_COUNTRY_ALPHA", "Q27"], ["Iran", "1"]], r"w\.csv:2: B_COUNTRY_ALPHA: 'Iran'.*'IRN'"),
        ([["B_COUNTRY_ALPHA", "Q27"], ["IRN"]], r"w\.csv:2: 1 cells where the header has 2"),
        ([["B_COUNTRY_ALPHA", "Q27", "Q27"]], r"w\.csv:1: the column 'Q27' appears twice"),
        ([], r"w\.csv: the file is empty"),
    ],
)
def test_a_bad_file_is_refused_with_its_line_and_column(tmp_path, rows, message):
    write_csv(tmp_path / "w.csv", *rows)
    with pytest.raises(InputError, match=message) as caught:
        load_survey(["wvs:w.csv"], tmp_path)
    assert "\n" not in str(caught.value)
