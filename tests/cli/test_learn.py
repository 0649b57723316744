"""`park learn`: each line is an answer, and nothing that was answered is asked again."""

import io
import json
import sys

import pytest

from park.learn.exam import learners
from park.ledger.run import reopen_run
from park.models.scripted import ScriptedModel
from tests.commands import configuration, write

SCRIPT = {"rules": [{"contains": "tea", "reply": "All day \x1b[2Jlong."}, {"reply": "Ask more."}]}
SESSION = ("1", "3", "Do you drink tea?", "And then?", "", "2", "2", "4")
"""Two questions before, two lines and an empty one, two questions after, satisfaction."""


@pytest.fixture
def run(study):
    """A run folder as `park generate` leaves it, without dialogues."""
    write(study / "script.yaml", SCRIPT)
    return made(study)


def made(study, name="run", **sections):
    folder = study / "outputs" / name
    write(folder / "run.yaml", configuration(**sections))
    from park.ledger.ledger import Ledger

    with Ledger(folder / "ledger.sqlite") as ledger:
        ledger.put("base", str(study))
    return folder


@pytest.fixture
def typed(command, monkeypatch):
    """Run the command with lines on its standard input."""

    def run_it(lines, *arguments):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return command("learn", *arguments, "--culture", "turkish", "--questions", 2)

    return run_it


def stored(run):
    with reopen_run(run) as ledger:
        return learners(ledger)


def test_a_session_ends_with_gain_interval_and_the_caveat(run, typed):
    said = typed(SESSION, run)
    assert said.code == 0
    assert "What do most people in Turkey answer?" in said.out
    assert "tutor> All day long." in said.out
    assert "gain: " in said.out
    assert "over 2 questions" in said.out
    assert "satisfaction: 4 of 5" in said.out
    assert "One person is no study" in said.out
    (me,) = stored(run)
    assert [content for _, content in me.chat] == [
        "Do you drink tea?", "All day \x1b[2Jlong.", "And then?", "Ask more.",
    ]  # fmt: skip
    assert [me.before[item] for item in me.items] == [1, 2]
    assert (me.taught, me.satisfaction, me.model) == (True, 4, "scripted:script.yaml")


@pytest.mark.parametrize("cut", range(len(SESSION)))
def test_the_end_of_the_input_stops_anywhere_and_the_same_command_goes_on(run, typed, cut, study):
    whole = made(study, "whole")
    typed(SESSION, whole)
    stopped = typed(SESSION[:cut], run)
    assert stopped.code == 130
    assert "rerun the command to resume" in stopped.err
    assert typed(SESSION[cut:], run).code == 0
    assert stored(run) == stored(whole)


def test_ctrl_c_while_the_tutor_thinks_loses_no_line(run, typed, monkeypatch):
    reply = ScriptedModel.reply

    async def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(ScriptedModel, "reply", interrupted)
    assert typed(SESSION, run).code == 130
    assert [role for role, _ in stored(run)[0].chat] == ["user"]
    monkeypatch.setattr(ScriptedModel, "reply", reply)
    assert typed(SESSION[3:], run).code == 0
    assert [role for role, _ in stored(run)[0].chat] == ["user", "assistant"] * 2


def test_what_is_no_option_is_asked_again(run, typed):
    wrong = ("", "0", "99", "1.5", "²", "one", "-1", "9" * 5000)
    said = typed((*wrong, *SESSION[:-1], "6", *SESSION[-1:]), run)
    assert said.code == 0
    assert said.out.count("give a number from 1 to") == len(wrong) + 1
    (me,) = stored(run)
    assert [me.before[item] for item in me.items] == [1, 2]


def test_a_finished_exam_is_shown_again_and_nothing_is_asked(run, typed):
    first = typed(SESSION, run)
    again = typed((), run)
    assert again.code == 0
    assert first.out.endswith(again.out)


def test_each_name_has_an_exam_of_its_own_and_is_never_a_path(run, typed):
    before = {each.name for each in run.parent.iterdir()}
    for name in ("me", "../../me", "a:b", "\x1b[31m"):
        assert typed(SESSION, run, "--name", name).code == 0
    assert {each.name for each in stored(run)} == {"me", "../../me", "a:b", "\x1b[31m"}
    assert {each.name for each in run.parent.iterdir()} == before


def test_a_plain_tutor_is_told_nothing_and_a_prompted_one_the_country(run, typed, monkeypatch):
    asked = []

    async def noted(self, messages, *rest, reply=ScriptedModel.reply, **names):
        asked.append([each["content"] for each in messages])
        return await reply(self, messages, *rest, **names)

    monkeypatch.setattr(ScriptedModel, "reply", noted)
    typed(SESSION, run, "--name", "a", "--tutor", "plain")
    typed(SESSION, run, "--name", "b", "--tutor", "prompt")
    assert asked[0] == ["Do you drink tea?"]
    assert "Turkey" in asked[2][0]
    assert asked[3][1:] == ["Do you drink tea?", "All day \x1b[2Jlong.", "And then?"]


def test_with_json_stdout_is_one_object(run, typed):
    said = typed(SESSION, run, "--json")
    found = json.loads(said.out)
    assert found["before"]["n"] == found["after"]["n"] == found["gain"]["n"] == 2
    assert found["tutor"] == "prompt"
    assert "What do most people" in said.err


def test_bytes_that_are_no_text_are_answers_that_do_not_fit(run, command, monkeypatch):
    given = io.TextIOWrapper(io.BytesIO(b"\xff\xfe\n1\n"), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", given)
    said = command("learn", run, "--culture", "turkish", "--questions", "2")
    assert said.code == 130
    assert said.out.count("give a number") == 1
    assert list(stored(run)[0].before.values()) == [1]


def test_an_adapter_that_is_not_there_is_refused_before_any_question(run, typed):
    said = typed(SESSION, run, "--tutor", "adapter")
    assert said.code == 2
    assert "train it: park finetune" in said.err
    assert "What do most people" not in said.out


def test_a_folder_without_a_run_is_refused(study, typed):
    said = typed(SESSION, study / "nowhere")
    assert said.code == 2
    assert "no such run folder" in said.err
