"""`park run`: all stages, until the target is met."""

import json
import re
import sys
from collections import Counter

import pytest
import yaml

from park.cli.run import code_of
from park.generate.outcome import Generated
from park.ledger.run import read_run
from park.models.gateway import Meter
from tests.adapters import small
from tests.adapters.conftest import base
from tests.commands import configuration, judge_script, speech, whole_script, write
from tests.fake_openai import FakeOpenAI, Fault
from tests.test_crash import judging

__all__ = ["base"]


def test_all_stages_run_and_their_summaries_are_one_object(command, study):
    write(study / "script.yaml", whole_script())
    said = command("run", "--json")
    assert said.code == 0, said.err
    summary = json.loads(said.out)
    assert (summary["run"], summary["stage"]) == ("outputs/toy", "run")
    assert [each["stage"] for each in summary["stages"]] == ["generate", "filter", "export"]
    assert (study / "outputs/toy/dataset/README.md").is_file()
    hints = [line for line in said.err.splitlines() if line.startswith("next: ")]
    assert len(hints) == 1 and hints == said.err.splitlines()[-1:]
    assert hints[0].startswith("next: park finetune outputs/toy")


def test_nothing_accepted_ends_before_the_export(command, study):
    judging = judge_script(verdict="Hm.")["rules"][:-1]
    write(study / "script.yaml", {"rules": [*judging, *whole_script()["rules"]]})
    said = command("run", "--json")
    assert said.code == 1
    assert [each["stage"] for each in json.loads(said.out)["stages"]] == ["generate", "filter"]


def answer(request):
    """Speak or judge, whichever is asked; what opens a line is an opinion, and it fits."""
    asked = request["messages"][-1]["content"]
    if "List the opinions" in asked:
        said = [line for line in asked.splitlines() if ": " in line][-1].partition(": ")[2]
        opinion = re.split(r"(?<=[.?]) ", said)[0]
        return json.dumps({"opinions": [{"opinion": opinion, "quote": opinion}]})
    if "The person said:" in asked:
        return judging(request)
    sentences = re.split(r"(?<=[.?]) ", speech(request))
    return " ".join(sorted(sentences, key=lambda each: each.startswith(("They ", "Is "))))


@pytest.fixture
def served(study):
    with FakeOpenAI(answer) as server:
        write(
            study / "demo.yaml",
            configuration(
                models={"delegate": {"model": "openai/m", "base_url": server.url}},
                seeds={"items": ["Q27"], "stance": "mode"},
                dialogue={"turns": 2},
                filter={"target": 3, "semantic_duplicate": 1.0},
                export={"views": ["sft"]},
            ),
        )
        yield study


def test_more_dialogues_are_held_until_each_culture_has_its_target(command, served):
    said = command("run")
    assert said.code == 0, said.err
    assert "target: each culture has 3 accepted opinions" in said.err
    with read_run(served / "outputs/toy") as ledger:
        accepted = [opinion.seed.culture for opinion in ledger.opinions(kept=True)]
    assert sorted(accepted) == ["chinese"] * 3 + ["turkish"] * 3


def test_the_target_is_given_up_when_more_dialogues_bring_no_more(command, study):
    script = whole_script()
    sections = {"seeds": {"items": ["Q27"], "stance": "mode"}, "filter": {"target": 50}}
    write(study / "script.yaml", script)
    write(study / "demo.yaml", configuration(**sections, export={"views": ["sft"]}))
    said = command("run")
    assert said.code == 0, said.err
    assert "more dialogues brought no more opinions: chinese 3 of 50, turkish 3 of 50" in said.err


def test_a_budget_stops_the_run_before_the_target(command, served):
    data = yaml.safe_load((served / "demo.yaml").read_text())
    data["models"]["delegate"]["price"] = {"input": 1000.0, "output": 1000.0}
    data["filter"]["target"] = 100
    write(served / "demo.yaml", data)
    said = command("run", "--max-cost", "4")
    assert said.code == 3
    assert "stopped by max_cost" in said.err
    assert "of 100; " in said.err


def test_a_resumed_run_goes_on_from_the_dialogues_that_it_holds(command, served):
    data = yaml.safe_load((served / "demo.yaml").read_text())
    data["filter"]["target"] = 16
    write(served / "demo.yaml", data)
    assert command("generate", "--quiet", "--set", "seeds.per_item=4").code == 0
    said = command("run")
    assert said.code == 0, said.err
    assert "target: each culture has 16 accepted opinions" in said.err


def test_a_culture_that_is_added_begins_where_it_stands(command, served):
    data = yaml.safe_load((served / "demo.yaml").read_text())
    data["filter"]["target"] = 3
    write(served / "demo.yaml", data | {"cultures": ["chinese"]})
    assert command("generate", "--quiet", "--set", "seeds.per_item=16").code == 0
    write(served / "demo.yaml", data)
    said = command("run")
    assert said.code == 0, said.err
    with read_run(served / "outputs/toy") as ledger:
        most = max(repeat for _, name, _, repeat in ledger.places() if name == "turkish")
    assert most < 16


def test_a_target_that_was_given_up_is_not_paid_for_again(command, study):
    sections = {"seeds": {"items": ["Q27"], "stance": "mode"}, "filter": {"target": 50}}
    write(study / "script.yaml", whole_script())
    write(study / "demo.yaml", configuration(**sections, export={"views": ["sft"]}))
    assert command("run", "--quiet").code == 0
    with read_run(study / "outputs/toy") as ledger:
        held = ledger.dialogue_keys()
    said = command("run")
    assert "more dialogues brought no more opinions: chinese 3 of 50, turkish 3 of 50" in said.err
    with read_run(study / "outputs/toy") as ledger:
        assert ledger.dialogue_keys() == held


def test_a_culture_without_a_dialogue_is_below_the_target(command, served):
    def silent(request):
        return Fault(status=400) if "Turkey" in json.dumps(request) else answer(request)

    data = yaml.safe_load((served / "demo.yaml").read_text())
    with FakeOpenAI(silent) as server:
        data["models"]["delegate"]["base_url"] = server.url
        write(served / "demo.yaml", data)
        said = command("run")
    assert said.code == 1, said.err
    assert "more dialogues brought no more opinions: turkish 0 of 3" in said.err
    with read_run(served / "outputs/toy") as ledger:
        assert len([*ledger.opinions(kept=True)]) == 3


def test_the_target_is_that_of_the_configured_cultures_alone(command, served):
    assert command("generate", "--quiet").code == command("filter", "toy", "--quiet").code == 0
    said = command("run", "--cultures", "chinese")
    assert said.code == 0, said.err
    assert "target: each culture has 3 accepted opinions" in said.err


def made(failed=(), **planned):
    """Return the outcome of a pass over so many dialogues of cultures."""
    return Generated(
        run="toy", planned=planned, meter=Meter(), limiters=[], failed=Counter(dict(failed))
    )


def test_failed_dialogues_count_until_a_later_pass_makes_them():
    first = made(chinese=2, turkish=2, failed={"chinese": 1, "turkish": 1})
    assert code_of([first, made(turkish=4)]) == 1
    assert code_of([first, made(chinese=4), made(turkish=4)]) == 0
    assert code_of([made(chinese=2), made(turkish=4, failed={"turkish": 1})]) == 1


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_with_all_adapters_scores_and_the_report_follow(command, study, base):
    write(study / "script.yaml", whole_script())
    quick = {"tasks": ["survey", "retention"]}
    seeds = {"items": ["Q27", "Q38"], "holdout": 0.1}
    write(study / "demo.yaml", configuration(evaluate=quick, seeds=seeds))
    recipe = small.recipe(base, length=512).model_dump(mode="json")
    write(study / "tiny.yaml", recipe)
    said = command("run", "--all", "--recipe", "tiny.yaml", "--json")
    stages = json.loads(said.out)["stages"]
    names = [each["stage"] for each in stages]
    assert names == ["generate", "filter", "export", "finetune", "evaluate", "report"]
    assert {each["task"] for each in stages[4]["scores"]} == {"survey", "retention"}
    assert (study / "outputs/toy/report/index.html").is_file()


def test_all_without_the_training_libraries_says_so_before_anything_else(
    command, study, monkeypatch
):
    monkeypatch.setitem(sys.modules, "torch", None)
    said = command("run", "--all")
    assert said.code == 2
    assert "this needs torch: pip install 'culturepark[train]'" in said.err
    assert not (study / "outputs").exists()
