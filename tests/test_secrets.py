"""A key is nowhere but in the header of a request."""

import io
import sys
from base64 import b64encode
from urllib.parse import quote

import pytest
import yaml

from park.hub.api import explain
from park.text.printable import printable
from tests.commands import configuration, park, speech, whole_script, write
from tests.fake_finetuning import FakeFinetuning
from tests.fake_finetuning import Fault as HostedFault
from tests.fake_openai import FakeOpenAI, Fault
from tests.finetune.hosted.hosting import run_with

KEY = "sk-marked-0123456789abcdef"
ECHO = {"error": {"message": f"Incorrect API key provided: {KEY}.", "code": KEY, "type": KEY}}
RUN = 12
"""Characters of a key that nobody may see in one piece."""
TOLD = {
    "whole": KEY,
    "in parts": f"{KEY[:14]}, then {KEY[12:]}",
    "in base64": b64encode(f"user:{KEY}".encode()).decode(),
    "a part of its base64": b64encode(KEY.encode()).decode()[4:20],
    "in upper case": f"http://x/?key={KEY.upper()}",
    "escaped": "".join(f"%{ord(each):02x}" for each in KEY),
    "in an address": quote(f"http://x/{KEY}", safe=""),
    "with invisible characters": "\u200b".join(KEY),
    "with colours": f"{KEY[:9]}\x1b[0m{KEY[9:]}",
}
"""How a server may say a key."""

SERVERS = {
    "answers": [speech],
    "wrong key": [Fault(status=401, body=ECHO)],
    "refused with the key": [Fault(status=400, body=ECHO)],
    "out of order with the key": [Fault(status=500, body=ECHO)],
    "not JSON": [Fault(body=f"<html>{KEY}</html>")],
    "an error with status 200": [Fault(body=ECHO)],
    "an unknown error": [Fault(status=418, body=f"<html>{KEY}</html>")],
    "a redirect with the key": [Fault(status=302, headers={"location": f"http://x/{KEY}"})],
    "a cut answer": [Fault(cut=True, body=ECHO)],
    "a page": [Fault(status=504, body=f"<html><title>Bad {KEY}</title>{KEY}</html>")],
    "a page with status 200": [Fault(body=f"<html><h1>Sign in {KEY}</h1></html>")],
}
SERVERS |= {
    f"refused with the key {how}": [Fault(status=400, body={"error": {"message": f"No: {told}"}})]
    for how, told in TOLD.items()
}
SERVERS |= {f"says the key {how}": [f"Tea. {told} Tea."] for how, told in TOLD.items()}


def everything_in(folder):
    """Return all bytes of all files in a folder, and their names."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(str(path).encode() + path.read_bytes() for path in files)


def runs_of(text):
    return {text[start : start + RUN] for start in range(len(text) - RUN + 1)}


PARTS = {
    run.lower()
    for before in ("", "u", "us", "user:", "Bearer ")
    # The first and the last characters hold bits of what stands beside the key.
    for run in runs_of(b64encode(f"{before}{KEY}".encode()).decode()[len(before) * 4 // 3 + 2 : -2])
} | runs_of(KEY)


def keeps(said, folder):
    """Check that no part of the key is in what commands said and in any file."""
    texts = [each.out + each.err for each in said] + [everything_in(folder).decode("latin-1")]
    texts.append(everything_in(folder).decode("utf-8", "replace"))
    for text in texts:
        for seen in (text.lower(), printable(text).lower()):
            assert not [part for part in PARTS if part in seen]


def with_key(study, monkeypatch, url, variable):
    monkeypatch.setenv("OPENAI_API_KEY", "another")
    monkeypatch.setenv(variable, KEY)
    model = {"model": "openai/m", "base_url": url, "api_key_env": variable}
    write(
        study / "demo.yaml",
        configuration(models={"delegate": model}, limits={"retries": 0, "timeout": 30}),
    )


@pytest.mark.parametrize("variable", ["MY_KEY", "OPENAI_API_KEY"])
@pytest.mark.parametrize("case", SERVERS)
def test_a_key_is_in_no_file_and_no_output(command, study, monkeypatch, case, variable):
    with FakeOpenAI(*SERVERS[case]) as server:
        with_key(study, monkeypatch, server.url, variable)
        said = [
            command(verb, *options)
            for verb, *options in (("generate",), ("check",), ("preview", "-n", "1"))
        ]
        said += [command("show", "toy"), command("show", "toy", "--json"), command("report", "toy")]
        sent = {headers["authorization"] for headers in server.headers}
    assert sent == {f"Bearer {KEY}"}
    keeps(said, study)
    stored = yaml.safe_load((study / "outputs/toy/run.yaml").read_text())
    assert stored["models"]["delegate"]["api_key_env"] == variable


@pytest.mark.parametrize("case", SERVERS)
@pytest.mark.parametrize("role", ["judge", "embedder"])
def test_a_key_of_filtering_is_in_no_file_and_no_output(command, study, monkeypatch, case, role):
    monkeypatch.setenv("MY_KEY", KEY)
    write(study / "script.yaml", whole_script())
    assert command("generate", "-q").code == 0
    with FakeOpenAI(*SERVERS[case]) as server:
        model = {"model": "openai/m", "base_url": server.url, "api_key_env": "MY_KEY"}
        limits = {"retries": 0, "timeout": 30}
        changed = configuration(
            models={"judge": "scripted:script.yaml", role: model}, limits=limits
        )
        write(study / "filter.yaml", changed)
        said = [command("filter", "toy", "--config", "filter.yaml")]
        said += [
            command("show", "toy", "--opinions"),
            command("show", "toy", "--opinions", "--json"),
            command("report", "toy"),
        ]
        sent = {headers["authorization"] for headers in server.headers}
    assert sent == {f"Bearer {KEY}"}
    keeps(said, study)


@pytest.mark.parametrize("case", SERVERS)
def test_a_key_of_evaluating_is_in_no_file_and_no_output(command, study, monkeypatch, case):
    with FakeOpenAI(*SERVERS[case]) as server:
        with_key(study, monkeypatch, server.url, "MY_KEY")
        folder = begun(study)
        said = [command("evaluate", folder, "--tasks", "survey", "--cultures", "turkish")]
        said += [command("show", folder, "--task", "survey", *json) for json in ([], ["--json"])]
        said += [command("report", folder)]
        assert server.requests
    keeps(said, study)


@pytest.mark.parametrize("case", SERVERS)
def test_a_key_of_a_tutor_is_in_no_file_and_no_output(command, study, monkeypatch, case):
    with FakeOpenAI(*SERVERS[case]) as server:
        with_key(study, monkeypatch, server.url, "MY_KEY")
        folder = begun(study)
        lines = ["1", "Do you drink tea?", "", "1", "3"]
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        options = ("--culture", "turkish", "--questions", 1, "--tutor", "prompt")
        said = [command("learn", folder, *options), command("report", folder)]
        assert server.requests
    keeps(said, study)


def begun(study):
    """Return a run folder with the study's configuration and nothing in it."""
    from park.ledger.ledger import Ledger

    folder = study / "outputs/toy"
    write(folder / "run.yaml", (study / "demo.yaml").read_text(encoding="utf-8"))
    with Ledger(folder / "ledger.sqlite") as ledger:
        ledger.put("base", str(study))
    return folder


@pytest.mark.parametrize("how", TOLD)
@pytest.mark.parametrize("where", ["error", "POST /files", "POST /fine_tuning/jobs", "id", "name"])
def test_a_key_of_a_provider_is_in_no_file_and_no_output(command, study, monkeypatch, how, where):
    monkeypatch.setattr("park.finetune.hosted.stage.POLL", 0.0)
    monkeypatch.setenv("MY_KEY", KEY)
    told = f"No: {TOLD[how]}"
    run = run_with(study / "run")
    with FakeFinetuning(("running", "failed")) as server:
        server.error = {"code": told, "message": told, "param": None}
        look = "GET /fine_tuning/jobs/ID"
        body = {
            "id": KEY if where == "id" else "j",
            "status": "succeeded",
            "fine_tuned_model": told,
        }
        if where in ("id", "name"):
            server.trouble(look, *[HostedFault(body=body)] * 4)
        elif where != "error":
            wrong = {"error": {"message": told, "code": told}}
            server.trouble(where, *[HostedFault(status=400, body=wrong)] * 4)
        fields = {"backend": "openai", "model": "gpt-toy", "price": 8.0, "base_url": server.url}
        write(study / "toy.yaml", fields | {"api_key_env": "MY_KEY"})
        said = [command("finetune", run, "--recipe", "toy.yaml", "--yes"), command("report", run)]
        assert {each["authorization"] for each in server.headers} == {f"Bearer {KEY}"}
    assert said[0].code in (0, 1)
    keeps(said, study)


@pytest.mark.parametrize("told", TOLD.values(), ids=TOLD)
def test_a_token_of_the_hub_is_in_no_message(told):
    error = explain(ValueError(f"wrong token {told}"), "me/repo", KEY)
    seen = str(error).lower()
    assert "***" in seen
    assert not [part for part in PARTS if part in seen]


@pytest.mark.parametrize("trouble", ["answers", "wrong key", "no connection"])
def test_a_key_is_not_logged_in_debugging(study, monkeypatch, trouble):
    answers = SERVERS.get(trouble, SERVERS["answers"])
    with FakeOpenAI(*answers) as server:
        with_key(study, monkeypatch, server.url, "MY_KEY")
        if trouble == "no connection":
            server.__exit__()
        debug = {"OPENAI_LOG": "debug", "PYTHONASYNCIODEBUG": "1", "PARK_TRACEBACK": "1"}
        done = park("generate", "--limit", 1, cwd=study, MY_KEY=KEY, **debug)
    assert done.returncode == {"answers": 0, "wrong key": 3, "no connection": 1}[trouble]
    assert KEY not in done.stdout
    assert KEY not in done.stderr
    keeps([], study)


@pytest.mark.parametrize("key", [f"{KEY}\nsecond line", f"{KEY} with blanks", f"{KEY}é"])
def test_a_key_that_no_header_can_hold_is_refused_without_showing_it(
    command, study, monkeypatch, key
):
    with_key(study, monkeypatch, "http://127.0.0.1:9/v1", "MY_KEY")
    monkeypatch.setenv("MY_KEY", key)
    said = command("generate")
    assert said.code == 2
    assert "MY_KEY" in said.err
    assert KEY not in said.err


@pytest.mark.parametrize("key", [KEY, "sk_proj_0123456789abcdef0123456789abcdef", f"${KEY}"])
def test_a_key_in_the_place_of_its_variable_is_refused_without_showing_it(command, study, key):
    model = {"model": "openai/m", "api_key_env": key}
    write(study / "demo.yaml", configuration(models={"delegate": model}))
    for verb in ("check", "generate"):
        said = command(verb)
        assert said.code == 2
        assert "models.delegate" in said.err
        assert key not in said.err
        assert said.err.count("\n") == 1
    assert not (study / "outputs").exists()


@pytest.mark.parametrize("url", ["http://me:{}@127.0.0.1:9/v1", "http://127.0.0.1:9/v1?key={}"])
def test_a_key_in_an_address_is_refused_without_showing_it(command, study, url):
    model = {"model": "openai/m", "base_url": url.format(KEY)}
    write(study / "demo.yaml", configuration(models={"delegate": model}))
    said = command("generate")
    assert said.code == 2
    assert "base_url" in said.err
    assert KEY not in said.err


def test_a_key_under_a_name_of_its_own_is_refused_without_showing_it(command, study):
    model = {"model": "openai/m", "api_key": KEY}
    write(study / "demo.yaml", configuration(models={"delegate": model}))
    said = command("generate")
    assert said.code == 2
    assert "did you mean 'api_key_env'?" in said.err
    assert KEY not in said.err
