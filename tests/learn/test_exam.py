"""Learning in person: the exam is held out, and what a person did is counted, no more."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from park.errors import InputError
from park.learn import exam
from park.learn.exam import (
    course_of,
    enrol,
    keep,
    learners,
    remembered,
    results,
)
from park.ledger.ledger import Ledger
from park.statistics import wilson
from park.surveys.bundled import bundled
from park.surveys.split import split
from tests.learn.conftest import made, pupil, toy_course


def test_the_exam_is_made_of_the_runs_held_out_items_alone(ledger, run):
    course = course_of(ledger, run, "turkish")
    survey = bundled()
    _, held = split(survey.items, 0.2)
    asked = {name for name in held if survey.answers_for(name, "TUR")}
    assert set(course.items) == asked
    assert all(sum(shares) == pytest.approx(1) for shares in course.shares.values())


def test_a_run_that_holds_nothing_out_has_no_exam(tmp_path):
    run = made(tmp_path / "run", seeds={"holdout": 0})
    with (
        Ledger(run / "ledger.sqlite") as ledger,
        pytest.raises(InputError, match=r"no held-out item .* \(seeds.holdout: 0.0\)"),
    ):
        course_of(ledger, run, "turkish")


def test_a_culture_that_the_run_lacks_is_refused_with_the_nearest(ledger, run):
    with pytest.raises(
        InputError, match=r"--culture: 'turkis' is not in .*; did you mean 'turkish'"
    ):
        course_of(ledger, run, "turkis")


def test_the_most_frequent_options_are_right_and_several_may_be():
    course = toy_course()
    assert [course.is_right("Q1", code) for code in (1, 2, 3)] == [False, True, True]


def test_the_tutor_is_a_prompt_where_there_is_no_adapter(ledger, run):
    course = course_of(ledger, run, "turkish")
    assert enrol(ledger, run, course, "me", None, 10).tutor == "prompt"


def test_the_tutor_is_the_adapter_where_there_is_one(ledger, run, monkeypatch):
    monkeypatch.setattr(exam, "adapters_of", lambda ledger, folder: {"turkish": None})
    course = course_of(ledger, run, "turkish")
    assert enrol(ledger, run, course, "me", None, 10).tutor == "adapter"


def test_who_comes_again_goes_on_with_the_same_tutor_and_no_other(ledger, run):
    course = course_of(ledger, run, "turkish")
    begun = enrol(ledger, run, course, "me", "plain", 3)
    keep(ledger, begun)
    assert enrol(ledger, run, course, " me ", None, 10) == begun
    with pytest.raises(InputError, match="'me' began with the tutor 'plain'"):
        enrol(ledger, run, course, "me", "prompt", 10)


def test_everybody_who_began_is_listed_once_in_order(ledger, run):
    course = course_of(ledger, run, "turkish")
    for name in ("b", "a", "b"):
        keep(ledger, enrol(ledger, run, course, name, None, 2))
    assert [each.name for each in learners(ledger)] == ["b", "a"]


@settings(max_examples=20)
@given(st.text(max_size=100))
def test_any_name_is_data(tmp_path_factory, name):
    run = made(tmp_path_factory.mktemp("any") / "run")
    before = sorted(run.parent.rglob("*"))
    with Ledger(run / "ledger.sqlite") as ledger:
        try:
            begun = enrol(ledger, run, toy_course(), name, None, 2)
        except InputError:
            assert not 0 < len(name.strip()) <= 80
            return
        keep(ledger, begun)
        assert learners(ledger) == [begun]
    assert {each for each in run.parent.rglob("*") if "ledger" not in each.name} <= set(before)


def test_results_are_shares_with_wilsons_interval_and_a_paired_gain():
    course = toy_course()
    before = {name: 2 if number < 2 else 1 for number, name in enumerate(course.items)}
    after = {name: 3 if number < 6 else 1 for number, name in enumerate(course.items)}
    found = results(pupil(course, before=before, after=after, satisfaction=4), course)
    low, high = wilson(2, 8)
    assert found["before"] == {"right": 2, "n": 8, "low": low, "high": high}
    assert found["after"]["right"] == 6
    gain = found["gain"]
    assert (gain["value"], gain["n"]) == (0.5, 8)
    assert 0 <= gain["low"] < 0.5 < gain["high"] <= 1
    assert found["satisfaction"] == 4
    json.dumps(found)


def test_who_answers_alike_gains_exactly_nothing():
    course = toy_course()
    chosen = {name: 1 + number % 3 for number, name in enumerate(course.items)}
    gain = results(pupil(course, before=chosen, after=chosen), course)["gain"]
    assert gain == {"value": 0, "low": 0, "high": 0, "n": 8}


def test_one_question_has_no_interval_of_a_gain():
    course = toy_course(1)
    found = results(pupil(course, before={"Q1": 1}, after={"Q1": 2}), course)
    assert found["gain"] == {"value": 1, "low": None, "high": None, "n": 1}


def test_the_tutor_remembers_the_last_messages_beginning_with_the_persons():
    course = toy_course(1)
    chat = [("user" if n % 2 == 0 else "assistant", str(n)) for n in range(41)]
    shown = remembered(pupil(course, chat=tuple(chat)))
    assert [each["content"] for each in shown] == [str(n) for n in range(22, 41)]
    assert shown[0]["role"] == "user"
