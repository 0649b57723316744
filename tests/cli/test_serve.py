"""`park serve`: what it prints and refuses."""

import json
import signal
import subprocess
import urllib.request

import pytest

pytest.importorskip("uvicorn", reason="needs the extra ui")

from tests.commands import PARK, environment
from tests.serve.runs import served


@pytest.fixture
def run(tmp_path):
    return served(tmp_path / "toy")


def started(run, *options):
    return subprocess.Popen(
        [*PARK, "serve", str(run), "--port", "0", *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), text=True,
    )  # fmt: skip


def ended(process):
    process.send_signal(signal.SIGINT)
    return process.communicate(timeout=30)


def test_it_prints_links_that_open_and_ends_with_ctrl_c(run):
    process = started(run, "--invite", "ana")
    ana, own = process.stdout.readline(), process.stdout.readline()
    assert ana.startswith("ana: http://127.0.0.1:")
    assert own.startswith("open: http://127.0.0.1:")
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    assert b"My reviews" in opener.open(ana.split()[1], timeout=30).read()
    _, err = ended(process)
    assert "Traceback" not in err
    assert process.returncode in (0, 130)


def test_json_is_one_object(run):
    process = started(run, "--json", "--invite", "ana", "--token", "a-token-long-enough")
    found = json.loads(process.stdout.readline())
    assert set(found) == {"address", "link", "invited"}
    assert found["link"].endswith("?token=a-token-long-enough")
    assert set(found["invited"]) == {"ana"}
    ended(process)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--host", "0.0.0.0"), "--host 0.0.0.0: other machines could reach this"),
        (("--token", "short"), "--token: at least 16 characters"),
        (("--invite", "Ana B"), "--invite Ana B: a name is"),
        (("--name", "X"), "--name X: a name is"),
        (("--invite", "owner"), "--invite owner: this is your own name"),
        (("--host", "no.such.host.invalid"), "--host no.such.host.invalid"),
        (("--survey", "answers.csv"), "instrument: answers.csv: a questionnaire is a YAML file"),
        (("--survey", "pilto"), "there is no questionnaire 'pilto'; did you mean 'pilot'?"),
        (("--set", "review.per_itm=2"), "per_itm"),
        (("--set", "review.per_item=0"), "review.per_item"),
        (("--set", "review.order=best"), "review.order"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_one_line(command, run, options, told):
    said = command("serve", run, "--port", 0, *options)
    assert said.code == 2
    assert told in said.err and said.err.count("\n") == 1


def test_a_port_that_is_taken_is_told(command, run):
    process = started(run, "--json")
    port = json.loads(process.stdout.readline())["address"].rpartition(":")[2]
    said = command("serve", run, "--port", port)
    ended(process)
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "--port 0 takes any free port" in said.err


def test_a_folder_without_a_run_is_told(command, tmp_path):
    said = command("serve", tmp_path)
    assert said.code == 2 and "there is no run in this folder" in said.err


def test_without_the_extra_it_says_what_to_install(command, run, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "uvicorn", None)
    said = command("serve", run, "--port", 0)
    assert (said.code, said.err) == (2, "park: park serve needs: pip install 'culturepark[ui]'\n")
