"""A key is nowhere but in the header of a request."""

import pytest
import yaml

from tests.fake_openai import FakeOpenAI, Fault
from tests.study import configuration, park, speech, whole_script, write

KEY = "sk-marked-0123456789abcdef"
ECHO = {"error": {"message": f"Incorrect API key provided: {KEY}.", "code": KEY, "type": KEY}}

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
}


def everything_in(folder):
    """Return all bytes of all files in a folder, and their names."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(str(path).encode() + path.read_bytes() for path in files)


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
        said += [command("show", "toy"), command("show", "toy", "--json")]
        sent = {headers["authorization"] for headers in server.headers}
    assert sent == {f"Bearer {KEY}"}
    for each in said:
        assert KEY not in each.out
        assert KEY not in each.err
    assert KEY.encode() not in everything_in(study)
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
        ]
        sent = {headers["authorization"] for headers in server.headers}
    assert sent == {f"Bearer {KEY}"}
    assert all(KEY not in each.out + each.err for each in said)
    assert KEY.encode() not in everything_in(study)


@pytest.mark.parametrize("trouble", ["answers", "wrong key", "no connection"])
def test_a_key_is_not_logged_when_clients_debug(study, monkeypatch, trouble):
    answers = SERVERS.get(trouble, SERVERS["answers"])
    with FakeOpenAI(*answers) as server:
        with_key(study, monkeypatch, server.url, "MY_KEY")
        if trouble == "no connection":
            server.__exit__()
        debug = {"OPENAI_LOG": "debug", "PARK_TRACEBACK": "1"}
        done = park("generate", "--limit", 1, cwd=study, MY_KEY=KEY, **debug)
    assert done.returncode == {"answers": 0, "wrong key": 3, "no connection": 1}[trouble]
    assert "DEBUG" in done.stderr
    assert KEY not in done.stdout
    assert KEY not in done.stderr
    assert KEY.encode() not in everything_in(study)


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
