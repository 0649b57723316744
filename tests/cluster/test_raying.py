"""What stands between a user and a cluster is said in one line."""

import socket
import sys

import pytest

from park.cluster import raying
from park.errors import InputError


def test_without_ray_the_command_says_what_to_install(command, study, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    said = command("run", "--runner", "ray")
    assert said.code == 2
    assert said.err == "park: --runner ray needs: pip install 'culturepark[ray]'\n"
    assert not (study / "outputs").exists()


@pytest.mark.parametrize(
    "address", ["", "here", "10.0.0.1", ":6379", "10.0.0.1:port", "ray://h:10001", "h:0", "h:99999"]
)
def test_an_address_that_is_none_is_one_line(address):
    with pytest.raises(InputError, match=r"HOST:PORT of the cluster's head is expected"):
        raying._check(address)


def test_an_address_at_which_nothing_answers_is_one_line():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(InputError, match=rf"--address 127\.0\.0\.1:{port}: nothing answers \("):
        raying._check(f"127.0.0.1:{port}")


def test_a_ray_that_wants_a_token_is_one_line(monkeypatch):
    told = "gcs_client.cc: Unauthenticated: RPC error: InvalidAuthToken: missing"
    monkeypatch.setattr(raying, "PROBE", f"import sys; sys.exit({told!r})")
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(InputError, match=rf"{address}: Ray wants its token: .* RAY_AUTH_MODE"):
            raying._check(address)


@pytest.mark.parametrize(
    ("probe", "line"),
    [
        ("import sys; print('no such\\ncluster', file=sys.stderr); sys.exit(1)", r"\(cluster\)"),
        ("import time; time.sleep(60)", r"in 0\.3 seconds"),
    ],
)
def test_something_else_that_answers_is_one_line(probe, line, monkeypatch):
    monkeypatch.setattr(raying, "PROBE", probe)
    monkeypatch.setattr(raying, "JOIN", 0.3 if "seconds" in line else 60)
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(InputError, match=rf"--address {address}: no Ray answers {line}"):
            raying._check(address)
