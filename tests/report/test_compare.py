"""Runs side by side."""

import json

import pytest

from park.errors import InputError
from park.report.stage import run_report
from tests.report.conftest import told
from tests.report.reading import markdown_tables
from tests.report.runs import evaluated, judged, talked, trained, write


@pytest.fixture
def both(tmp_path):
    """Two runs of other seeds, the second without adapters."""
    one = write(tmp_path / "a", talked, judged, trained, evaluated, name="one")
    other = write(tmp_path / "b", talked, evaluated, name="other", seed=3)
    return one, other


def test_figures_stand_side_by_side_and_only_what_differs_is_listed(both):
    found = told(*both)
    settings, _, training, *scores = found.page.tables
    assert settings[0] == ["", "one", "other"]
    assert ["seed", "0", "3"] in settings
    assert "survey" not in [row[0] for row in settings]
    assert [row[0] for row in training[1:]] == ["chinese", "turkish"]
    assert {row[2] for row in training[1:]} == {"–"}
    row = next(row for row in scores[0] if row[0] == "plain on turkish")
    assert row[1] == row[2] and "n=40" in row[1]


def test_the_comparison_lies_in_the_first_run_and_nothing_in_the_others(both):
    place = run_report(both).out
    assert place == both[0] / "report-vs-b"
    assert not list(both[1].glob("report*"))


def test_its_forms_agree(both):
    found = told(*both)
    tables = [[[" ".join(cell.split()) for cell in row] for row in t] for t in found.page.tables]
    assert tables == markdown_tables(found.markdown)
    parts = (*found.data["scores"], *found.data["quality"])
    lines = [line for part in parts for line in part["lines"]]
    assert len(lines) == sum(len(table) - 1 for table in tables[3:])


def test_it_says_that_nothing_was_tested_between_runs(both):
    assert "no test was made between them" in told(*both).page.text


def test_runs_of_one_name_are_told_apart_by_their_folders(tmp_path):
    runs = [write(tmp_path / name) for name in ("a", "b", "c")]
    found = json.loads((run_report(runs).out / "report.json").read_text())
    assert found["runs"] == ["a", "b", "c"]


def test_a_run_that_is_named_twice_is_refused(tmp_path):
    run = write(tmp_path / "a")
    with pytest.raises(InputError, match="named twice"):
        run_report([run, run.parent / "." / "a"])
