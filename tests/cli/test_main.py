"""The command itself: help, version, what it imports, and errors that nobody foresaw."""

import os
import subprocess
import sys

import pytest

from park.cli import main
from tests.commands import PARK, configuration, environment, park, write

HEAVY = ("langgraph", "langchain_core", "openai", "litellm", "datasets", "torch", "huggingface_hub")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["generate", "--help"], ["models"]])
def test_help_imports_nothing_heavy(tmp_path, arguments):
    code = (
        "import sys\n"
        "from park.cli.main import run_command\n"
        f"code = run_command({arguments!r})\n"
        f"print('HEAVY', code, [name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "HEAVY 0 []"
    assert done.stdout.startswith("Usage: park")
    assert done.stderr == ""


LATER = (
    "openai", "litellm", "numpy", "scipy", "pandas", "pyarrow", "py3langid", "wordllama", "torch",
    "transformers", "peft", "datasets", "huggingface_hub", "xllamacpp", "park.filter",
    "park.evaluate", "park.finetune", "park.study", "park.report", "park.serve",
)  # fmt: skip
"""What the first call of a dialogue can do without."""
FIRST = {
    "scripted:script.yaml": "park.models.scripted.ScriptedModel.reply",
    "openai/m": "park.models.wire.Wire.post",
}
"""What makes the first call, by model."""


@pytest.mark.parametrize("model", FIRST)
def test_the_first_call_waits_for_no_module_that_it_does_not_need(study, model):
    delegate = {"model": model} | ({"base_url": "http://127.0.0.1:9/v1"} if "/" in model else {})
    write(study / "demo.yaml", configuration(models={"delegate": delegate}))
    place, _, name = FIRST[model].rpartition(".")
    module, _, owner = place.rpartition(".")
    code = (
        "import sys\n"
        f"from {module} import {owner}\n"
        "async def first(*_, **__):\n"
        f"    print('LATER', [name for name in {LATER!r} if name in sys.modules])\n"
        "    raise SystemExit(0)\n"
        f"{owner}.{name} = first\n"
        "from park.cli.main import run_command\n"
        "run_command(['generate', '--limit', '1', '--quiet'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=study, env=environment(), capture_output=True, text=True
    )
    assert "LATER []" in done.stdout.splitlines(), done


@pytest.mark.parametrize("verb", ["init", "check", "preview", "generate", "run", "show", "models"])
def test_every_verb_is_in_the_help_and_has_its_own(command, verb):
    assert f"\n  {verb} " in command("--help").out
    said = command(verb, "--help")
    assert said.code == 0
    assert said.out.startswith(f"Usage: park {verb}")


@pytest.mark.parametrize("verb", ["list", "pull", "serve"])
def test_every_verb_of_models_has_its_help(command, verb):
    assert f"\n  {verb} " in command("models").out
    assert command("models", verb, "--help").code == 0


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["generat"], "generate"),
        (["generate", "--limt", "3"], "--limit"),
        (["generate", "--limit", "x"], "--limit"),
        (["generate", "--limit", "-1"], "--limit"),
        (["generate", "--concurrency", "-1"], "--concurrency"),
        (["generate", "--max-cost", "-1"], "--max-cost"),
        (["generate", "--seed", "1.5"], "--seed"),
        (["preview", "-n", "0"], "-n"),
        (["generate", "a.yaml", "b.yaml"], "b.yaml"),
        (["show"], "RUN"),
        (["init"], "DIR"),
        (["models", "nope"], "nope"),
    ],
)
def test_a_wrong_option_or_argument_gives_one_line_and_exit_code_2(
    command, study, arguments, named
):
    said = command(*arguments)
    assert said.code == 2
    assert said.out == ""
    assert said.err.startswith("park: ")
    assert said.err.count("\n") == 1
    assert named in said.err


def test_an_unforeseen_error_is_one_line_and_exit_code_1(command, study, monkeypatch):
    def broken(*_):
        raise RuntimeError("two\nlines")

    import park.run  # noqa: F401 - Else it would keep the broken function for good.

    monkeypatch.setattr("park.configfile.load_config", broken)
    said = command("check")
    assert said.code == 1
    assert said.err == (
        "park: internal error: RuntimeError: two lines (PARK_TRACEBACK=1 shows where)\n"
    )
    monkeypatch.setenv("PARK_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        command("check")


def test_an_interrupt_is_one_line_and_exit_code_130(command, study, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    import park.run  # noqa: F401

    monkeypatch.setattr("park.configfile.load_config", interrupted)
    said = command("check")
    assert said == (130, "", "park: interrupted; rerun the command to resume\n")


def test_a_reader_that_goes_away_makes_no_noise(study):
    assert park("generate", "-q", cwd=study).returncode == 0
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*PARK, "show", "toy"],
        cwd=study, env=environment(), stdout=writing, stderr=subprocess.PIPE, text=True,
        check=False,
    )  # fmt: skip
    os.close(writing)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr


def test_main_exits_with_the_code(capsys):
    with pytest.raises(SystemExit) as exit_:
        main.main(["show", "gone"])
    assert exit_.value.code == 2
