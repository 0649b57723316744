from park.records import Answers
from park.surveys.bundled import bundled
from park.surveys.editions import as_begun
from park.surveys.load import load_survey
from park.surveys.survey import Survey
from tests.surveys.survey_files import write_text

OLD = "3fdba6a8f00832b5824e8f69e0df16ca"
"""The hash of the bundled survey in version 0.1.0."""


def test_a_run_that_began_with_an_edition_gets_it_to_the_letter():
    found = as_begun(bundled(), OLD)
    assert found.digest() == OLD
    assert found.items["Q122"].statement == "Immigration fills jobs that this country needs done."
    assert found.items["Q122"].graded
    assert found.items.keys() == bundled().items.keys()


def test_a_new_run_and_one_with_other_answers_get_the_present_edition():
    for digest in ("", bundled().digest(), "0" * 32):
        assert as_begun(bundled(), digest) is bundled()


def test_items_of_one_s_own_are_the_same_in_every_edition(tmp_path):
    rows = "item,country,option,count\ntea,IRN,1,5\ntea,IRN,2,6\n"
    write_text(tmp_path / "own.csv", rows)
    survey = load_survey(["wvs7", "csv:own.csv"], tmp_path)
    own = survey.items["tea"]
    answers = [*as_begun(bundled(), OLD).answers.values(), survey.answers["tea", "IRN"]]
    began = Survey.of([*as_begun(bundled(), OLD).items.values(), own], answers).digest()
    found = as_begun(survey, began)
    assert found.digest() == began and found.items["tea"] == own


def test_an_edition_counts_only_with_the_answers_that_the_run_had():
    more = Answers(item="Q27", country="IRN", counts={1: 3.0})
    survey = Survey.of(bundled().items.values(), [*bundled().answers.values(), more])
    assert as_begun(survey, OLD) is survey
