"""`park evaluate` and what reads its results: tables, JSON, responses, exit codes."""

import json

import pytest

from park.evaluate.outcome import Evaluated
from park.records.scores import Score
from tests.evaluate.test_stage import configure


@pytest.fixture
def run(tmp_path):
    """A run of two cultures whose model says the same whatever it is asked."""
    configure(tmp_path / "run")
    return tmp_path / "run"


def test_it_prints_figures_with_intervals_and_controls_and_what_comes_next(command, run):
    said = command("evaluate", run, "--tasks", "survey")
    assert said.code == 0
    assert said.out == ""
    for word in ("survey js", "plain", "· uniform", "· ceiling", "no log-probabilities", "[0."):
        assert word in said.err
    assert f"next: park report {run}" in said.err


def test_it_ends_with_the_sentence_that_the_report_begins_with(command, run):
    said = command("evaluate", run, "--tasks", "survey")
    last = said.err.splitlines()[-1]
    assert last == "Did it work? Not known: the evaluation compares no adapter with its base."
    assert last in command("report", run).err
    difference = Score(
        task="survey", metric="js", method="adapter", against="other_cultures", culture="turkish",
        tested="turkish", value=0.3, low=0.2, high=0.4, n=40, p=0.01, adjusted=0.01,
    )  # fmt: skip
    *_, last = Evaluated(run="r", scores=[difference]).lines()
    assert last == (
        "Did it work? Yes, on this task: in survey, the adapter gains more on its own people than "
        "on others on 1 of 1 culture."
    )


def test_json_holds_every_score_and_quiet_says_nothing(command, run):
    said = command("evaluate", run, "--tasks", "survey,vsm", "--json", "--quiet")
    found = json.loads(said.out)
    assert said.err == ""
    assert {each["task"] for each in found["scores"]} == {"survey", "vsm"}
    assert all({"value", "n", "low", "high", "control"} <= each.keys() for each in found["scores"])
    assert found["model"] == "scripted:script.yaml"


def test_methods_and_cultures_can_be_chosen(command, run):
    said = command(
        "evaluate", run, "--tasks", "survey", "--methods", "prompt", "--cultures", "turkish",
        "--json",
    )  # fmt: skip
    assert json.loads(said.out)["respondents"] == ["prompt:turkish"]


def test_responses_are_listed_by_task_and_culture(command, run):
    command("evaluate", run, "--tasks", "survey")
    said = command("show", run, "--task", "survey", "--cultures", "turkish")
    assert "prompt:turkish" in said.out
    assert "chinese" not in said.out
    rows = command("show", run, "--task", "survey", "--json").out.splitlines()
    assert {json.loads(row)["question"]["task"] for row in rows} == {"survey"}


def test_a_response_in_a_line_has_its_options_in_one_order_whatever_was_shown(command, run):
    command("evaluate", run, "--tasks", "survey")
    lines = command("show", run, "--task", "survey").out.splitlines()
    ten = next(line for line in lines if " 10 " in line and "/1 " in line)
    names = [each.split()[-2] for each in ten.split(",")]
    assert names == [str(n) for n in range(1, 11)]


def test_figures_without_a_tested_culture_say_whose_and_on_which_set_they_are():
    scores = [
        Score(task="retention", set="english", metric="nats_per_byte", method=method,
              culture=culture, value=value, n=60)
        for method, culture, value in (("plain", "", 1.0), ("adapter", "turkish", 1.25))
    ]  # fmt: skip
    assert list(Evaluated(run="r", scores=scores).lines())[:-3] == [
        "retention nats_per_byte",
        "   plain            english 1.000 (n = 60)",
        "   adapter          turkish english 1.250 (n = 60)",
    ]


def test_before_any_evaluation_there_are_no_responses(command, run):
    said = command("show", run, "--task", "survey")
    assert (said.code, said.out) == (0, "")
    assert "run: park evaluate" in said.err


def test_moderation_posts_are_found_from_where_one_stands(command, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [
        {"id": f"t{n}", "culture": "turkish", "language": "tr", "task": "hate",
         "text": f"word {n} of many", "label": n % 2}
        for n in range(30)
    ]  # fmt: skip
    text = "\n".join(json.dumps(row) for row in rows)
    (tmp_path / "turkish.jsonl").write_text(text, encoding="utf-8")
    said = command(
        "evaluate", run, "--tasks", "moderation", "--moderation", "turkish.jsonl",
        "--limit", "20", "--json",
    )  # fmt: skip
    scores = json.loads(said.out)["scores"]
    assert {each["set"] for each in scores} >= {"turkish-hate"}
    assert any(each["control"] and each["method"] == "majority" for each in scores)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--tasks", "surveys"], "--tasks"),
        (["--methods", "promt"], "did you mean 'prompt'"),
        (["--cultures", "turkis"], "did you mean 'turkish'"),
        (["--moderation", "nowhere.jsonl", "--tasks", "moderation"], "nowhere.jsonl"),
        (["--model", "scriptd:x"], "scriptd"),
        (["--lm-eval", "arc", "--tasks", "survey"], "lm-eval"),
        (["--limit", "0"], "--limit"),
    ],
)
def test_a_wrong_option_is_one_line_and_code_2(command, run, options, line):
    said = command("evaluate", run, *options)
    assert said.code == 2
    assert line in said.err
    assert said.err.strip().splitlines()[-1].startswith("park: ")


def test_a_run_that_is_not_there_is_one_line(command, tmp_path):
    said = command("evaluate", tmp_path / "nowhere")
    assert (said.code, said.out) == (2, "")
    assert "no such run folder" in said.err


def test_a_task_that_is_not_known_names_the_nearest(command, run):
    said = command("show", run, "--task", "surve")
    assert said.code == 2
    assert "did you mean 'survey'" in said.err
