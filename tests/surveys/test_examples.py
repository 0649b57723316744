import re
from pathlib import Path

import pytest

from park.surveys.load import load_survey
from park.surveys.options import NO_ANSWERS

DOCS = Path(__file__).parents[2] / "docs" / "surveys.md"
KINDS = ["wvs", "menavalues", "globalopinionqa", "csv", "csv"]

LEFT_OUT = {
    2: {"options 'DK/Refused', which are no opinion": 1},
    3: {"answers '-1', which are no opinion": 11},
}


@pytest.mark.parametrize("number", range(len(KINDS)))
def test_every_example_file_in_the_documentation_is_read(tmp_path, number):
    examples = re.findall(r"```csv\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) == len(KINDS)
    (tmp_path / "example.csv").write_text(examples[number], encoding="utf-8")
    survey = load_survey([f"{KINDS[number]}:example.csv"], tmp_path)
    assert survey.countries in (("IRN",), ("DEU",))
    assert survey.skipped == LEFT_OUT.get(number, {})


def test_the_documentation_lists_all_labels_that_are_no_opinion():
    (line,) = (line for line in DOCS.read_text().splitlines() if "the column `missing`" in line)
    assert set(NO_ANSWERS) < set(re.findall(r"`([^`]+)`", line))
