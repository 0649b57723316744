"""Reading a configuration: where from, and what the command line changes."""

from pathlib import Path

import pytest

from park.config import ModelConfig
from park.configfile import load_config
from park.errors import InputError
from tests.test_config import PLAIN, load, refused

__all__ = ["load"]


def test_the_configuration_that_ships_is_valid():
    config, base = load_config(None)
    assert config.name == "demo"
    assert base == Path()


def test_a_demo_file_here_comes_before_the_one_that_ships(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("demo.yaml").write_text("name: mine\ncultures: [turkish]\n")
    assert load_config(None)[0].name == "mine"


def test_relative_paths_start_from_the_file(tmp_path):
    path = tmp_path / "deep" / "run.yaml"
    path.parent.mkdir()
    path.write_text(PLAIN)
    assert load_config(path)[1] == path.parent


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(InputError, match=r"nothing\.yaml: no such file"):
        load_config(tmp_path / "nothing.yaml")


def test_the_command_line_changes_what_the_file_says(load):
    text = f"{PLAIN}limits: {{concurrency: 2, timeout: 9}}\nseed: 3\n"
    config = load(
        text,
        limits__concurrency=8,
        limits__max_cost=1.5,
        seed=None,
        cultures=("german",),
        models__delegate="openai/x",
    )
    assert config.limits.concurrency == 8
    assert config.limits.max_cost == 1.5
    assert config.limits.timeout == 9
    assert config.seed == 3
    assert config.cultures == ("german",)
    assert config.models.delegate == ModelConfig(model="openai/x")


def test_a_change_of_nothing_changes_nothing(load):
    assert load(seed=None) == load()


@pytest.mark.parametrize(
    "changes, option",
    [
        ({"limits__concurrency": 0}, "--concurrency: "),
        ({"limits__max_cost": -1.0}, "--max-cost: "),
        ({"cultures": ("turkish", "Not A Name")}, "--cultures: "),
        ({"cultures": ("turkish", "turkish")}, "--cultures: 'turkish' appears twice"),
        ({"models__delegate": ""}, "--model: "),
    ],
)
def test_a_mistake_on_the_command_line_names_the_option(load, changes, option):
    assert refused(load, **changes).startswith(option)
