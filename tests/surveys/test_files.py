"""The same table in every kind of file gives the same answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.errors import InputError
from park.surveys import csvfile, statfile
from park.surveys.load import load_survey
from tests.surveys.survey_files import write_text

HEADER = ["B_COUNTRY_ALPHA", "W_WEIGHT", "Q27", "Q28", "remark"]
ROWS = [
    ["IRN", 1.5, 1, -1, "café"],
    ["IRN", 0.5, 4, 2, "naïf"],
    ["DEU", 1.0, 2, 3, "für"],
]


def text(mark):
    return "\n".join(mark.join(map(str, row)) for row in [HEADER, *ROWS])


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    path = tmp_path_factory.mktemp("plain")
    write_text(path / "w.csv", text(","))
    return load_survey(["wvs:w.csv"], path)


def same(path, name, expected):
    found = load_survey([f"wvs:{name}"], path)
    assert found.answers == expected.answers
    assert found.digest() == expected.digest()


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1", "cp1252"]
)
def test_separated_text_is_read_in_these_encodings(tmp_path, expected, mark, encoding):
    (tmp_path / "w.csv").write_bytes(text(mark).encode(encoding))
    same(tmp_path, "w.csv", expected)
    assert [cells for _, cells in csvfile.read_rows(tmp_path / "w.csv", ["remark"])] == [
        [row[-1]] for row in ROWS
    ]


@pytest.mark.parametrize("before", ["\n", " \r\n,,,,\n", "\n;;;;\n"])
def test_blank_lines_before_the_header_are_skipped(tmp_path, expected, before):
    write_text(tmp_path / "w.csv", before + text(","))
    same(tmp_path, "w.csv", expected)


@pytest.mark.parametrize("first", ["sep=;", "SEP=;\r", '"sep=;"', "sep=;\n"])
def test_a_first_line_for_excel_names_the_separator(tmp_path, expected, first):
    header = ";".join([*HEADER[:-1], '"remark, or none, or, or, any"'])
    rows = [";".join(map(str, row)) for row in ROWS]
    write_text(tmp_path / "w.csv", "\n".join([first, header, *rows]))
    same(tmp_path, "w.csv", expected)


def test_a_tsv_file_is_separated_by_tabs_whatever_its_titles_hold(tmp_path):
    write_text(tmp_path / "w.tsv", "B_COUNTRY_ALPHA: a, b, c\tQ27: d, e\nIRN\t1\n")
    assert load_survey(["wvs:w.tsv"], tmp_path).answers_for("Q27", "IRN").counts[1] == 1


def test_a_workbook_is_read(tmp_path, expected):
    from openpyxl import Workbook

    book = Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    book.create_sheet("notes").append(["nothing"])
    book.save(tmp_path / "w.xlsx")
    same(tmp_path, "w.xlsx", expected)


def test_a_workbook_of_charts_alone_is_refused_and_charts_beside_a_table_are_passed_over(
    tmp_path, expected
):
    from openpyxl import Workbook
    from openpyxl.chart import BarChart

    book = Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    book.create_chartsheet("chart", 0).add_chart(BarChart())
    book.save(tmp_path / "w.xlsx")
    same(tmp_path, "w.xlsx", expected)
    book.remove(book.worksheets[0])
    book.save(tmp_path / "w.xlsx")
    with pytest.raises(InputError, match=r"w\.xlsx: no sheet with cells; save the table as"):
        load_survey(["wvs:w.xlsx"], tmp_path)
    book.create_chartsheet("empty")
    book.save(tmp_path / "w.xlsx")
    with pytest.raises(InputError, match=r"w\.xlsx: no readable workbook \(a chart sheet without"):
        load_survey(["wvs:w.xlsx"], tmp_path)


def frame(rows=ROWS):
    import pandas

    return pandas.DataFrame(rows, columns=HEADER)


def test_a_file_of_spss_is_read_with_its_missing_codes(tmp_path, expected):
    from pyreadstat import write_sav

    rows = [[*row[:3], 9 if row[3] == -1 else row[3], row[4]] for row in ROWS]
    labels = {"Q27": {1: "Strongly agree"}, "Q28": {9: "Hard to tell"}}
    how = {"variable_value_labels": labels}
    write_sav(frame(rows), tmp_path / "w.sav", missing_ranges={"Q28": [9]}, **how)
    same(tmp_path, "w.sav", expected)
    write_sav(frame(rows), tmp_path / "w.zsav", missing_ranges={"Q28": [9]}, compress=True, **how)
    same(tmp_path, "w.zsav", expected)
    assert csvfile.value_labels(tmp_path / "w.sav")["Q27"] == {"1": "Strongly agree"}


def test_a_range_of_missing_codes_is_missing(tmp_path):
    from pyreadstat import write_sav

    rows = [["IRN", 1.0, code, 1, ""] for code in (1, 2, 97, 99)]
    write_sav(frame(rows), tmp_path / "w.sav", missing_ranges={"Q27": [{"lo": 97, "hi": 99}]})
    found = load_survey(["wvs:w.sav"], tmp_path).answers_for("Q27", "IRN")
    assert (found.valid, found.missing) == (2, 2)


def test_a_file_of_stata_is_read_with_its_missing_codes(tmp_path, expected):
    from pyreadstat import write_dta

    table = frame()
    table["Q28"] = table["Q28"].astype(object)
    table.loc[0, "Q28"] = "a"
    write_dta(table, tmp_path / "w.dta", missing_user_values={"Q28": ["a"]})
    same(tmp_path, "w.dta", expected)


def test_a_code_that_the_file_labels_as_no_answer_is_missing(tmp_path, expected):
    from pyreadstat import write_dta

    rows = [[*row[:3], 9 if row[3] == -1 else row[3], row[4]] for row in ROWS]
    write_dta(frame(rows), tmp_path / "w.dta", variable_value_labels={"Q28": {9: "Don’t know"}})
    same(tmp_path, "w.dta", expected)
    write_dta(frame(rows), tmp_path / "w.dta", variable_value_labels={"Q28": {9: "Hard to say"}})
    with pytest.raises(InputError, match=r"w\.dta:1: Q28: '9' is no option of item Q28"):
        load_survey(["wvs:w.dta"], tmp_path)


def test_labels_name_the_countries_and_options_of_a_file_of_one_s_own(tmp_path):
    import pandas
    from pyreadstat import write_sav

    rows = [["tea", 364, 1, 30], ["tea", 364, 2, 10], ["tea", 364, 9, 5]]
    table = pandas.DataFrame(rows, columns=["item", "country", "option", "count"])
    options = {1: "agree", 2: "disagree", 9: "Refused"}
    labels = {"country": {364: "IRN"}, "option": options}
    write_sav(table, tmp_path / "own.sav", variable_value_labels=labels)
    survey = load_survey(["csv:own.sav"], tmp_path)
    assert [option.label for option in survey.items["tea"].options] == ["agree", "disagree"]
    found = survey.answers_for("tea", "IRN")
    assert (found.counts, found.missing) == ({1: 30, 2: 10}, 5)


OWN = ["item", "country", "option", "count"]
ANSWERED = [
    ["tea", "IRN", 1, 30],
    ["tea", "IRN", 2, 10],
    ["tea", "TUR", 1, 7],
    ["tea", "TUR", 2, 7],
]


def declared_missing(path, name):
    survey = load_survey([f"csv:{name}"], path)
    assert [option.code for option in survey.items["tea"].options] == [1, 2]
    found = survey.answers_for("tea", "IRN")
    assert (found.counts, found.valid, found.missing) == ({1: 30, 2: 10}, 40, 5)
    assert survey.answers_for("tea", "TUR").missing is None
    assert survey.skipped == {"answers declared missing, which are no opinion": 5}


def test_options_that_spss_declares_missing_are_missing_answers(tmp_path):
    import pandas
    from pyreadstat import write_sav

    rows = [*ANSWERED, ["tea", "IRN", 8, 2], ["tea", "IRN", 9, 3]]
    table = pandas.DataFrame(rows, columns=OWN)
    write_sav(table, tmp_path / "l.sav", missing_ranges={"option": [8, 9]})
    declared_missing(tmp_path, "l.sav")


def test_options_that_stata_declares_missing_are_missing_answers(tmp_path):
    import pandas
    from pyreadstat import write_dta

    rows = [*ANSWERED, ["tea", "IRN", "a", 2], ["tea", "IRN", "b", 3]]
    table = pandas.DataFrame(rows, columns=OWN)
    write_dta(table, tmp_path / "l.dta", missing_user_values={"option": ["a", "b"]})
    declared_missing(tmp_path, "l.dta")


def test_long_files_are_read_in_blocks(tmp_path, monkeypatch):
    from pyreadstat import write_sav

    rows = [["IRN", 1.0, 1 + n % 4, 1, ""] for n in range(25)]
    write_sav(frame(rows), tmp_path / "w.sav")
    for size in (1, 5, 7, 25, 26):
        monkeypatch.setattr(statfile, "BLOCK", size)
        found = load_survey(["wvs:w.sav"], tmp_path).answers_for("Q27", "IRN")
        assert found.counts == {1: 7, 2: 6, 3: 6, 4: 6}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"PK\x03\x04zip", r"a\.csv: no csv but a workbook or an archive; .*\.xlsx"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1", r"a\.csv: no csv but an Excel file of before 2007"),
        ("a.csv", b"PAR1\x15\x04\0", r"a\.csv: no csv but a Parquet file; save it as csv"),
        (
            "a.sas7bdat",
            bytes(12) + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf",
            r"a\.sas7bdat: no csv but a SAS file; save it as csv",
        ),
        ("a.xpt", b"HEADER RECORD*******LIBRARY", r"a\.xpt: no csv but a SAS transport file; save"),
        ("a.csv", b"$FL2@(#) SPSS", r"a\.csv: no csv but an SPSS file; its name must end in \.sav"),
        ("a.csv", b"\x1f\x8b\x08", r"a\.csv: no csv but compressed"),
        ("a.csv", b"B_COUNTRY_ALPHA\nI\0R\0", r"a\.csv:2: no text \(a zero byte\)"),
        ("a.csv", b"\xff\xfeB", r"a\.csv: broken UTF-16 text"),
        ("a.csv", b"\xff\xfe\0\0B", r"a\.csv: broken UTF-32 text"),
        (
            "a.csv",
            "B_COUNTRY_ALPHA,Q27\nIRN,1\nИран,1".encode("cp1251"),
            r"a\.csv:3: not UTF-8 text, and by its letters not latin-1 or Windows-1252 either",
        ),
        ("a.csv", "B_COUNTRY_ALPHA,Q27\nあい,1".encode("shift-jis"), r"a\.csv:2: not UTF-8 text"),
        ("a.csv", "B_COUNTRY_ALPHA,Q27\n中国,1".encode("gbk"), r"a\.csv:2: not UTF-8 text"),
        ("a.csv", b"B_COUNTRY_ALPHA,Q27\n\x81\xe9,1", r"a\.csv:2: not UTF-8 text"),
        ("a.xlsx", b"B_COUNTRY_ALPHA,Q27\n", r"a\.xlsx: no readable workbook"),
        ("a.xlsx", b"PK\x05\x06" + b"\0" * 18, r"a\.xlsx: no readable workbook"),
        ("a.sav", b"$FL2 nonsense", r"a\.sav: no readable SPSS file"),
        ("a.dta", b"nonsense", r"a\.dta: no readable Stata file"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        load_survey([f"wvs:{name}"], tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["no.csv", "no.xlsx", "no.sav", "no.dta"])
def test_a_file_that_is_not_there_is_named(tmp_path, name):
    with pytest.raises(InputError, match=f"{name}: no such file"):
        load_survey([f"wvs:{name}"], tmp_path)


@pytest.mark.parametrize("name", ["a.xlsx", "a.sav"])
def test_without_the_extra_the_command_is_told(tmp_path, monkeypatch, name):
    (tmp_path / name).write_bytes(b"")
    for module in ("openpyxl", "pyreadstat"):
        monkeypatch.setitem(__import__("sys").modules, module, None)
    with pytest.raises(InputError, match=r"needs: pip install 'culturepark\[files\]'"):
        load_survey([f"wvs:{name}"], tmp_path)


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.sav", "a.dta"]))
def test_any_bytes_are_read_or_refused_in_one_line(tmp_path_factory, content, name):
    path = tmp_path_factory.mktemp("any")
    (path / name).write_bytes(content)
    try:
        load_survey([f"wvs:{name}"], path)
    except InputError as error:
        assert "\n" not in str(error)
