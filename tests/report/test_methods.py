"""The comparison of methods stands first in the report of a run that has one."""

import pytest

from park.ledger.costs import Cost, add_cost
from park.ledger.ledger import Ledger
from park.records.scores import Score
from tests.report.conftest import told


def score(method, value, against="", **more):
    known = {"task": "survey", "metric": "js", "low": value - 0.1, "high": value + 0.1, "n": 4}
    fields = known | {"method": method, "value": value, "against": against, "model": "m"} | more
    return Score(**fields)


@pytest.fixture
def run(command, study):
    """A run with scores of two methods and what their answers cost."""
    assert command("generate", "--quiet").code == 0
    folder = study / "outputs/toy"
    scores = [
        score("prompt", 0.61),
        score("norms", 0.73),
        score("norms", 0.12, "prompt"),
        score("norms", -0.05, "ridge"),
        score("norms", 0.02, "norms-shuffled"),
        score("ridge", 0.78, control=True, model=""),
    ]
    with Ledger(folder / "ledger.sqlite") as ledger:
        ledger.put_scores("survey", "m", scores)
        add_cost(ledger, "m", "norms", Cost(4, 12, 400, 2.0))
    return folder


def test_it_is_the_first_section_with_a_chart_and_costs(run):
    report = told(run)
    sections = report.html.index("Methods compared"), report.html.index("What was done")
    assert sections[0] < sections[1]
    assert "Gain of each method over the prompt" in report.html
    assert "no cultural effect found" in report.html
    table = report.markdown[report.markdown.index("## Methods compared") :]
    (row,) = [line for line in table.splitlines()[:20] if line.startswith("| norms ")]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1] == "0.730"
    assert cells[4].startswith("0.120 (0.020 to 0.220)")
    assert cells[5].startswith("−0.050")
    assert cells[6:] == ["3.000", "100.000", "0.500"]


def test_without_costs_there_is_no_such_section(command, study):
    assert command("generate", "--quiet").code == 0
    assert "Methods compared" not in told(study / "outputs/toy").html
