"""`park finetune` and `park chat` in the terminal: figures, exit codes, one line for a mistake."""

import io
import json
import subprocess
import sys

import pytest
import yaml

from tests.adapters import small

needs_torch = pytest.mark.filterwarnings("ignore::FutureWarning")


def torch_or_skip():
    pytest.importorskip("torch", reason="the extra `train` is not installed")
    pytest.importorskip("trl", reason="the extra `train` is not installed")


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    torch_or_skip()
    return small.make_base(tmp_path_factory.mktemp("base") / "tiny")


@pytest.fixture
def ready(tmp_path, base):
    """A run with samples and the file of a quick recipe."""
    run = small.make_run(tmp_path / "run")
    recipe = tmp_path / "quick.yaml"
    data = small.recipe(base).model_dump(mode="json")
    recipe.write_text(yaml.safe_dump(data), encoding="utf-8")
    return run, recipe


@needs_torch
def test_adapters_are_made_and_said_with_their_figures(ready, command):
    run, recipe = ready
    said = command("finetune", run, "--recipe", recipe)
    assert (said.code, said.out) == (0, "")
    for line in ("turkish: 8 rows, ", "turkish: step 4 of 4, loss ", "turkish: 4 steps, held-out"):
        assert line in said.err
    assert f"2 adapters are in {run}/adapters" in said.err
    again = command("finetune", run, "--recipe", recipe)
    assert "turkish: unchanged; held-out loss" in again.err


@needs_torch
def test_json_is_all_of_stdout(ready, command):
    run, recipe = ready
    said = command(
        "finetune", run, "--recipe", recipe, "--json", "--quiet", "--cultures", "turkish"
    )
    assert (said.code, said.err) == (0, "")
    summary = json.loads(said.out)
    assert (summary["stage"], summary["recipe"], summary["trained"]) == (
        "finetune", "quick", ["turkish"],
    )  # fmt: skip
    figures = summary["adapters"]["turkish"]
    assert figures["holdout"]["difference"]["mean"] < 0
    assert 0 < figures["masked"] < 1


@needs_torch
def test_a_failure_is_listed_and_ends_with_1(ready, command, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("park.adapters.storage.save", full)
    run, recipe = ready
    said = command("finetune", run, "--recipe", recipe)
    assert said.code == 1
    assert "failed: turkish: the training ended early (No space left on device)" in said.err


@needs_torch
def test_no_samples_is_one_line_and_2(tmp_path, ready, command):
    _, recipe = ready
    run = small.make_run(tmp_path / "empty", [])
    said = command("finetune", run, "--recipe", recipe)
    assert said.code == 2
    assert said.err == (
        f"park: {run}: there are no training samples of the view sft for turkish, chinese; make "
        f"them first: park filter {run}\n"
    )


@needs_torch
def test_a_culture_without_rows_is_listed_and_ends_with_1(tmp_path, ready, command):
    _, recipe = ready
    run = small.make_run(tmp_path / "thin", small.samples(["turkish"]))
    said = command("finetune", run, "--recipe", recipe)
    assert said.code == 1
    assert "left out: chinese: no training rows of the view sft\n" in said.err
    assert "1 adapter is in" in said.err


def test_an_unknown_recipe_is_one_line_and_2(tmp_path, command):
    run = small.make_run(tmp_path / "run")
    said = command("finetune", run, "--recipe", "qwen2.5-1.5b")
    assert said.code == 2
    assert said.err == (
        "park: --recipe: there is no recipe 'qwen2.5-1.5b'; did you mean 'qwen2.5-1.5b-lora'?\n"
    )


@pytest.mark.parametrize("recipe", ["smollm2-135m-cpu", "distribution", "hyper", "openai-api"])
def test_a_run_that_is_not_there_is_said_before_libraries_load(
    tmp_path, command, recipe, monkeypatch
):
    for where in ("local", "hyper", "hosted"):
        monkeypatch.setitem(sys.modules, f"park.finetune.{where}.stage", None)
    said = command("finetune", tmp_path / "none", "--recipe", recipe)
    assert said.code == 2
    assert said.err == f"park: {tmp_path}/none: there is no such run folder; first: park generate\n"


@needs_torch
def test_a_talk_answers_what_is_said_and_what_is_typed(ready, command, monkeypatch):
    run, recipe = ready
    command("finetune", run, "--recipe", recipe, "--quiet")
    said = command(
        "chat", run, "--culture", "turkish", "--compare", "--say", "Tea?", "--max-tokens", "8"
    )
    assert said.code == 0
    assert [line.split(">")[0] for line in said.out.splitlines()] == ["base", "turkish"]
    monkeypatch.setattr(sys, "stdin", io.StringIO("Tea?\nMore?\n\nnever read\n"))
    typed = command("chat", run, "--culture", "turkish", "--max-tokens", "8")
    assert [line.split(">")[0] for line in typed.out.splitlines()] == ["turkish"] * 2


def test_a_talk_without_an_adapter_is_one_line_and_2(tmp_path, command):
    run = small.make_run(tmp_path / "run")
    said = command("chat", run, "--culture", "turkish")
    assert said.code == 2
    assert said.err.endswith(f"train it: park finetune {run}\n")
    assert said.err.count("\n") == 1


def test_the_command_line_does_not_load_the_training_libraries():
    code = (
        "import sys, park.cli.finetune, park.cli.chat; "
        "print([n for n in ('torch', 'transformers', 'peft', 'trl', 'numpy') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
