from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from park import registry
from park.errors import InputError
from park.surveys.bundled import bundled
from park.surveys.load import load_survey
from park.surveys.reader import SURVEYS, SurveyReader
from park.surveys.survey import Survey


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("wvs8", "there is no survey 'wvs8'; did you mean 'wvs"),
        ("menavalue:x.csv", "there is no survey 'menavalue'; did you mean 'menavalues'"),
        ("csv", "'csv' needs a file: csv:<file>"),
        ("wvs:", "'wvs' needs a file: wvs:<file>"),
        ("wvs7:x.csv", "'wvs7' is bundled and takes no file"),
        ("", "there is no survey ''; known: csv, globalopinionqa, menavalues, wvs, wvs7"),
    ],
)
def test_an_unknown_source_names_the_nearest_known_one(tmp_path, source, message):
    with pytest.raises(InputError, match=f"^seeds.source: {message}"):
        load_survey([source], tmp_path)


def test_a_survey_needs_a_source(tmp_path):
    with pytest.raises(InputError, match="at least one source"):
        load_survey([], tmp_path)


def test_an_absolute_path_is_taken_as_it_is(tmp_path):
    file = tmp_path / "own.csv"
    file.write_text("item,country,option,count\nQ27,IRN,1,3\n")
    assert load_survey([f"csv:{file}"], tmp_path / "elsewhere").countries == ("IRN",)


class Mine(SurveyReader):
    name = "mine"

    def load(self, argument: str, base: Path) -> Survey:
        wanted = self.file(argument, base).read_text().split()
        return Survey.of([bundled().items[each] for each in wanted], [])


def test_a_package_outside_brings_a_reader(tmp_path, monkeypatch):
    point = EntryPoint("mine", f"{__name__}:Mine", "culturepark.surveys")
    monkeypatch.setattr(registry, "_points", lambda kind: {"mine": point})
    (tmp_path / "own.txt").write_text("Q27 Q38")
    assert list(load_survey(["mine:own.txt"], tmp_path).items) == ["Q27", "Q38"]
    with pytest.raises(InputError, match=r"^seeds\.source: 'mine' needs a file: mine:<file>"):
        load_survey(["mine"], tmp_path)


def test_the_documentation_names_every_reader():
    page = (Path(__file__).parents[2] / "docs" / "surveys.md").read_text()
    rows = {line.split("`")[1].partition(":")[0] for line in page.splitlines() if "| `" in line}
    assert rows == set(SURVEYS.names()) == set(SURVEYS.all())
