"""What studies found stands in the report of the run that holds them."""

import json

import pytest

from tests.ratings import made


@pytest.fixture
def run(command, study):
    """A run with dialogues and a study of made-up ratings."""
    assert command("generate", "--quiet").code == 0
    path = made.crehate(study / "raw.csv", raters=30, zone=0.5)
    said = command("study", "salience", path, "--mapping", "crehate", "--quiet")
    assert said.code == 0, said.err
    return study / "outputs/toy"


def report(command, run):
    assert command("report", run, "--quiet").code == 0
    names = {"html": "index.html", "md": "report.md", "json": "report.json"}
    return {kind: (run / "report" / name).read_text("utf-8") for kind, name in names.items()}


def test_a_study_has_a_section_with_its_lines_and_forest_plots(command, run):
    written = report(command, run)
    assert "Study: salience" in written["html"]
    assert written["html"].count("two: coefficients in D+CZ") >= 2
    assert "zone: traditional, survival" in written["html"]
    assert "at p &lt; 0.05, under each coding:" in written["html"]
    assert "## Study: salience" in written["md"]
    assert "    at p < 0.05, under each coding:" in written["md"]
    facts = json.loads(written["json"])
    assert json.dumps(facts).count("salience") >= 1


def test_a_run_without_studies_has_no_such_section(command, study):
    assert command("generate", "--quiet").code == 0
    assert "Study:" not in report(command, study / "outputs/toy")["html"]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"study": "salience"}',
        '{"study": "s", "help": "h", "text": [1], "effects": {}}',
        '{"study": "s", "help": "h", "text": [], "effects": {"a": [["b", NaN, 0, 1]]}}',
        "[" * 100_000,
    ],
)
def test_findings_that_cannot_be_read_are_said_to_be_broken(command, run, text):
    (run / "studies/salience.json").write_text(text)
    assert "salience.json cannot be read" in report(command, run)["md"]


def test_text_of_findings_is_no_markup(command, run):
    path = run / "studies/salience.json"
    data = json.loads(path.read_text())
    data["text"] = ["<script>alert(1)</script>", "\x1b[31mred"]
    data["effects"] = {"<b>title</b>": [["<i>label</i>", 0.1, 0.0, 0.2]]}
    path.write_text(json.dumps(data))
    written = report(command, run)
    assert "<script>alert" not in written["html"]
    assert "<b>title" not in written["html"] and "<i>label" not in written["html"]
    assert "\x1b" not in written["html"] + written["md"]
