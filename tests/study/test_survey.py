"""The study `survey`: audits of published tables, answers of people and of models."""

import json
from itertools import product
from statistics import mean, stdev

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, kruskal

from park.study.studies.survey.analysis import permuted
from park.study.studies.survey.asking import ascii_digits
from park.study.studies.survey.possible import (
    against_half,
    counts,
    has_spread,
    largest_spread,
    sums,
)
from park.surveys.instrument import FOLDER, Instrument, load_instrument
from tests.commands import configuration, write

LIKERT = (1, 10)
IDS = ("Q1", "Q2", "Q3", "A1", "Q4", "Q5", "Q6")
TABLE = """group,n,Q1,Q1_sd,Q4_pct
North,7,1.43,0.53,57.1
South,16,3.12,1.50,68.8
East,11,2.27,1.10,72.7
West,22,1.51,0.51,54.5
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "demo.yaml", configuration(cultures=["chinese", "persian"]))
    return tmp_path


def audited(command, home, text=TABLE):
    (home / "table.csv").write_text(text)
    said = command("study", "survey", "--audit", "table.csv", "--json")
    assert said.code == 0, said.err
    return json.loads(said.out)


def test_an_impossible_mean_is_found_and_only_that(command, home):
    found = audited(command, home)
    (one,) = found["impossible"]
    assert (one["group"], one["question"], one["mean"], one["n"]) == ("West", "Q1", 1.51, 22)
    assert "1.5 and 1.545" in one["reason"]


def test_counts_behind_percentages_are_tested(command, home):
    found = audited(command, home)["shares"]["Q4"]
    assert list(found["counts"].values()) == [4, 11, 8, 12]
    assert (found["total"], found["n"]) == (35, 56)
    assert found["chi2"] == pytest.approx(1.44, abs=0.005)
    assert (found["df"], round(found["p"], 2), round(found["p_half"], 2)) == (3, 0.70, 0.08)
    assert found["rough"]


def test_small_groups_and_missing_spreads_are_said(command, home):
    audited(command, home)
    said = command("study", "survey", "--audit", "table.csv")
    assert "fewer than 30 people: North, South, East, West" in said.err
    assert "impossible: West Q1 mean 1.51 with n = 22" in said.err


def test_percentages_deviations_and_means_off_the_scale_are_impossible(command, home):
    text = "group,n,Q1,Q1_sd,Q2_pct\nA,4,2.50,9.00,33.3\nB,4,11.00,,50.0\n"
    kinds = [
        next(k for k in ("mean", "sd", "pct") if k in row)
        for row in audited(command, home, text)["impossible"]
    ]
    assert kinds == ["sd", "pct", "mean"]


def test_large_groups_always_pass_and_it_is_said(command, home):
    found = audited(command, home, "group,n,Q1\nA,250,3.17\n")
    assert (found["impossible"], found["always_pass"]) == ([], 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("group,n\nA,4\n", "no column of a question"),
        ("group,n,Q1\nA,x,4\n", "table.csv:2: n: 'x' is no number of people"),
        ("group,n,Q1\nA,-3,4\n", "n: '-3' is no number of people"),
        ("group,n,Q1\nA,4,high\n", "table.csv:2: Q1: 'high' is no number"),
        ("group,n,Q1\nA,4,inf\n", "Q1: 'inf' is no number"),
        ("group,n,Q1_pct\nA,4,101\n", "no percentage; the nearest is 100"),
        ("group,n,Q1\n,4,2\n", "group: must not be empty"),
        ("group,n,Q1\nA,4,2\nA,4,2\n", "table.csv:3: group: 'A' stands in a line above"),
        ("groups,n,Q1\nA,4,2\n", "'group' is missing; did you mean 'groups'"),
        ("", "the file is empty"),
    ],
)
def test_a_table_that_is_no_table_is_refused(command, home, text, message):
    (home / "table.csv").write_text(text)
    said = command("study", "survey", "--audit", "table.csv")
    assert said.code == 2
    assert message in said.err
    assert "Traceback" not in said.err


@given(st.lists(st.integers(1, 10), min_size=1, max_size=40), st.integers(1, 3))
def test_figures_of_whole_answers_are_never_impossible(answers, decimals):
    n = len(answers)
    printed = f"{mean(answers):.{decimals}f}"
    assert sum(answers) in sums(printed, n)
    k = sum(answer > 5 for answer in answers)
    assert k in counts(f"{100 * k / n:.{decimals}f}", n)
    if n > 1:
        assert has_spread(printed, f"{stdev(answers):.{decimals}f}", n, LIKERT)
        assert stdev(answers) <= largest_spread(mean(answers), n, LIKERT) + 1e-9


def test_of_all_means_and_deviations_of_four_answers_grimmer_passes_those_that_exist():
    scale = (1, 4)
    real = {(f"{mean(a):.2f}", f"{stdev(a):.2f}") for a in product(range(1, 5), repeat=4)}
    means = {each for each, _ in real}
    spreads = [f"{sd / 100:.2f}" for sd in range(250)]
    passed = {(m, sd) for m, sd in product(means, spreads) if has_spread(m, sd, 4, scale)}
    assert real <= passed
    # Necessary, not sufficient: few others pass.
    assert len(passed) <= 1.5 * len(real)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_is_tested_against_one_half(pair):
    assert against_half(*pair) == pytest.approx(binomtest(*pair, 0.5).pvalue)


def people(path, rows):
    lines = [",".join(("respondent", "group", "seconds", *IDS))]
    lines += [",".join(map(str, row)) for row in rows]
    path.write_text("\n".join(lines) + "\n")
    return path


def made(groups=(("a", 4), ("b", 7)), each=25, seed=0):
    rng = np.random.default_rng(seed)
    for group, centre in groups:
        for number in range(each):
            q = np.clip(rng.normal(centre, 1.5, 5).round(), 1, 10).astype(int)
            choice = int(rng.integers(1, 3))
            yield (f"{group}{number}", group, 60, *q[:3], 3, choice, *q[3:])


def analysed(command, home, rows, *more):
    people(home / "answers.csv", rows)
    said = command("study", "survey", "answers.csv", "--json", *more)
    assert said.code == 0, said.err
    return json.loads(said.out)


def test_groups_that_differ_are_told_apart_with_intervals(command, home):
    found = analysed(command, home, list(made()))
    scale = found["questions"]["Q1"]
    assert scale["p_holm"] < 0.01
    for group, truth in (("a", 4), ("b", 7)):
        figures = scale["groups"][group]
        assert figures["low"] < figures["mean"] < figures["high"]
        assert abs(figures["mean"] - truth) < 1
    choice = found["questions"]["Q4"]["groups"]["a"]
    assert sum(choice["counts"]) == choice["n"] == 25
    assert found["questions"]["Q4"]["p"] > 0.01
    assert found["small"] == ["a", "b"]


def test_careless_answers_are_flagged_and_failed_checks_left_out(command, home):
    rows = [list(row) for row in made()]
    rows[0][6] = 4
    rows[1][3:6], rows[1][8:10] = [5, 5, 5], [5, 5]
    rows[2][2] = 10
    rows[3][3:10] = ["", "", "", 3, "", "", ""]
    found = analysed(command, home, rows)
    assert found["careless"]["a"] == {"attention": 1, "straight": 1, "fast": 1, "unfinished": 1}
    assert found["kept"] == {"a": 24, "b": 25}
    assert found["questions"]["Q1"]["groups"]["a"]["n"] == 23
    kept = analysed(command, home, rows, "--set", "study.options.survey.exclude=false")
    assert kept["kept"]["a"] == 25


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("x", "a", 60, 11, 5, 5, 3, 1, 5, 5), "Q1: 11 is not from 1 to 10; the nearest is 10"),
        (("x", "a", 60, 5, 5, 5, 3, 3, 5, 5), "Q4: 3 is not from 1 to 2"),
        (("x", "a", 60, 5.5, 5, 5, 3, 1, 5, 5), "Q1: '5.5' is no whole number"),
        (("x", "a", -1, 5, 5, 5, 3, 1, 5, 5), "seconds: '-1' is no time"),
        (("x", "", 60, 5, 5, 5, 3, 1, 5, 5), "group: must not be empty"),
    ],
)
def test_a_wrong_answer_is_named(command, home, row, message):
    people(home / "answers.csv", [row])
    said = command("study", "survey", "answers.csv")
    assert said.code == 2
    assert f"answers.csv:2: {message}" in said.err


def test_a_respondent_twice_a_foreign_column_and_nothing_at_all_are_named(command, home):
    one = ("x", "a", 60, 5, 5, 5, 3, 1, 5, 5)
    people(home / "answers.csv", [one, one])
    assert "answers.csv:3: respondent: 'x' stands" in command("study", "survey", "answers.csv").err
    text = (home / "answers.csv").read_text()
    (home / "answers.csv").write_text(text.replace("Q6", "Q6,Q7", 1).replace(",5\n", ",5,5\n"))
    assert "'Q7' is no question" in command("study", "survey", "answers.csv").err
    said = command("study", "survey")
    assert (said.code, "survey needs a file of answers" in said.err) == (2, True)


def test_the_permutation_test_agrees_with_kruskal_and_wallis():
    rng = np.random.default_rng(2)
    groups = [rng.integers(1, 11, 40).astype(float) + shift for shift in (0, 0.5, 1)]
    assert permuted(groups, "scale", "Q1", 0) == pytest.approx(kruskal(*groups).pvalue, abs=0.02)
    assert permuted([np.ones(4), np.ones(5)], "scale", "Q1", 0) == 1
    assert np.isnan(permuted([np.ones(4)], "scale", "Q1", 0))


def test_groups_that_are_alike_are_told_apart_by_chance_alone():
    found = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        groups = [rng.integers(1, 4, 12).astype(float) for _ in range(3)]
        found.append(permuted(groups, "choice", "Q4", seed) < 0.2)
    assert 1 <= sum(found) <= 10


SCRIPT = {
    "rules": [
        {"contains": "数字3", "reply": "3"},
        {"contains": "عدد ۳", "reply": "۳"},
        {"contains": "上司", "reply": "不会"},
        {"contains": "مدیرتان", "reply": "۱"},
        {"contains": "迟到", "reply": "I could not say."},
        {"contains": "请只用一个数字回答", "reply": "8"},
        {"contains": "فقط با یک عدد", "reply": "۴"},
    ]
}


def test_a_model_answers_the_same_questionnaire_in_its_people_s_place(command, home):
    write(home / "script.yaml", SCRIPT)
    more = ("--set", "study.options.survey.respondents=2", "--run", "runs/one")
    said = command("study", "survey", "--json", *more)
    assert said.code == 0, said.err
    found = json.loads(said.out)
    assert found["kept"] == {"chinese": 2, "persian": 2}
    assert found["questions"]["Q1"]["groups"]["chinese"]["mean"] == 8
    assert found["questions"]["Q1"]["groups"]["persian"]["mean"] == 4
    assert found["questions"]["Q4"]["groups"]["chinese"]["counts"] == [0, 2]
    assert found["questions"]["Q4"]["groups"]["persian"]["counts"] == [2, 0]
    assert found["questions"]["Q6"]["groups"]["chinese"]["n"] == 0
    assert "left out: 2 answers that name no number" in command("study", "survey", *more).err
    # People's file and the model's have one form.
    again = command("study", "survey", "runs/one/survey/answers.csv", "--json")
    assert json.loads(again.out) == found


def test_every_shipped_questionnaire_is_whole_and_its_mistakes_are_named(tmp_path):
    for path in FOLDER.glob("*.yaml"):
        shipped = load_instrument(path.stem, tmp_path)
        assert isinstance(shipped, Instrument)
    assert set(shipped.languages) == {"en", "zh", "ar", "fa"}
    assert [question.id for question in shipped.questions] == list(IDS)
    data = yaml.safe_load((FOLDER / "pilot.yaml").read_text())
    del data["questions"][0]["text"]["fa"]
    write(tmp_path / "own.yaml", data)
    with pytest.raises(Exception, match="Q1: text: the language 'fa' is missing"):
        load_instrument("own.yaml", tmp_path)
    with pytest.raises(Exception, match="did you mean 'pilot'"):
        load_instrument("pilott", tmp_path)


def test_digits_of_all_scripts_are_read():
    assert ascii_digits("۳ ٧ ５ x²") == "3 7 5 x²"
