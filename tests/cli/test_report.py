"""`park report`: what it writes, prints and refuses."""

import json

import pytest

from tests.report.runs import FULL, talked, write


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A run called `study` in `outputs` of the current folder."""
    monkeypatch.chdir(tmp_path)
    return write(tmp_path / "outputs/study", *FULL)


def test_it_writes_three_forms_and_says_where(command, run):
    said = command("report", "study")
    assert (said.code, said.out) == (0, "")
    assert said.err.splitlines()[-1] == "read it: outputs/study/report/index.html"
    files = sorted(path.name for path in (run / "report").iterdir())
    assert files == ["index.html", "report.json", "report.md"]


def test_json_is_one_object(command, run):
    said = command("report", "study", "--json", "--quiet")
    found = json.loads(said.out)
    assert list(found) == [
        "run", "stage", "runs", "out", "files", "writing", "summary", "seconds",
    ]  # fmt: skip
    assert (found["out"], found["writing"], said.err) == ("outputs/study/report", False, "")


def test_quiet_prints_nothing(command, run):
    assert command("report", "study", "--quiet") == (0, "", "")


def test_two_runs_are_compared(command, run, tmp_path):
    write(tmp_path / "outputs/other", talked, name="other")
    said = command("report", "study", "other", "--out", "both")
    assert said.code == 0
    assert "<title>Comparison of runs</title>" in (tmp_path / "both/index.html").read_text()


def test_an_empty_run_has_a_report(command, run, tmp_path):
    write(tmp_path / "outputs/empty")
    said = command("report", "empty")
    assert said.code == 0
    assert "The run is empty" in said.err


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["nowhere"], "outputs/nowhere: there is no such run folder; first: park generate"),
        (["study", "study"], "outputs/study: the run is named twice"),
        (["study", "--out", "file"], "file: the report cannot be written (File exists); "
         "--out DIR puts it elsewhere"),
        ([], "Missing argument 'RUN'."),
    ],
)  # fmt: skip
def test_wrong_input_is_one_line(command, run, tmp_path, arguments, message):
    (tmp_path / "file").write_text("")
    said = command("report", *arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err == f"park: {message}\n"
