"""The wheel, built and installed away from the checkout, is all that the command needs."""

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.commands import CHECKOUT, configuration, environment, script, write


def run(*command, cwd, **variables):
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd, env=environment(**variables), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The path of a wheel built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
    run(sys.executable, "-c", build, folder, cwd=CHECKOUT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Run commands of an environment that holds the wheel and finds its dependencies here.

    Folders on PYTHONPATH are searched without their `.pth` files, so an editable installation of
    the checkout is out of reach.
    """
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, symlinks=True)
    pip = (sys.executable, "-m", "pip", "--python", home, "install", "--no-deps", "--no-index")
    run(*pip, wheel, cwd=home)
    here = sysconfig.get_paths()
    packages = ":".join(dict.fromkeys((here["purelib"], here["platlib"])))

    def command(name, *arguments, cwd):
        return run(home / "bin" / name, *arguments, cwd=cwd, PYTHONPATH=packages)

    return command


@pytest.fixture
def place(tmp_path):
    """A folder with a configuration, far from the checkout."""
    write(tmp_path / "study.yaml", configuration())
    write(tmp_path / "script.yaml", script())
    return tmp_path


def test_the_wheel_holds_one_package_with_its_data(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    (info,) = (top for top in tops if top.endswith(".dist-info"))
    assert tops == {"park", info}
    builtin = {name.split("/")[2] for name in names if name.startswith("park/_builtin/")}
    assert builtin == {"agents", "prompts", "finetune", "demo.yaml"}
    assert "park/py.typed" in names
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_every_file_of_the_data_folders_is_in_the_wheel(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for kind in ("agents", "prompts", "finetune", "park"):
        target = "park" if kind == "park" else f"park/_builtin/{kind}"
        files = [path for path in (CHECKOUT / kind).rglob("*") if path.is_file()]
        kept = [path for path in files if "__pycache__" not in path.parts]
        assert kept
        for path in kept:
            assert f"{target}/{path.relative_to(CHECKOUT / kind).as_posix()}" in names


def test_the_installed_package_is_not_the_checkout(installed, tmp_path):
    code = "import park.assets as a; print(a.__file__, a.builtin('prompts'), a.builtin('agents'))"
    for place in installed("python", "-c", code, cwd=tmp_path).stdout.split():
        assert "site-packages/park/" in place
        assert not Path(place).is_relative_to(CHECKOUT)


def test_the_installed_package_brings_no_other_names(installed, tmp_path):
    code = (
        "from importlib.util import find_spec as f\n"
        "names = ('agents', 'prompts', 'finetune', 'benchmarks', 'outputs')\n"
        "print([n for n in names if f(n)], (f('tests') or f('park')).origin)"
    )
    found = installed("python", "-c", code, cwd=tmp_path).stdout
    assert found.startswith("[] ")
    assert str(CHECKOUT) not in found


def test_the_installed_command_checks_a_study(installed, place):
    said = json.loads(installed("park", "check", "study.yaml", "--json", cwd=place).stdout)
    assert said["planned"] == {"chinese": 2, "turkish": 2}
    assert len(said["not_asked"]["chinese"]) == 18


def test_the_installed_command_checks_the_demo_that_ships(installed, tmp_path):
    said = installed("park", "check", "--offline", cwd=tmp_path).stdout
    assert said.startswith("demo: ")


def test_the_installed_command_shows_prompts(installed, place):
    said = installed("park", "preview", "study.yaml", "--prompts", cwd=place).stdout
    assert said.count("=== ") == 3


def test_the_installed_command_holds_dialogues(installed, place):
    said = installed("park", "preview", "study.yaml", "-n", 1, cwd=place).stdout
    assert "(all turns done)" in said


def test_the_installed_command_copies_what_can_be_edited_and_uses_the_copy(installed, place):
    installed("park", "init", "mine", cwd=place)
    for name in ("agents/turkish.yaml", "prompts/generate/turn.j2", "demo.yaml"):
        assert (place / "mine" / name).is_file()
    model = f"scripted:{place / 'script.yaml'}"
    said = installed("park", "check", "--model", model, cwd=place / "mine").stdout
    assert said.endswith("ready\n")


def test_the_installed_command_knows_its_version(installed, wheel, tmp_path):
    version = wheel.name.split("-")[1]
    assert installed("park", "--version", cwd=tmp_path).stdout == f"culturepark {version}\n"
