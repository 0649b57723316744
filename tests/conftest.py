"""What all tests share: the command line, a study, and a guard that keeps them off the network."""

import ipaddress
import os
import signal
import socket
import sys
from typing import NamedTuple

import pytest
from hypothesis import settings

from tests.commands import configuration, script, write

# Several tests at once, each with a thread a core, would spend their time waiting for one another.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# A shell that starts the tests in the background makes them, and so the processes that they start,
# deaf to Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
settings.register_profile("park", deadline=None)
settings.load_profile("park")


class Outside(AssertionError):
    """A test reached for something beyond this machine."""


guard = {"up": True}


def forbid_outside(event, arguments):
    """Let connections and look-ups go to this machine alone."""
    if not guard["up"] or event not in ("socket.connect", "socket.getaddrinfo"):
        return
    host = arguments[1] if event == "socket.connect" else arguments[0]
    if event == "socket.connect":
        if arguments[0].family == socket.AF_UNIX:
            return
        host = host[0] if isinstance(host, tuple) else host
    host = host.decode() if isinstance(host, bytes) else host
    if host in (None, "", "localhost", socket.gethostname()):
        return
    try:
        here = ipaddress.ip_address(host)
    except ValueError:
        here = None
    if here is None or not (here.is_loopback or here.is_unspecified):
        raise Outside(f"{event}: {host}")


sys.addaudithook(forbid_outside)


@pytest.fixture(autouse=True)
def offline(request):
    """Keep each test on this machine; those marked `model` may fetch their weights."""
    guard["up"] = request.node.get_closest_marker("model") is None
    yield
    guard["up"] = True


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
