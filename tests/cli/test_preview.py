"""`park preview`: dialogues, or prompts, without a run folder."""

import json

from tests.commands import SPEECHES, configuration, write
from tests.fake_openai import FakeOpenAI, Fault


def test_preview_prints_as_many_dialogues_as_asked_and_keeps_nothing(command, study):
    said = command("preview", "-n", 2)
    assert said.code == 0
    assert said.out.count("(all turns done)") == 2
    assert said.out.count(SPEECHES[5][:30]) == 2
    assert "2 of 2 dialogues were made, and none is kept" in said.err
    assert "next:" not in said.err and "/tmp" not in said.err
    assert sorted(path.name for path in study.iterdir()) == ["demo.yaml", "script.yaml"]


def test_quiet_preview_prints_only_the_dialogues(command, study):
    said = command("preview", "-n", 1, "--quiet")
    assert said.err == ""
    assert "chinese, Q27" in said.out


def test_preview_with_json_prints_one_record_a_line(command, study):
    lines = command("preview", "-n", 3, "--json").out.splitlines()
    dialogues = [json.loads(line) for line in lines]
    assert len({each["key"] for each in dialogues}) == 3
    assert all(len(each["turns"]) == 6 for each in dialogues)


def test_preview_shows_what_a_run_would_make(command, study):
    shown = {json.loads(line)["key"] for line in command("preview", "--json").out.splitlines()}
    command("generate", "-q")
    made = {json.loads(line)["key"] for line in command("show", "toy", "--json").out.splitlines()}
    assert len(shown) == 3
    assert shown < made


def test_prompts_are_shown_without_asking_a_model(command, study):
    write(study / "demo.yaml", configuration(models={"delegate": "scripted:gone.yaml"}))
    said = command("preview", "--prompts", "-n", 2)
    assert said.code == 0
    assert said.err == ""
    assert said.out.count("=== ") == 2
    assert said.out.count("--- delegate, system") == said.out.count("--- contact, system") == 2
    assert said.out.count("--- turn 6 (delegate)") == 2


def test_preview_of_a_failing_model_gives_exit_code_1_and_says_why(command, study):
    with FakeOpenAI(Fault(status=400, body={"error": {"message": "too odd"}})) as server:
        model = {"model": "openai/m", "base_url": server.url}
        write(study / "demo.yaml", configuration(models={"delegate": model}))
        said = command("preview", "-n", 1)
    assert said.code == 1
    assert "(failed: turn 1: openai/m: HTTP 400: too odd)" in said.out
