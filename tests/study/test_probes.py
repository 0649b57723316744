"""The study `probes`: released scores recomputed from the answers that they imply."""

import json
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.commands import configuration, write

HEADER = "code,Source,Sub Question,Min,MAX,Scale,Category,Sub Category,Full Question"
COUNTRIES = ("Egypt", "Iran", "Tunisia")


def cell(centre, **shares):
    inside = ", ".join(f"'{code[1:]}': '{share:.2f}%'" for code, share in shares.items())
    return f"({centre}, {{{inside}}})"


def row(code, low, high, scale, cells):
    start = [code, "toy", "", low, high, scale, "TRUST", "sub", f"Question {code}? 1: yes, 2: no"]
    return [*map(str, start), *cells]


QUESTIONS = [
    row(1, 1, 4, "y", [cell(1.12, c1=90, c3=10), cell(2.5, c1=50, c4=50), cell(3.33, c4=100)]),
    row(2, 1, 10, "y", [cell(7.41, c7=60, c8=40), "(No data, {})", cell(2.07, c2=95, c3=5)]),
    row(3, 1, 5, "n", [cell("4.00", c4=60, c5=40), cell("1.00", c1=100), ""]),
    row(4, 0, 1, "y", [cell(0.25, c0=75, c1=25), cell(0.5, c0=50, c1=50), cell(1, c1=100)]),
]


def nvas(code, answer, centre):
    low, high = {1: (1, 4), 2: (1, 10), 3: (1, 5), 4: (0, 1)}[code]
    return 100 * (1 - abs(answer - centre) / (high - low))


SCORES = [
    ["Code", "Egypt", "Iran", "Tusnia", None, "source"],
    [1, nvas(1, 2, 1.12), nvas(1, 2, 2.5), nvas(1, 4, 3.33), None, "WVS"],
    [2, nvas(2, 1, 7.41), None, nvas(2, 9, 2.07), None, "WVS"],
    [3, 100, 0, None, None, "WVS"],
    [4, nvas(4, 1, 0.25), nvas(4, 1, 0.5), 100, None, "WVS"],
]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "demo.yaml", configuration())
    lines = [[*HEADER.split(","), *COUNTRIES], *QUESTIONS]
    quoted = ('"' + '","'.join(each) + '"' for each in lines)
    (tmp_path / "bench.csv").write_text("\n".join(quoted))
    book(tmp_path / "bench.xlsx", [list(column) for column in zip(*lines, strict=True)][1:])
    book(tmp_path / "NVAS_persona_toy.xlsx", SCORES)
    return tmp_path


def book(path, rows):
    made = Workbook()
    for each in rows:
        made.active.append(each)
    made.save(path)


def audited(command, *more, file="NVAS_persona_toy.xlsx", bench="bench.csv"):
    said = command("study", "probes", "--recorded", file, "--benchmark", bench, "--json", *more)
    assert said.code == 0, said.err
    return json.loads(said.out)


def changed(place, value):
    rows = [list(each) for each in SCORES]
    rows[place[0]][place[1]] = value
    return rows


def test_every_cell_is_recomputed_and_averaged_over_countries(command, home):
    found = audited(command)
    assert (found["cells"], found["matched"], found["unmatched"]) == (10, 10, [])
    assert found["ordinal"] == {"cells": 8, "matched": 8}
    columns = [[r[place] for r in SCORES[1:] if r[place] is not None] for place in (1, 2, 3)]
    means = [sum(each) / len(each) for each in columns]
    assert found["mean_nvas"] == pytest.approx(sum(means) / 3)
    cells = [value for column in columns for value in column]
    assert found["mean_by_cell"] == pytest.approx(sum(cells) / 10)
    assert found["read_as"] == {"Tusnia": "Tunisia"}


def test_a_workbook_with_rows_and_columns_exchanged_is_the_same_benchmark(command, home):
    one, other = (audited(command, bench=f"bench.{kind}") for kind in ("csv", "xlsx"))
    assert one == other


def test_baselines_stand_beside_the_mean(command, home):
    found = audited(command)["baselines"]
    assert list(found) == ["constant", "pooled_region", "ridge"]
    middles = {1: 2, 2: 5, 3: 3, 4: 0}
    egypt = [nvas(q, middles[q], c) for q, c in ((1, 1.12), (2, 7.41), (3, 4), (4, 0.25))]
    iran = [nvas(q, middles[q], c) for q, c in ((1, 2.5), (3, 1), (4, 0.5))]
    tunisia = [nvas(q, middles[q], c) for q, c in ((1, 3.33), (2, 2.07), (4, 1))]
    means = [sum(each) / len(each) for each in (egypt, iran, tunisia)]
    assert found["constant"]["value"] == pytest.approx(sum(means) / 3)


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        ((1, 1), 50.0000001, "no answer on the scale gives it; the nearest score is 37.3333"),
        ((1, 1), -50, "the score is outside 0 to 100"),
        ((1, 1), "n/a", "the cell is no number"),
        ((2, 2), 50, "the benchmark has no answers of this country"),
        ((2, 0), 9, "the benchmark has no such question"),
    ],
)
def test_a_cell_that_no_answer_gives_is_listed_with_its_reason(command, home, place, value, reason):
    book(home / "NVAS_persona_toy.xlsx", changed(place, value))
    found = audited(command)
    assert {each["reason"] for each in found["unmatched"]} == {reason}
    assert found["matched"] == found["cells"] - len(found["unmatched"])


def test_scores_of_two_answers_are_whole_steps_of_the_scale(command, home):
    scores = [["Code", "SPD_Egypt_Llama-3.1_extracted_number"], [1, 200 / 3], [2, 100 / 9]]
    book(home / "SPD_toy.xlsx", [*scores, ["Average", 38.89]])
    found = audited(command, file="SPD_toy.xlsx")
    assert (found["measure"], found["matched"], found["mean_nvas"]) == ("spd", 2, None)
    assert found["averages"] == {"cells": 1, "matched": 1}
    assert list(found["countries"]) == ["Egypt"]


def test_consistency_is_held_against_the_answers_behind_two_files(command, home):
    book(home / "NOVAS_toy.xlsx", [["Code", "Egypt"], [1, nvas(1, 4, 1.12)], [3, 100]])
    book(home / "FCS_toy.xlsx", [["Code", "Egypt"], [1, 100 * (1 - 2 / 3)], [3, 75], [2, 100]])
    files = "study.options.probes.behind=[NVAS_persona_toy.xlsx, NOVAS_toy.xlsx]"
    found = audited(command, "--set", files, file="FCS_toy.xlsx")
    # Question 1: answers two steps apart; 3: none; of question 2 only one side is known.
    assert (found["cells"], found["matched"], found["confirmed"]) == (3, 2, 2)
    assert [each["code"] for each in found["unmatched"]] == ["3"]
    assert "another distance apart" in found["unmatched"][0]["reason"]


def test_kl_cannot_be_recomputed_and_it_is_said(command, home):
    book(home / "KL_toy.xlsx", [["Code", "Egypt"], [1, 0.38]])
    found = audited(command, file="KL_toy.xlsx")
    assert (found["cells"], found["matched"]) == (1, 0)
    assert "probabilities are not in the file" in found["unmatched"][0]["reason"]


def test_a_file_of_rounded_scores_is_matched_to_its_rounding(command, home):
    text = "Code,Egypt,Iran\n1,70.67,83.33\n2,28.78,\n3,,50.01\n"
    (home / "nvas.csv").write_text(text)
    found = audited(command, file="nvas.csv")
    assert [each["code"] for each in found["unmatched"]] == ["3"]
    assert found["matched"] == 3


def test_scores_rounded_to_whole_numbers_are_matched_to_half_a_point(command, home):
    (home / "nvas.csv").write_text("Code,Egypt,Iran\n1,71,83\n2,29,\n3,,52\n")
    found = audited(command, file="nvas.csv")
    assert [each["code"] for each in found["unmatched"]] == ["3"]
    assert found["matched"] == 3


@pytest.mark.parametrize(("last", "tolerance", "matched"), [(60, 0, 2), (61, 0.5, 1)])
def test_whole_scores_are_exact_where_answers_give_all_of_them(last, tolerance, matched, tmp_path):
    from park.study.studies.probes.benchmark import Benchmark, Question
    from park.study.studies.probes.recorded import matches, read_recorded

    (tmp_path / "scores.csv").write_text(f"Code,Egypt\n1,40\n2,{last}\n")
    asked = {code: Question(code, "", 0, 5, True) for code in "12"}
    benchmark = Benchmark(asked, ("Egypt",))
    table = read_recorded(tmp_path / "scores.csv", benchmark)
    assert (table.kind, table.tolerance) == ("fcs", pytest.approx(tolerance, abs=1e-6))
    assert sum(not each.reason for each in matches(table, benchmark)) == matched


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Code,Egypt\n1,50\n2,50\n1,60\n", "nvas.csv: question 1 has two scores for Egypt"),
        ("Code,Egypt,EGYPT\n1,50,50\n", "nvas.csv: question 1 has two scores for Egypt"),
    ],
)
def test_a_score_that_is_given_twice_is_refused(command, home, text, message):
    (home / "nvas.csv").write_text(text)
    said = command("study", "probes", "--recorded", "nvas.csv", "--benchmark", "bench.csv")
    assert (said.code, message in said.err, "Traceback" in said.err) == (2, True, False)


def test_a_mean_of_codes_outside_the_range_is_read(command, home):
    path = home / "bench.csv"
    # As in questions 763 and 764 of the released benchmark.
    text = path.read_text().replace(cell(2.5, c1=50, c4=50), cell(0.5, c0=50, c1=50))
    path.write_text(text)
    # An answer of 1 is as far from .5 as that of 2 was from 2.5.
    assert audited(command)["matched"] == 10


def test_a_file_whose_name_tells_nothing_is_read_by_its_scores_and_it_is_said(command, home):
    book(home / "scores.xlsx", SCORES)
    found = audited(command, file="scores.xlsx")
    assert (found["guessed"], found["measure"], found["matched"]) == (True, "nvas", 10)
    assert not audited(command)["guessed"]
    own = audited(command, "--set", "study.options.probes.measure=fcs", file="scores.xlsx")
    assert (own["guessed"], own["measure"], own["mean_nvas"]) == (False, "fcs", None)


def test_scores_of_two_answers_under_any_name_are_not_read_as_nvas(command, home):
    rows = [["Code", "Egypt", "Iran"], [1, 200 / 3, 100], [2, 100 / 9, None], [3, 75, 25]]
    book(home / "scores.xlsx", rows)
    found = audited(command, file="scores.xlsx")
    assert (found["guessed"], found["measure"], found["matched"]) == (True, "fcs", 5)
    assert found["mean_nvas"] is None
    rows[0][1] = "SPD_Egypt"
    book(home / "scores.xlsx", rows)
    assert audited(command, file="scores.xlsx")["measure"] == "spd"


def test_cells_that_no_answer_gives_are_one_line(command, home):
    rows = changed((1, 1), 12.3)
    rows[4][3] = 45.6
    book(home / "NVAS_persona_toy.xlsx", rows)
    said = command(
        "study", "probes", "--recorded", "NVAS_persona_toy.xlsx", "--benchmark", "bench.csv"
    )
    lines = [line for line in (said.out + said.err).splitlines() if "not matched" in line]
    assert lines == ["  not matched: 2 cells: no answer on the scale gives it (1 Egypt, 4 Tunisia)"]


def test_a_country_of_an_unknown_name_is_one_by_its_answers(command, home):
    path = home / "bench.csv"
    path.write_text(path.read_text().replace('"Iran"', '"Ruritania"'))
    rows = [["Ruritania" if cell == "Iran" else cell for cell in row] for row in SCORES]
    book(home / "NVAS_persona_toy.xlsx", rows)
    assert audited(command)["matched"] == 10


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("nvas.csv", "Country,Egypt\n1,50\n", "nvas.csv: the first column must be 'Code'"),
        ("nvas.csv", "Code,Egypt\n1,\n", "nvas.csv: there is no cell with a score"),
        ("nvas.csv", "Code,Egypt\n", "there are no rows below the header"),
        ("nvas.xlsx", "Code,Egypt\n1,50\n", "nvas.xlsx: this is no Excel workbook"),
    ],
)
def test_a_file_of_another_form_is_refused(command, home, file, text, message):
    (home / file).write_text(text)
    said = command("study", "probes", "--recorded", file, "--benchmark", "bench.csv")
    assert (said.code, message in said.err, "Traceback" in said.err) == (2, True, False)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Full Question", "Full Questions", "did you mean 'Full Questions'"),
        ('"1","4","y"', '"1","1","y"', "question 1: MAX: 1 is not above Min 1"),
        ('"1","4","y"', '"1","4","x"', "question 1: Scale: must be y or n, not 'x'"),
        ("(2.5, {", "(2.5; {", "question 1: Iran: must have the form"),
        ('"2","toy"', '"1","toy"', "question 1 appears twice"),
        ("(2.5, {", "(9.0, {", "question 1: Iran: 9.0 is outside 1 to 4"),
        ("'90.00%'", "'150%'", "question 1: Egypt: a share is 0 to 100%, not 150%"),
    ],
)
def test_a_benchmark_with_a_fault_is_refused(command, home, old, new, message):
    path = home / "bench.csv"
    path.write_text(path.read_text().replace(old, new, 1))
    said = command(
        "study", "probes", "--recorded", "NVAS_persona_toy.xlsx", "--benchmark", "bench.csv"
    )
    assert (said.code, message in said.err, "Traceback" in said.err) == (2, True, False)


def test_without_the_benchmark_it_is_asked_for(command, home):
    said = command("study", "probes")
    assert said.code == 2
    assert "--benchmark" in said.err


@given(st.integers(1, 12), st.floats(0, 1), st.data())
def test_the_answer_behind_a_score_is_always_among_those_recovered(width, part, data):
    from park.study.studies.probes.benchmark import Benchmark, People, Question
    from park.study.studies.probes.recorded import Released, Table, matches

    centre = round(1 + part * width, 2)
    answer = data.draw(st.integers(1, 1 + width))
    question = Question("7", "", 1, 1 + width, True, people={"Iran": People(centre, {})})
    score = 100 * (1 - abs(answer - centre) / width)
    table = Table("nvas", [Released("7", "Iran", score)])
    (found,) = matches(table, Benchmark({"7": question}, ("Iran",)))
    assert answer in found.answers
    assert found.value == pytest.approx(score)
    assert all(abs(abs(a - centre) - abs(answer - centre)) < 1e-6 for a in found.answers)


def test_the_mean_over_countries_weighs_countries_alike():
    import numpy as np

    from park.study.studies.probes.released import mean_over_countries

    values = np.full((40, 2), np.nan)
    values[:, 0], values[:4, 1] = 10, 20
    assert mean_over_countries(values).value == pytest.approx(15)
    for low, high in product((0, 1), repeat=2):
        assert mean_over_countries(np.full((5, 2), low + high)).value == low + high
