"""Wrong addresses end in one line that names the right one."""

import asyncio
import json
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from park.config import ModelConfig
from park.errors import InputError
from park.models.address import better_address, candidates, trimmed
from park.models.connect import check_address, connect
from tests.commands import configuration, write
from tests.fake_openai import completion


class _Api(BaseHTTPRequestHandler):
    """An API that is under one path alone; a page is everywhere else."""

    path_of_api = "/v1"
    elsewhere = (404, "application/json", b'{"detail": "Not Found"}')

    def do_GET(self):
        self._answer({"object": "list", "data": [{"id": "m"}]}, "/models")

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self._answer(completion("Hello."), "/chat/completions")

    def _answer(self, body, method):
        status, kind, data = self.elsewhere
        if self.path == self.path_of_api + method:
            status, kind, data = 200, "application/json", json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


@pytest.fixture
def serve():
    """Return a function that serves an API and gives the address without a path."""
    servers = []

    def begin(certificate=None, **settings):
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Api", (_Api,), settings))
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        scheme = "https" if certificate else "http"
        return f"{scheme}://127.0.0.1:{server.server_port}"

    yield begin
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    key, cert = folder / "key.pem", folder / "cert.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-keyout", key, "-out", cert, "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("there is no openssl here")
    return cert, key


def asked(url, **settings):
    async def talk():
        model = connect(ModelConfig(model="openai/m", base_url=url, **settings), base=None)
        try:
            return (await model.reply([{"role": "user", "content": "Hi"}], _params())).text
        finally:
            await model.close()

    return asyncio.run(talk())


def _params():
    from park.models.base import Params

    return Params()


PAGE = (200, "text/html", b"<!doctype html><html><head><title>Sign in</title></head></html>")


@pytest.mark.parametrize("elsewhere", [_Api.elsewhere, PAGE, (405, "text/plain", b"")])
@pytest.mark.parametrize(
    ("api", "given"), [("/v1", ""), ("/v1", "/"), ("/api/v1", "/v1"), ("", "/v1")]
)
def test_a_wrong_path_is_answered_with_the_right_one(serve, elsewhere, api, given):
    host = serve(path_of_api=api, elsewhere=elsewhere)
    with pytest.raises(InputError) as caught:
        asked(host + given)
    assert f"did you mean base_url: {host}{api}?" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("end", ["/v1", "/v1/", " /v1"[1:] + "//"])
def test_slashes_at_the_end_do_not_matter(serve, end):
    assert asked(serve() + end) == "Hello."
    assert asked(f" {serve()}/v1 ") == "Hello."


def test_http_where_https_is_needed_and_the_other_way_round(serve, certificate):
    secure = serve(certificate)
    with pytest.raises(InputError, match=f"did you mean base_url: {secure}/v1"):
        asked(secure.replace("https", "http") + "/v1")
    plain = serve()
    with pytest.raises(InputError, match=f"did you mean base_url: {plain}/v1"):
        asked(plain.replace("http", "https") + "/v1")


def test_certificates_of_the_environment_are_trusted_on_this_machine(
    serve, certificate, monkeypatch
):
    secure = serve(certificate) + "/v1"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    assert asked(secure) == "Hello."
    monkeypatch.setenv("SSL_CERT_FILE", "nowhere.pem")
    with pytest.raises(InputError, match="SSL_CERT_FILE"):
        asked(secure)


def test_an_address_that_works_is_never_called_wrong(serve):
    assert asyncio.run(better_address(f"{serve()}/v1")) is None
    assert asyncio.run(better_address("http://127.0.0.1:9/v1")) is None


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("http://h/v1/chat/completions", "http://h/v1"),
        ("http://h/v1/completions/", "http://h/v1"),
        ("http://h/v1/models", "http://h/v1"),
    ],
)
def test_the_path_of_a_method_is_no_part_of_an_address(url, meant):
    assert trimmed(url) == meant
    assert ModelConfig(model="openai/m", base_url=url).base_url == meant


@pytest.mark.parametrize(
    "url", ["http://h:99999/v1", "http://[::1/v1", "http://h /v1", "h:80", "http://"]
)
def test_what_is_no_address_is_one_line(url):
    with pytest.raises(InputError, match="base_url"):
        check_address(url)


def test_only_the_same_host_is_tried():
    assert all("//host:8000" in each for each in candidates("http://host:8000/x"))


@pytest.mark.parametrize("verb", ["generate", "check"])
def test_a_wrong_address_ends_the_verb_with_one_line_and_no_failed_dialogue(
    command, study, serve, verb
):
    host = serve()
    model = {"model": "openai/m", "base_url": host}
    write(study / "demo.yaml", configuration(models={"delegate": model}))
    said = command(verb)
    assert said.code == (2 if verb == "generate" else 1)
    assert f"did you mean base_url: {host}/v1?" in said.err + said.out
    assert "failed" not in said.err
