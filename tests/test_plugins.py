"""A package outside adds a part of each kind without a fork: installed, listed, used."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from park.kinds import KINDS, registry
from tests.commands import OPINIONS, configuration, judge_script, park, script, write

PACKAGE = Path(__file__).resolve().with_name("plugin")
CHECKOUT = PACKAGE.parent.parent
NAMES = {"shouting", "questions", "sayings", "drinks", "tea", "echo", "size"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder that the small package is installed into, by pip and without the network."""
    target = tmp_path_factory.mktemp("site")
    subprocess.run(
        [
            sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps",
            "--no-build-isolation", "--disable-pip-version-check", "--target", target, PACKAGE,
        ],
        check=True,
    )  # fmt: skip
    return target


@pytest.fixture
def outside(installed, study):
    """Run the command line with the package beside ours."""
    choice = {"contains": "Which do you prefer?", "reply": "A"}
    *judging, _ = judge_script(opinions={**OPINIONS, 1: OPINIONS[1].upper()})["rules"]
    write(study / "script.yaml", {"rules": [choice, *judging, *script()["rules"]]})
    settings = configuration(
        seeds={"source": "tea", "holdout": 0.0},
        models={"delegate": "echo/script.yaml"},
        filter={"threshold": 0.5},
        export={"views": ["sft", "questions"]},
        evaluate={"tasks": ["drinks"], "methods": ["plain", "sayings"]},
    )
    write(study / "demo.yaml", settings)

    def run(*arguments):
        return park(*arguments, cwd=study, PYTHONPATH=f"{installed}:{CHECKOUT}")

    return run


def test_its_parts_are_listed_with_where_they_are_from(outside):
    rows = json.loads(outside("check", "--plugins", "--json").stdout)
    ours = {row["kind"] for row in rows if row["source"] == "culturepark"}
    theirs = {row["kind"]: row for row in rows if row["source"] == "culturepark-toy 1.2"}
    assert set(theirs) == ours, "one part of each kind"
    assert theirs["checks"]["help"] == "Written in capitals."
    assert "shouting" in outside("check", "--plugins").stdout


def test_a_pipeline_runs_on_them(outside, study):
    said = outside("run", "--json")
    assert said.returncode == 0, said.stderr
    generated, filtered, exported = json.loads(said.stdout)["stages"]
    assert generated["done"] == 2
    assert filtered["rejected"]["shouting"] == 2
    assert set(exported["views"]) == {"sft", "questions"}
    shown = outside("show", "outputs/toy", "--opinions", "--reason", "shouting").stdout
    assert shown.count("shouting") == 2


def test_their_methods_are_scored_on_their_tasks(outside):
    assert outside("generate").returncode == 0
    said = outside("evaluate", "outputs/toy", "--model", "echo/script.yaml", "--json")
    assert said.returncode == 0, said.stderr
    assert "park show outputs/toy --task drinks" in said.stderr
    shown = outside("show", "outputs/toy", "--task", "drinks", "--json").stdout
    rows = [json.loads(line) for line in shown.splitlines()]
    assert {row["method"] for row in rows} == {"plain", "sayings"}


def test_their_studies_are_run(outside):
    assert json.loads(outside("study", "size", "--json").stdout) == {"n": 80}


def test_an_unknown_name_names_the_nearest(outside, study):
    write(study / "demo.yaml", configuration(seeds={"source": "te"}))
    assert "did you mean 'tea'?" in outside("check").stderr


@pytest.mark.parametrize("kind", KINDS)
def test_contributors_are_told_the_folder_of_a_kind_and_shown_one_that_runs(kind):
    told = (CHECKOUT / "CONTRIBUTING.md").read_text()
    folder = registry(kind)._package.replace(".", "/")
    assert f"`{folder}/<name>.py`" in told
    assert (CHECKOUT / folder).is_dir()
    assert (PACKAGE / "culturepark_toy" / f"{kind}.py").read_text() in told


def test_a_file_in_the_folder_of_a_kind_is_all_it_takes(tmp_path):
    shutil.copytree(CHECKOUT / "park", tmp_path / "park", symlinks=True)
    for kind in KINDS:
        text = (PACKAGE / "culturepark_toy" / f"{kind}.py").read_text()
        name = re.search(r'name = "(.+)"', text)[1]
        folder = tmp_path / registry(kind)._package.replace(".", "/")
        (folder / f"{name}.py").write_text(text)
    listed = park("check", "--plugins", "--json", cwd=tmp_path, PYTHONPATH=tmp_path)
    rows = json.loads(listed.stdout)
    added = [row["kind"] for row in rows if row["name"] in NAMES]
    assert sorted(added) == sorted(KINDS)
    assert {row["source"] for row in rows} == {"culturepark"}
