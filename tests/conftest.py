"""Every test folder may import `toys`; property tests have no deadline on a busy machine."""

import signal
from typing import NamedTuple

import pytest
from hypothesis import settings

from tests.study import configuration, script, write

# A shell that starts the tests in the background makes them, and so the processes that they start,
# deaf to Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
settings.register_profile("park", deadline=None)
settings.load_profile("park")


class Said(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def command(capsys):
    """Run the command line in this process."""
    from park.cli.main import run_command

    def run(*arguments):
        capsys.readouterr()
        code = run_command([str(argument) for argument in arguments])
        return Said(code, *capsys.readouterr())

    return run


@pytest.fixture
def study(tmp_path, monkeypatch):
    """The current folder, with a configuration and the script of its model."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "demo.yaml", configuration())
    write(tmp_path / "script.yaml", script())
    return tmp_path
