"""`park generate`: what it makes, prints and leaves alone."""

import json

import pytest
import yaml

from park.ledger.run import read_run
from tests.commands import SPEECHES, configuration, script, speech, write
from tests.fake_openai import FakeOpenAI, Fault

KEYS = [
    "run", "stage", "planned", "done", "failed", "skipped", "calls", "cached_calls", "tokens_in",
    "tokens_out", "cached_tokens_in", "cost_usd", "seconds",
]  # fmt: skip


def records(folder):
    with read_run(folder) as ledger:
        return [dialogue.model_dump_json() for dialogue in ledger.dialogues()]


def served(study, server, **sections):
    model = {"model": "openai/m", "base_url": server.url}
    write(study / "demo.yaml", configuration(models={"delegate": model}, **sections))


def test_json_is_one_object_with_the_promised_keys_and_nothing_else_is_on_stdout(command, study):
    said = command("generate", "--json")
    summary = json.loads(said.out)
    assert said.code == 0
    assert list(summary) == KEYS
    seconds, tokens_in, tokens_out = (
        summary.pop(name) for name in ("seconds", "tokens_in", "tokens_out")
    )
    assert seconds >= 0
    assert tokens_in > tokens_out > 0
    assert summary == {
        "run": "outputs/toy", "stage": "generate", "planned": 4, "done": 4, "failed": 0,
        "skipped": 0, "calls": 24, "cached_calls": 0, "cached_tokens_in": 0, "cost_usd": 0.0,
    }  # fmt: skip


def test_a_run_without_json_leaves_stdout_empty_and_names_the_next_command(command, study):
    said = command("generate")
    assert said.code == 0
    assert said.out == ""
    assert "4 of 4 dialogues are in outputs/toy; 24 calls" in said.err
    last = "next: park filter outputs/toy (or read: park show outputs/toy)"
    assert said.err.splitlines()[-1] == last


def test_quiet_prints_nothing(command, study):
    assert command("generate", "--quiet") == (0, "", "")


def test_the_dialogues_hold_what_the_model_said(command, study):
    command("generate", "--quiet")
    with read_run(study / "outputs/toy") as ledger:
        dialogues = list(ledger.dialogues())
    assert {(d.seed.culture, d.seed.item) for d in dialogues} == {
        (culture, item) for culture in ("chinese", "turkish") for item in ("Q27", "Q38")
    }
    for dialogue in dialogues:
        begun = [turn.text.split(". ")[0] for turn in dialogue.turns]
        assert begun == [each.split(". ")[0] for each in SPEECHES[:6]]
        assert not any(turn.flags for turn in dialogue.turns)
        assert dialogue.ending == "turns"


def test_the_run_folder_holds_the_resolved_configuration(command, study):
    command("generate", "--quiet", "--concurrency", 3)
    resolved = yaml.safe_load((study / "outputs/toy/run.yaml").read_text())
    assert resolved["limits"]["concurrency"] == 3
    assert resolved["dialogue"]["turns"] == 6
    assert resolved["models"]["delegate"]["model"] == "scripted:script.yaml"


def test_a_second_run_asks_nothing_and_changes_nothing(command, study):
    with FakeOpenAI(speech) as server:
        served(study, server)
        first = json.loads(command("generate", "--json").out)
        before, asked = records(study / "outputs/toy"), len(server.requests)
        second = json.loads(command("generate", "--json").out)
        assert len(server.requests) == asked >= 24
    assert records(study / "outputs/toy") == before
    assert {**second, "seconds": 0} == {**first, "seconds": 0}


def test_dry_run_asks_nothing_and_makes_nothing(command, study):
    with FakeOpenAI(speech) as server:
        served(study, server)
        said = command("generate", "--dry-run")
        assert not server.requests
    assert said.code == 0
    assert "chinese: 2 dialogues" in said.err
    assert not (study / "outputs").exists()


def test_dry_run_with_json_tells_the_plan(command, study):
    said = command("generate", "--dry-run", "--json")
    assert json.loads(said.out)["planned"] == {"chinese": 2, "turkish": 2}


def test_dry_run_of_shards_tells_the_plan_of_each(command, study):
    told = [command("generate", "--dry-run", "--json", "--shard", f"{n}/2") for n in (1, 2)]
    planned = [json.loads(said.out)["planned"] for said in told]
    assert sum(sum(each.values()) for each in planned) == 4
    assert planned[0] != {"chinese": 2, "turkish": 2}
    said = command("generate", "--dry-run", "--shard", "9/3")
    assert said.code == 2 and "9/3" in said.err and said.err.count("\n") == 1


def test_limit_takes_the_beginning_of_the_plan_and_a_later_run_the_rest(command, study):
    limited = json.loads(command("generate", "--json", "--limit", 2).out)
    assert (limited["planned"], limited["done"], limited["calls"]) == (2, 2, 12)
    some = set(records(study / "outputs/toy"))
    assert len(some) == 2
    complete = json.loads(command("generate", "--json").out)
    assert (complete["done"], complete["calls"]) == (4, 24)
    assert some < set(records(study / "outputs/toy"))


def test_cultures_stand_in_for_those_of_the_file(command, study):
    said = command("generate", "--json", "--cultures", "korean, german")
    assert json.loads(said.out)["done"] == 4
    with read_run(study / "outputs/toy") as ledger:
        assert {d.seed.culture for d in ledger.dialogues()} == {"korean", "german"}


def test_a_culture_that_was_not_asked_an_item_has_its_seed_skipped_and_counted(command, study):
    write(study / "demo.yaml", configuration(seeds={"items": ["Q27", "Q125"], "per_item": 2}))
    said = json.loads(command("generate", "--json").out)
    assert (said["planned"], said["done"], said["skipped"]) == (6, 6, 2)


def test_one_seed_gives_one_result_and_another_seed_another(command, study):
    for run, seed in (("a", 1), ("b", 1), ("c", 2)):
        assert command("generate", "-q", "--run", run, "--seed", seed).code == 0
    assert records(study / "a") == records(study / "b")
    assert not set(records(study / "a")) & set(records(study / "c"))


def test_concurrency_does_not_change_the_result(command, study):
    with FakeOpenAI(speech) as server:
        served(study, server)
        command("generate", "-q", "--run", "a", "--concurrency", 1)
        command("generate", "-q", "--run", "b", "--concurrency", 8)
    assert records(study / "a") == records(study / "b")


def test_if_exists_raise_leaves_the_run_alone(command, study):
    assert command("generate", "-q", "--if-exists", "raise").code == 0
    before = records(study / "outputs/toy")
    said = command("generate", "--if-exists", "raise", "--limit", 1)
    assert said.code == 2
    assert "there is a run already" in said.err
    assert records(study / "outputs/toy") == before


def test_if_exists_delete_begins_anew_and_spares_what_it_did_not_make(command, study):
    command("generate", "-q", "--seed", 1)
    (study / "outputs/toy/notes.txt").write_text("mine")
    said = json.loads(command("generate", "--json", "--seed", 2, "--if-exists", "delete").out)
    assert (said["calls"], said["done"]) == (24, 4)
    assert len(records(study / "outputs/toy")) == 4
    assert (study / "outputs/toy/notes.txt").read_text() == "mine"


def test_wrong_input_does_not_delete_a_run(command, study):
    command("generate", "-q")
    (study / "script.yaml").unlink()
    assert command("generate", "--if-exists", "delete").code == 2
    assert len(records(study / "outputs/toy")) == 4


def test_more_repeats_and_cultures_only_add_to_a_run(command, study):
    command("generate", "-q")
    before = set(records(study / "outputs/toy"))
    more = {"items": ["Q27", "Q38"], "per_item": 2}
    cultures = ["chinese", "turkish", "german"]
    write(study / "demo.yaml", configuration(cultures=cultures, seeds=more))
    said = json.loads(command("generate", "--json").out)
    after = records(study / "outputs/toy")
    assert (said["done"], said["calls"], len(after)) == (12, 72, 12)
    assert before < set(after)


def test_failed_dialogues_give_exit_code_1_and_are_tried_again(command, study):
    refused = Fault(status=400, body={"error": {"message": "this content cannot be answered"}})
    answers = iter([refused])
    with FakeOpenAI(lambda request: next(answers, speech(request))) as server:
        served(study, server)
        said = command("generate", "--concurrency", 1)
        assert said.code == 1
        assert "3 of 4 dialogues" in said.err
        assert "failed: " in said.err
        assert "turn 1: openai/m: HTTP 400: this content cannot be answered" in said.err
        again = command("generate", "--json")
    assert again.code == 0
    assert json.loads(again.out)["done"] == 4
    endings = [json.loads(record)["ending"] for record in records(study / "outputs/toy")]
    assert endings == ["turns"] * 4


def test_settings_may_change_as_long_as_every_call_was_refused(command, study):
    with FakeOpenAI(Fault(status=400, body={"error": {"message": "no"}})) as server:
        served(study, server)
        assert command("generate").code == 1
        refused = set(records(study / "outputs/toy"))
    with FakeOpenAI(speech) as server:
        served(study, server, dialogue={"turns": 4})
        said = command("generate")
        assert (said.code, said.err.count("4 of 4 dialogues")) == (0, 1)
        assert not refused & set(records(study / "outputs/toy"))
        assert "failed" not in command("report", "toy").err
        served(study, server, dialogue={"turns": 6})
        late = command("generate")
    assert late.code == 2
    assert "began with other settings (dialogue.turns)" in late.err


def test_failures_are_told_with_json_too(command, study):
    with FakeOpenAI(Fault(status=400, body={"error": {"message": "no"}})) as server:
        served(study, server)
        said = command("generate", "--json")
    summary = json.loads(said.out)
    assert said.code == 1
    assert (summary["done"], summary["failed"], summary["planned"]) == (0, 4, 4)


def test_an_exhausted_script_stops_the_run_with_exit_code_3(command, study):
    write(study / "script.yaml", {"replies": list(SPEECHES[:6])})
    said = command("generate", "--quiet", "--concurrency", 1)
    assert said.code == 3
    assert said.err.splitlines() == [
        "park: stopped: scripted:script.yaml: script exhausted after 6 replies"
    ]
    assert len(records(study / "outputs/toy")) == 1


def test_a_model_given_as_an_option_speaks_for_both(command, study):
    write(study / "other.yaml", script(SPEECHES[6:] + SPEECHES[:6]))
    write(study / "demo.yaml", configuration(models={"contact": "scripted:gone.yaml"}))
    said = command("generate", "--quiet", "--model", "scripted:other.yaml")
    assert said.code == 0
    with read_run(study / "outputs/toy") as ledger:
        dialogue = next(ledger.dialogues())
    assert dialogue.turns[0].text.startswith(SPEECHES[6].split(". ")[0])
    assert set(dialogue.models.values()) == {"scripted:other.yaml"}


@pytest.mark.parametrize("style", ["guided", "free"])
@pytest.mark.parametrize("language", ["en", "own"])
def test_fourteen_turns_are_held_in_both_styles_and_languages(command, study, style, language):
    settings = {"turns": 14, "style": style, "language": language, "retries": 0}
    write(study / "demo.yaml", configuration(dialogue=settings))
    assert command("generate", "--quiet").code == 0
    with read_run(study / "outputs/toy") as ledger:
        assert [len(d.turns) for d in ledger.dialogues()] == [14] * 4


def test_two_people_of_one_culture_talk_with_each_other(command, study):
    write(study / "demo.yaml", configuration(dialogue={"partner": "same"}))
    assert command("generate", "--quiet").code == 0
    with read_run(study / "outputs/toy") as ledger:
        for dialogue in ledger.dialogues():
            assert dialogue.contact_culture == dialogue.seed.culture
            assert dialogue.contact.name != dialogue.delegate.name
