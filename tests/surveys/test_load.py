import pytest

from park.errors import InputError
from park.surveys.load import load_survey


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("wvs8", "there is no source 'wvs8'; did you mean 'wvs"),
        ("menavalue:x.csv", "there is no source 'menavalue'; did you mean 'menavalues'"),
        ("csv", "'csv' needs a file: csv:<csv>"),
        ("wvs:", "'wvs:' needs a file"),
        ("wvs7:x.csv", "'wvs7' is bundled and takes no file"),
        ("", "there is no source ''; known: csv, globalopinionqa, menavalues, wvs, wvs7"),
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
