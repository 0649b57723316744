"""`park adapters make`: what it is told, and what it says."""

import json

import pytest

pytest.importorskip("torch", reason="the extra `train` is not installed")

from park.cli.main import run_command
from tests.finetune.hyper.conftest import base, recipe_file, run

__all__ = ["base", "recipe_file", "run"]
pytestmark = pytest.mark.filterwarnings("ignore:.*gradient_checkpointing:FutureWarning")


def said(capsys, *words):
    code = run_command([str(word) for word in words])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_a_text_becomes_an_adapter_that_one_can_talk_to(run, recipe_file, tmp_path, capsys):
    assert said(capsys, "finetune", run, "--recipe", recipe_file(), "-q")[0] == 0
    text, out = tmp_path / "people.txt", tmp_path / "out"
    text.write_text("Nearly all people here agree that tea must be hot.")
    code, shown, _ = said(
        capsys, "adapters", "make", run, "--text", text, "--out", out, "--json", "-q"
    )
    told = json.loads(shown)
    assert (code, told["folder"], told["adapter"]) == (0, str(out), "out")
    talk = ("chat", run, "--adapter", out, "--say", "Tea?", "--max-tokens", "3", "--compare")
    code, shown, _ = said(capsys, *talk)
    assert code == 0 and "base> " in shown and "out> " in shown
    code, _, error = said(
        capsys, "chat", run, "--adapter", tmp_path, "--culture", "generated-turkish", "--say", "x"
    )
    assert code == 2 and "holds no adapter" in error


def test_an_adapter_for_another_base_is_not_talked_to(run, recipe_file, tmp_path, capsys):
    assert said(capsys, "finetune", run, "--recipe", recipe_file(), "-q")[0] == 0
    said(capsys, "adapters", "make", run, "--culture", "turkish", "--out", tmp_path / "o", "-q")
    settings = tmp_path / "o" / "adapter_config.json"
    settings.write_text(settings.read_text().replace('"tiny"', '"large"'))
    code, _, error = said(capsys, "chat", run, "--adapter", tmp_path / "o", "--say", "x")
    assert code == 2 and "is for 'large'" in error


def test_a_dry_run_prints_the_counts_of_both_bases(run, recipe_file, capsys):
    code, shown, error = said(
        capsys, "finetune", run, "--recipe", recipe_file(), "--dry-run", "--json"
    )
    told = json.loads(shown)
    assert code == 0 and set(told["parameters"]) == {"tiny", "7B on paper"}
    assert told["full_over_diag"]["7B on paper"] > 10
    assert "nothing was trained" in error


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ((), "there is no generator"),
        (("--text", "none.txt"), "there is no generator"),
        (("--text", "a", "--culture", "b"), "give one of them"),
    ],
)
def test_a_wrong_call_is_one_line_with_exit_code_two(run, tmp_path, capsys, words, line):
    words = words or ("--culture", "turkish")
    code, _, error = said(capsys, "adapters", "make", run, *words, "--out", tmp_path / "out")
    assert code == 2 and line in error and error.count("\n") == 1


def test_a_chat_needs_a_culture_or_an_adapter(run, capsys):
    code, _, error = said(capsys, "chat", run)
    assert code == 2 and "--adapter" in error
