"""Tutors: what they hear, and that they are there before anybody asks."""

from types import SimpleNamespace

import pytest

from park.adapters.talk import Manner, Talk
from park.errors import InputError
from park.learn import tutor
from park.learn.tutor import spoken_to
from tests.learn.conftest import pupil, toy_course


class Spoken:
    """A base and adapter that say how they were asked."""

    base = SimpleNamespace(location=SimpleNamespace(public="tiny"))

    def __init__(self):
        self.asked = []

    def generate(self, past, adapter, **manner):
        self.asked.append(([*past], adapter))
        return f"answer {len(self.asked)}", (1, 1)


def test_the_adapter_hears_the_whole_talk_also_after_a_break(ledger, run, monkeypatch):
    loaded = Spoken()
    talk = Talk(loaded, "turkish", "Be Turkish.", Manner())
    monkeypatch.setattr(tutor, "begin", lambda *_: talk)
    course = toy_course()
    chat = (("user", "Tea?"), ("assistant", "Yes."), ("user", "Hot?"))
    with spoken_to(ledger, run, course, "adapter") as (model, say):
        assert say(pupil(course, chat=chat)) == "answer 1"
        assert say(pupil(course, chat=chat[:1])) == "answer 2"
    assert model == "tiny"
    contents = [[each["content"] for each in past] for past, _ in loaded.asked]
    assert contents == [["Be Turkish.", "Tea?", "Yes.", "Hot?"], ["Be Turkish.", "Tea?"]]
    assert {adapter for _, adapter in loaded.asked} == {"turkish"}


def test_an_adapter_that_is_not_there_is_refused_with_the_command_that_trains_it(ledger, run):
    course = toy_course()
    with (
        pytest.raises(InputError, match=r"no adapter 'turkish' in .*train it: park finetune"),
        spoken_to(ledger, run, course, "adapter"),
    ):
        pass
