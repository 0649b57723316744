"""`park init`: a copy of everything that can be edited."""

import pytest

from tests.commands import script, write


def test_init_copies_cards_prompts_and_a_configuration(command, tmp_path):
    said = command("init", tmp_path / "mine")
    assert said.code == 0
    assert said.out == ""
    assert said.err.splitlines()[-1] == f"next: cd {tmp_path / 'mine'} && park check"
    for name in ("demo.yaml", "agents/turkish.yaml", "prompts/generate/turn.j2", "finetune"):
        assert (tmp_path / "mine" / name).exists()
    assert (tmp_path / "mine/agents/languages/tr.yaml").exists()


def test_a_copy_into_the_present_folder_leads_nowhere_else(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert command("init", ".").err.splitlines()[-1] == "next: park check"


def test_the_copy_is_used_from_inside_and_from_outside(command, tmp_path, monkeypatch):
    mine = tmp_path / "mine"
    command("init", mine, "--quiet")
    card = mine / "agents/turkish.yaml"
    card.rename(card.with_stem("own"))
    write(
        mine / "agents/own.yaml",
        (mine / "agents/own.yaml").read_text().replace("name: turkish", "name: own"),
    )
    model = "scripted:script.yaml"
    write(mine / "script.yaml", script())
    outside = command("check", mine / "demo.yaml", "--cultures", "own", "--model", model)
    assert outside.code == 0
    monkeypatch.chdir(mine)
    inside = command("check", "--cultures", "own", "--model", model)
    assert (inside.code, inside.out) == (0, outside.out)
    assert "own: 2 dialogues" in inside.out


def test_a_folder_that_is_not_empty_is_refused_and_left_alone(command, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    said = command("init", tmp_path)
    assert said.code == 2
    assert said.err == f"park: {tmp_path}: the folder is not empty\n"
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_empty_folder_is_filled_and_missing_parents_are_made(command, tmp_path):
    (tmp_path / "empty").mkdir()
    assert command("init", tmp_path / "empty", "--quiet") == (0, "", "")
    assert command("init", tmp_path / "a/b/c", "--quiet") == (0, "", "")


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_place_that_is_or_lies_below_a_file_is_refused(command, tmp_path, place):
    (tmp_path / "file").write_text("")
    said = command("init", tmp_path / place)
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert str(tmp_path / "file") in said.err
