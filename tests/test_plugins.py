"""A package outside adds a part of each kind without a fork: installed, listed, used."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from park.kinds import KINDS, registry
from tests.study import configuration, park, whole_script, write

PACKAGE = Path(__file__).with_name("plugin")


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
    write(study / "script.yaml", whole_script())
    settings = configuration(
        seeds={"source": "tea", "holdout": 0.0},
        models={"delegate": "echo/script.yaml"},
        filter={"threshold": 0.5},
        export={"views": ["sft", "proverbs"]},
    )
    write(study / "demo.yaml", settings)
    checkout = Path(__file__).resolve().parent.parent

    def run(*arguments):
        return park(*arguments, cwd=study, PYTHONPATH=f"{installed}:{checkout}")

    return run


def test_its_parts_are_listed_with_where_they_are_from(outside):
    rows = json.loads(outside("check", "--plugins", "--json").stdout)
    ours = {row["kind"] for row in rows if row["source"] == "culturepark"}
    theirs = {row["kind"]: row for row in rows if row["source"] == "culturepark-toy 1.2"}
    assert set(theirs) == ours, "one part of each kind"
    assert theirs["checks"]["help"] == "is loud"
    assert "shouting" in outside("check", "--plugins").stdout


def test_a_pipeline_runs_on_them(outside, study):
    said = outside("run", "--json")
    assert said.returncode == 0, said.stderr
    generated, filtered, exported = json.loads(said.stdout)["stages"]
    assert generated["done"] == 2
    assert filtered["rejected"]["shouting"] == 2
    assert set(exported["views"]) == {"sft", "proverbs"}
    shown = outside("show", "outputs/toy", "--opinions", "--reason", "shouting").stdout
    assert shown.count("shouting") == 2


def test_an_unknown_name_names_the_nearest(outside, study):
    write(study / "demo.yaml", configuration(seeds={"source": "te"}))
    assert "did you mean 'tea'?" in outside("check").stderr


def test_contributors_are_told_the_folder_of_every_kind():
    table = (PACKAGE.parent.parent / "CONTRIBUTING.md").read_text()
    for kind in KINDS:
        folder = registry(kind)._package.replace(".", "/")
        assert f"`{folder}/<name>.py`" in table, kind
        assert (PACKAGE.parent.parent / folder).is_dir()
