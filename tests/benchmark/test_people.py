"""Answers of a community: wrong codes refused, careless ones left out, few of them warned of."""

import pytest

from park.benchmark.collecting import collect
from park.benchmark.people import Sheet
from park.benchmark.revising import current
from park.errors import InputError
from park.surveys.instrument import load_instrument
from tests.benchmark import toys


def answered(workspace, name="a", **options):
    return toys.answer(current(workspace), workspace.folder.parent / f"{name}.csv", **options)


def changed(path, old, new, count=1):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, count))
    return path


def test_the_questionnaire_is_one_that_the_survey_study_reads(drafted):
    said = str(collect(drafted))
    assert f"park serve RUN --survey {drafted.instrument}" in said
    found = load_instrument(str(drafted.instrument), drafted.folder)
    assert [each.id for each in found.questions if each.kind == "choice"] == list(current(drafted))
    assert len(found.of_kind("attention")) == 1


def test_answers_are_kept_with_groups(drafted):
    step = collect(drafted, [answered(drafted)])
    assert (step.found["respondents"], step.found["kept"]) == (30, 30)
    sheet = drafted.rows(drafted.answers, Sheet)[0]
    assert (sheet.gender, sheet.age, sheet.simulated) == ("woman", "18-29", False)


def test_a_code_off_the_scale_is_refused_with_the_nearest(drafted):
    path = answered(drafted)
    row = path.read_text().splitlines()[1].split(",")
    path.write_text(path.read_text().replace(",".join(row), ",".join([*row[:4], "7", *row[5:]])))
    with pytest.raises(InputError, match=r"a.csv:2: .*: 7 is not on the scale \(1 to 5\); the ne"):
        collect(drafted, [path])
    assert not drafted.answers.exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("p1,", "p0,", "respondent: 'p0' stands above, too"),
        ("p1,", ",", "respondent: must not be empty"),
        ("man,19", "man,old", "age: 'old' is neither years nor one of"),
        ("p0,woman,18,2", "p0,woman,18,two", "attention: 'two' is no whole number"),
        ("respondent,gender", "respondent,gendre", "'gendre' is no item; did you mean 'gender'"),
    ],
)
def test_a_cell_that_cannot_be_is_refused(old, new, said, drafted):
    with pytest.raises(InputError, match=said):
        collect(drafted, [changed(answered(drafted), old, new)])


def test_an_item_without_a_column_is_named(drafted):
    name = list(current(drafted))[-1]
    path = answered(drafted)
    lines = [line.rsplit(",", 1)[0] for line in path.read_text().splitlines()]
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(InputError, match=f"the column '{name}' is missing"):
        collect(drafted, [path])


def test_who_fails_the_attention_check_is_left_out(drafted):
    step = collect(drafted, [answered(drafted, attention=5)])
    assert step.found["kept"] == 0
    assert step.found["careless"] == {"attention": 30}


def test_fewer_than_needed_are_warned_of_with_how_little_is_known(drafted):
    step = collect(drafted, [answered(drafted, count=6)])
    assert "fewer answers than the 30 needed (the fewest: 6)" in str(step)
    assert "a half is known to be from 19% to 81%" in str(step)


def test_one_respondent_in_two_files_is_refused(drafted):
    with pytest.raises(InputError, match="'p0' is in two files"):
        collect(drafted, [answered(drafted), answered(drafted, "b")])


def test_simulated_answers_are_judged_but_count(drafted):
    path = answered(drafted, attention=5)
    step = collect(drafted, [path], simulated=True)
    assert (step.found["kept"], step.found["careless"]) == (30, {"attention": 30})
    assert "counted all the same" in str(step)


def test_answers_given_in_the_page_are_read(drafted):
    path = answered(drafted)
    rows = [line.split(",") for line in path.read_text().splitlines()]
    paged = [[row[0], "group" if n == 0 else "north", *row[1:]] for n, row in enumerate(rows)]
    path.write_text("".join(",".join(row) + "\n" for row in paged))
    assert collect(drafted, [path]).found["respondents"] == 30
