"""The garbage collector looks rarely while a command starts, and as usual afterwards."""

import gc
import subprocess
import sys

from park.cycles import IMPORTING, rarely, usually
from park.errors import InputError
from tests.commands import configuration, environment, write


def test_what_ends_within_a_block_ends_it():
    before = gc.get_threshold()
    with rarely(*IMPORTING):
        assert gc.get_threshold() == IMPORTING
        with rarely(1, 2, 3):
            assert gc.get_threshold() == (1, 2, 3)
        assert gc.get_threshold() == before
        gc.set_threshold(4, 5, 6)
        usually()
        assert gc.get_threshold() == before
    assert gc.get_threshold() == before


def test_a_command_leaves_the_thresholds_as_they_were(command):
    before = gc.get_threshold()
    assert command("--version").code == 0
    assert command("generat").code == 2
    assert gc.get_threshold() == before


def test_a_start_is_collected_rarely_and_what_follows_the_dialogues_as_usual(study):
    write(study / "demo.yaml", configuration(models={"delegate": "scripted:script.yaml"}))
    code = (
        "import gc\n"
        "usual = gc.get_threshold()\n"
        "from park.cli.main import run_command\n"
        "from park.generate import blueprint, stage\n"
        "draw, told = blueprint.draw_up, stage.identity_of\n"
        "def watched(*args, **named):\n"
        "    print('START', gc.get_threshold())\n"
        "    return draw(*args, **named)\n"
        "stage.draw_up = blueprint.draw_up = watched\n"
        "from park.generate.outcome import Generated\n"
        "summary = Generated.summary\n"
        "def ended(self):\n"
        "    print('END', gc.get_threshold() == usual)\n"
        "    return summary(self)\n"
        "Generated.summary = ended\n"
        "run_command(['generate', '--limit', '1', '--quiet'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=study, env=environment(), capture_output=True, text=True
    )
    lines = done.stdout.splitlines()
    assert f"START {IMPORTING}" in lines, done
    assert "END True" in lines, done


def test_what_runs_long_collects_as_usual(command, monkeypatch, study):
    """An evaluation, a study and a page; each may hold a model, or stay for days."""
    usual, seen = gc.get_threshold(), []

    def told(*args, **named):
        seen.append(gc.get_threshold())
        raise InputError("that is all")

    async def awaited(*args, **named):
        told()

    for place, stand in (
        ("park.evaluate.stage.evaluate", awaited),
        ("park.study.stage.run_study", awaited),
        ("park.serve.stage.serve", told),
    ):
        monkeypatch.setattr(place, stand)
    write(study / "demo.yaml", configuration(models={"delegate": "scripted:script.yaml"}))
    assert command("generate", "--run", "run", "--limit", "0").code == 0
    for verb in (("evaluate", "run"), ("study", "controls"), ("serve", "run")):
        assert "that is all" in command(*verb).err
    assert seen == [usual] * 3
