"""The quality of a run, from its ledger."""

import pytest

import park
from park.errors import InputError
from park.quality.measure import quality_of
from park.surveys.bundled import bundled
from tests.quality.runs import judged, run, talked


def test_a_runs_figures_are_by_culture_and_in_all(tmp_path):
    found = quality_of(run(tmp_path / "a"))
    assert [*found.groups] == ["chinese", "turkish", "all"]
    talk = {name: each.talk for name, each in found.groups.items()}
    assert [each.dialogues for each in talk.values()] == [2, 2, 4]
    assert [each.turns for each in talk.values()] == [4, 3, 7]
    assert [each.failed for each in talk.values()] == [0, 1, 1]
    # All greetings are near-equal but the first, and so are all lines.
    assert [each.repeated.value for each in talk.values()] == [2 / 4, 1, 5 / 7]
    harvest = {name: each.harvest for name, each in found.groups.items()}
    assert [each.listed.value for each in harvest.values()] == [1, 2, 4 / 3]
    assert [each.acceptance.value for each in harvest.values()] == [1, 0, 0.5]
    assert [each.stance_kept.value for each in harvest.values()] == [1, 0, 0.5]
    # Half of four pass; of those, as sensitivity and slip say, 0.8 are right.
    assert harvest["all"].precision.value == pytest.approx(0.8)
    assert harvest["all"].precision.n == 4


def test_sides_are_those_of_the_survey(tmp_path):
    found = quality_of(run(tmp_path / "a")).groups
    people = {
        country: sum(bundled().answers_for("Q27", country).share(code) for code in (1, 2))
        for country in ("CHN", "TUR")
    }
    assert found["chinese"].sides.people.value == pytest.approx(people["CHN"])
    # The failed Turkish dialogue is left out.
    mean = (2 * people["CHN"] + people["TUR"]) / 3
    assert found["all"].sides.people.value == pytest.approx(mean)
    assert found["all"].sides.dialogues.value == pytest.approx(2 / 3)
    assert found["all"].sides.listed.value == 0.5
    assert found["all"].sides.accepted.value == 1
    assert found["all"].sides.shift.value == 0.5


def test_usage_is_by_accepted_opinion(tmp_path):
    spent = quality_of(run(tmp_path / "a")).spent["generate"]
    assert (spent.calls, spent.tokens) == (6, 720)
    assert (spent.calls_per_accepted.value, spent.tokens_per_accepted.value) == (3, 360)


def test_without_opinions_those_parts_are_left_out_and_it_is_said(tmp_path):
    found = quality_of(run(tmp_path / "a", talked))
    assert found.groups["all"].harvest is None
    assert any("park filter" in note for note in found.notes)
    assert found.spent["generate"].calls_per_accepted.value is None


def test_without_counts_of_a_calibration_there_is_no_estimate_and_it_is_said(tmp_path):
    def uncounted(ledger):
        ledger.put("calibration", ledger.get("calibration") | {"kept": None, "slipped": None})

    found = quality_of(run(tmp_path / "a", talked, judged, uncounted))
    assert found.groups["all"].harvest.precision.value is None
    assert any("calibration" in note for note in found.notes)


def test_without_the_survey_or_the_cards_it_is_said(tmp_path):
    place = run(tmp_path / "a", seeds={"source": ["csv:gone.csv"]}, agents="gone")
    found = quality_of(place)
    assert found.groups["all"].sides is None
    assert [note.split(" cannot")[0] for note in found.notes[:2]] == [
        "the survey",
        "the role cards",
    ]


def test_measuring_changes_nothing(tmp_path):
    place = run(tmp_path / "a")
    before = {name: (place / name).read_bytes() for name in ("ledger.sqlite", "run.yaml")}
    park.Run(place).quality()
    assert {name: (place / name).read_bytes() for name in before} == before


def test_a_run_has_the_figures_as_a_method(tmp_path):
    place = run(tmp_path / "a")
    assert park.Run(place).quality() == quality_of(place)


def test_a_run_without_dialogues_is_an_input_error(tmp_path):
    place = run(tmp_path / "a", lambda ledger: None)
    with pytest.raises(InputError, match="no dialogues"):
        quality_of(place)
