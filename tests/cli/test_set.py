"""`--set KEY=VALUE`: any key of the configuration, on every verb that reads one."""

import json

import pytest
import yaml

from tests.commands import configuration, whole_script, write


@pytest.mark.parametrize(
    ("assignment", "line"),
    [
        ("limits.stal=8", "--set limits.stal: unknown key; did you mean 'stall'?"),
        ("limit.concurrency=8", "--set limit: unknown key; did you mean 'limits'?"),
        ("limits.concurrency=0", "--set limits.concurrency: must be greater than"),
        (
            "limits.concurrency=many",
            "--set limits.concurrency: a whole number is expected, not 'many'",
        ),
        ("dialogue.style=fre", "--set dialogue.style: 'fre' is not one of guided, free"),
        ("limits.concurrency", "--set limits.concurrency: KEY=VALUE is expected"),
        ("name.first=toy", "--set name.first: name has no keys of its own"),
        ("cultures=[turkish, turkish]", "--set cultures: 'turkish' appears twice"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_key(command, study, assignment, line):
    said = command("generate", "--set", assignment)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"park: {line}")
    assert said.err.count("\n") == 1
    assert not (study / "outputs").exists()


def test_values_are_read_as_yaml_and_several_may_be_set(command, study):
    said = command(
        "generate", "--set", "cultures=[turkish]", "--set", "dialogue.turns=2",
        "--set", "limits.max_cost=0.5", "--json",
    )  # fmt: skip
    assert json.loads(said.out)["planned"] == 2
    stored = yaml.safe_load((study / "outputs/toy/run.yaml").read_text())
    assert (stored["cultures"], stored["dialogue"]["turns"]) == (["turkish"], 2)
    assert stored["limits"]["max_cost"] == 0.5


def test_a_model_is_set_by_its_name_or_key_by_key(command, study):
    said = command("check", "--offline", "--json", "--set", "models.judge=scripted:script.yaml")
    assert json.loads(said.out)["models"]["judge"] == "scripted:script.yaml"
    said = command("check", "--offline", "--set", "models.judge.temperature=0")
    assert said.err == "park: --set models.judge.model: the key is missing\n"


@pytest.mark.parametrize("verb", ["filter", "export", "evaluate"])
def test_stages_of_a_run_take_it_too(command, study, verb):
    write(study / "script.yaml", whole_script())
    write(study / "demo.yaml", configuration(filter={"threshold": 0.5}))
    assert command("generate", "-q").code == 0
    assert command("filter", "outputs/toy", "-q").code == 0
    said = command(verb, "outputs/toy", "--set", "filter.longst=3")
    assert said.err == "park: --set filter.longst: unknown key; did you mean 'longest'?\n"
    if verb == "filter":
        assert command(verb, "outputs/toy", "--set", "filter.longest=5").code == 1
        assert "too_long" in command("show", "outputs/toy", "--opinions").out
