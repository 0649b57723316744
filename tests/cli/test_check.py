"""`park check`: what it finds in a configuration before anything is asked."""

import json
import socket

import pytest

from park.configfile import load_config
from park.setup import prepare
from tests.commands import configuration, write
from tests.fake_openai import FakeOpenAI, Fault


def test_check_says_what_each_culture_was_not_asked_of_the_items_for_dialogues(command, study):
    write(study / "demo.yaml", configuration(seeds={}))
    said = command("check")
    assert said.code == 0
    asked = "people's answers for {} of 40 items for dialogues, {} of 10 held out"
    assert f"chinese: 25 dialogues; {asked.format(25, 7)}" in said.out
    assert f"turkish: 40 dialogues; {asked.format(40, 10)}" in said.out
    assert said.out.count("not asked, so no dialogues: Q") == 1
    assert "and 7 more" in said.out
    assert "not asked" not in command("check", "--set", "seeds.items=[Q27]").out


def test_a_culture_with_few_answers_to_held_out_items_is_warned_of(command, study):
    rows = "item,country,option,count\nQ27,IRN,1,50\nQ27,IRN,2,30\n"
    (study / "own.csv").write_text(rows)
    write(
        study / "demo.yaml",
        configuration(cultures=["persian"], seeds={"source": ["wvs7", "csv:own.csv"],
                                                   "items": ["Q27"]}),
    )  # fmt: skip
    said = command("check")
    assert said.code == 0
    assert "persian: 1 dialogue; people's answers for 1 of 1 items for dialogues" in said.out
    assert "warning: persian: 0 held-out items with answers can show no alignment" in said.out
    answered = json.loads(command("check", "--json").out)["answered"]
    assert answered == {"persian": {"dialogues": 1, "train": 1, "heldout": 0}}


def test_a_run_that_holds_no_item_out_is_warned_of(command, study):
    write(study / "demo.yaml", configuration(seeds={"holdout": 0}))
    said = command("check", "--offline")
    assert said.code == 0
    line = "warning: no item is held out, so nothing can be compared with people's answers; raise"
    assert said.out.count("warning") == said.out.count(line) == 1


def test_languages_in_which_the_embedded_model_fails_are_warned_of(command, study):
    own = configuration(dialogue={"language": "own"}, models={"delegate": "embedded"})
    write(study / "demo.yaml", own)
    said = command("check", "--offline")
    assert "warning: embedded: its publisher does not list tr" in said.out
    line = "embedded: its dialogues have not been seen to hold together in tr, zh; take a larger"
    assert line in said.out
    assert "warning" not in command("check", "--offline", "--set", "dialogue.language=en").out


def test_check_names_dialogues_models_calls_tokens_and_time(command, study):
    said = command("check")
    assert "toy: 2 of 50 items are for dialogues, 10 are held out" in said.out
    assert "chinese: 2 dialogues" in said.out
    assert "delegate: scripted:script.yaml" in said.out
    assert "about 24 calls, " in said.out
    assert " tokens in, " in said.out
    assert said.out.splitlines()[-1] == "ready"
    assert said.err == ""


def test_check_says_how_many_answers_of_a_file_are_no_opinion(command, study):
    rows = "item,country,option,count\nQ27,TUR,1,50\nQ27,TUR,Refused,30\nQ38,TUR,refused,2\n"
    (study / "own.csv").write_text(rows)
    source = {"source": ["wvs7", "csv:own.csv"], "items": ["Q27"]}
    write(study / "demo.yaml", configuration(seeds=source))
    said = command("check")
    assert "left out of the source: answers 'Refused', which are no opinion (30)" in said.out
    assert "left out of the source: answers 'refused', which are no opinion (2)" in said.out
    found = json.loads(command("check", "--json").out)
    assert sum(found["left_out"].values()) == 32


def test_check_with_json_prints_one_object(command, study):
    said = json.loads(command("check", "--json").out)
    assert said["planned"] == {"chinese": 2, "turkish": 2}
    assert len(said["not_asked"]["chinese"]) == 18
    assert said["not_asked"]["turkish"] == []
    assert said["items"] == {"all": 50, "dialogues": 2, "heldout": 10}
    assert said["calls"] == 24
    assert said["cost_usd"] == 0
    assert said["troubles"] == []


def test_all_train_items_that_were_asked_are_planned(command, study):
    write(study / "demo.yaml", configuration(seeds={}))
    said = json.loads(command("check", "--json").out)
    assert said["items"] == {"all": 50, "dialogues": 40, "heldout": 10}
    assert said["planned"]["turkish"] == 40
    setup = prepare(*load_config(study / "demo.yaml"))
    missing = set(said["not_asked"]["chinese"]) & {item.id for item in setup.seed_items}
    assert said["planned"]["chinese"] == 40 - len(missing)


def test_the_estimate_of_tokens_is_near_what_a_run_takes(command, study):
    estimated = json.loads(command("check", "--json").out)
    with FakeOpenAI("Hello.") as server:
        model = {"model": "openai/m", "base_url": server.url, "price": {"input": 1, "output": 10}}
        write(study / "demo.yaml", configuration(models={"delegate": model}))
        priced = json.loads(command("check", "--json").out)
    used = json.loads(command("generate", "--json", "--model", "scripted:script.yaml").out)
    assert 0.5 < estimated["tokens_in"] / (used["tokens_in"] * 1.3) < 2
    assert round(priced["cost_usd"] * 1e6) == priced["tokens_in"] + 10 * priced["tokens_out"]


def test_limit_makes_the_estimate_smaller(command, study):
    said = json.loads(command("check", "--json", "--limit", 1).out)
    assert (said["dialogues"], said["calls"]) == (1, 6)


def test_quiet_leaves_the_answer_to_the_exit_code(command, study):
    assert command("check", "--quiet") == (0, "", "")


def test_check_asks_an_endpoint_whether_it_knows_the_model(command, study):
    with FakeOpenAI("Hello.", models=("m",)) as server:
        model = {"model": "openai/m", "base_url": server.url}
        write(study / "demo.yaml", configuration(models={"delegate": model}))
        assert command("check").code == 0


def test_an_endpoint_that_refuses_is_a_trouble_and_exit_code_1(command, study):
    refusal = Fault(status=404, body={"error": {"message": "the model x does not exist"}})
    with FakeOpenAI(refusal) as server:
        model = {"model": "openai/x", "base_url": server.url}
        write(study / "demo.yaml", configuration(models={"delegate": model}))
        said = command("check")
        assert said.code == 1
        assert said.out.count("trouble: ") == 1
        assert "the model x does not exist" in said.out
        assert said.out.splitlines()[-1] == "not ready"
        assert command("check", "--offline").code == 0


def test_a_dead_endpoint_is_a_trouble(command, study):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        model = {"model": "openai/m", "base_url": url}
        write(study / "demo.yaml", configuration(models={"delegate": model}))
        said = command("check", "--json")
    assert said.code == 1
    assert "no connection" in json.loads(said.out)["troubles"][0]


def test_an_unknown_price_is_said_so(command, study, monkeypatch):
    monkeypatch.setenv("HOUSE_KEY", "abc")
    model = {"model": "openai/house-model", "base_url": "http://models.example/v1"}
    model["api_key_env"] = "HOUSE_KEY"
    write(study / "demo.yaml", configuration(models={"delegate": model}))
    said = command("check", "--offline")
    assert said.code == 0
    assert "price unknown" in said.out
    assert "openai/house-model" in said.out.splitlines()[-2]
    assert "max_cost does not bind" in said.out.splitlines()[-2]
    assert json.loads(command("check", "--offline", "--json").out)["cost_usd"] is None


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"slurs": "nowhere.txt"}, "nowhere.txt: no such file"),
        ({"options": {"lenth": {}}}, "filter.options: there is no check 'lenth'"),
    ],
)
def test_what_the_filter_needs_is_checked_too(command, study, settings, line):
    write(study / "demo.yaml", configuration(filter=settings))
    said = command("check", "--offline")
    assert said.code == 2
    assert line in said.err


@pytest.mark.parametrize(
    ("evaluate", "line"),
    [
        ({"methods": ["calibrated"], "options": {"calibrated": {"of": "prompts"}}},
         "evaluate.options.calibrated.of: there is no method 'prompts'; did you mean 'prompt'?"),
        ({"options": {"verbalised": {"samples": 0}}},
         "evaluate.options.verbalised.samples: must be greater than or equal to 1, not 0"),
        ({"heldout_cultures": ["germn"]},
         "evaluate.heldout_cultures: germn; did you mean 'german'?"),
    ],
)  # fmt: skip
def test_what_the_evaluation_needs_is_checked_before_anything_is_asked(
    command, study, evaluate, line
):
    write(study / "demo.yaml", configuration(evaluate=evaluate))
    for verb in (("check",), ("run", "--all")):
        said = command(*verb)
        assert (said.code, said.err) == (2, f"park: {line}\n")
    assert not (study / "outputs").exists()
