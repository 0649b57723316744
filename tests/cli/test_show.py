"""`park show`: the list of a run, one dialogue, and text that could harm a terminal."""

import json
import shutil

import pytest

from park.errors import InputError
from park.ledger.ledger import Ledger
from tests.commands import SPEECHES
from tests.toys import dialogue, turn


@pytest.fixture
def run(study, command):
    assert command("generate", "-q").code == 0
    return study / "outputs/toy"


def stored(folder, *dialogues):
    folder.mkdir(parents=True)
    with Ledger(folder / "ledger.sqlite") as ledger:
        for each in dialogues:
            ledger.put_dialogue(each)
    return folder


def test_the_list_has_a_line_for_each_dialogue(command, run):
    said = command("show", run)
    lines = said.out.splitlines()
    assert said.code == 0
    assert len(lines) == 4
    assert [line.split()[1:3] for line in lines] == [
        ["chinese", "Q27"], ["chinese", "Q38"], ["turkish", "Q27"], ["turkish", "Q38"],
    ]  # fmt: skip
    assert "6 turns" in lines[0]
    assert said.err == f"read one with: park show {run} {lines[0][:12]}\n"


def test_a_run_is_found_by_its_name_in_outputs(command, run):
    assert command("show", "toy").out == command("show", run).out


def test_cultures_narrow_the_list(command, run):
    lines = command("show", run, "--cultures", "turkish, ").out.splitlines()
    assert [line.split()[1] for line in lines] == ["turkish", "turkish"]


def test_the_list_as_json_has_one_record_a_line(command, run):
    lines = command("show", run, "--json").out.splitlines()
    assert [json.loads(line)["ending"] for line in lines] == ["turns"] * 4


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_dialogues_are_printed_as_they_are_read(command, run, monkeypatch, options):
    listed = Ledger.dialogues

    def broken(ledger):
        yield next(listed(ledger))
        raise InputError("the second cannot be read")

    monkeypatch.setattr(Ledger, "dialogues", broken)
    said = command("show", run, *options)
    assert (said.code, len(said.out.splitlines())) == (2, 1)


@pytest.mark.parametrize("length", [8, 12, 32])
def test_a_dialogue_is_found_by_the_beginning_of_its_key(command, run, length):
    key = json.loads(command("show", run, "--json").out.splitlines()[0])["key"]
    said = command("show", run, key[:length])
    assert said.code == 0
    text = " ".join(said.out.split())
    assert all(speech.split(". ")[0] in text for speech in SPEECHES[:6])
    assert key in text
    assert "scripted:script.yaml" in text
    assert "answers: " in text


def test_a_dialogue_as_json_is_its_record(command, run):
    listed = command("show", run, "--json").out.splitlines()[2]
    key = json.loads(listed)["key"]
    assert json.loads(command("show", run, key[:12], "--json").out) == json.loads(listed)


def test_the_text_shows_stance_flags_attempts_and_ending(command, tmp_path):
    flag = {"check": "language", "reason": "the line must be in English"}
    turns = (turn(1), turn(2, "Nun ja, Tee.", attempts=3, flags=(flag,)))
    failed = dialogue("f" * 32, turns=turns, ending="error", failure="turn 3: no answer in time")
    said = command("show", stored(tmp_path / "run", failed), "fff")
    assert "answers: agree, as 60% in TUR do" in said.out
    assert "[language: the line must be in English]" in said.out
    assert "[attempt 3]" in said.out
    assert said.out.endswith("(failed: turn 3: no answer in time)\n")


def test_a_beginning_of_several_keys_is_refused(command, tmp_path):
    run = stored(tmp_path / "run", dialogue("ab1"), dialogue("ab2"))
    said = command("show", run, "ab")
    assert said.code == 2
    assert said.err == "park: 2 dialogues begin with 'ab'; give more of the key\n"
    assert command("show", run, "ab1").code == 0


def test_a_key_that_is_also_the_beginning_of_another_is_found(command, tmp_path):
    run = stored(tmp_path / "run", dialogue("ab"), dialogue("ab2"))
    assert command("show", run, "ab").code == 0


def test_an_unknown_key_is_refused(command, run):
    said = command("show", run, "zzz")
    assert said.code == 2
    assert said.err.startswith("park: there is no dialogue 'zzz' in this run")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("name", ["gone", "a/gone", "empty", "demo.yaml"])
def test_a_folder_without_a_run_is_refused(command, study, name):
    (study / "empty").mkdir()
    said = command("show", name)
    assert said.code == 2
    assert name in said.err
    assert said.err.count("\n") == 1


def test_a_file_that_is_no_ledger_is_refused(command, study):
    (study / "run").mkdir()
    (study / "run/ledger.sqlite").write_bytes(b"not a database at all" * 100)
    said = command("show", "run")
    assert said.code == 2
    assert "ledger.sqlite: cannot be opened as a ledger" in said.err


def test_a_run_without_dialogues_says_so(command, study):
    command("generate", "-q", "--limit", 1)
    with Ledger(study / "outputs/toy/ledger.sqlite") as ledger:
        ledger._db.execute("DELETE FROM dialogues")
    said = command("show", "toy")
    assert (said.code, said.out, said.err) == (0, "", "outputs/toy: no dialogues yet\n")


EVIL = "\x1b[2J\x1b]0;owned\x07 Hello \x9b31m \r\x08\u202etxet\u2066 \x00\x7f end"


def test_control_characters_of_a_model_do_not_reach_a_terminal(command, tmp_path):
    evil = dialogue(
        "e1", turns=(turn(1, EVIL), turn(2)), ending="error", failure=EVIL, stance_label=EVIL
    )
    run = stored(tmp_path / "run", evil)
    for said in (command("show", run), command("show", run, "e1")):
        assert said.code == 0
        assert not set(said.out) & set("\x00\x07\x08\x0d\x1b\x7f\x9b\u202e\u2066")
        assert "Hello" in said.out
    record = json.loads(command("show", run, "e1", "--json").out)
    assert record["turns"][0]["text"] == EVIL


def test_reading_a_run_changes_no_file_of_it(command, run):
    before = {path: path.read_bytes() for path in run.iterdir()}
    command("show", run)
    assert {path: path.read_bytes() for path in before} == before


def test_a_run_is_read_from_a_copy_without_its_lock(command, run, tmp_path):
    shutil.copytree(run, tmp_path / "copy", ignore=shutil.ignore_patterns(".lock"))
    assert command("show", tmp_path / "copy").out == command("show", run).out
