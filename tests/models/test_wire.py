"""What goes over the wire: proxies, redirects, certificates, headers, limits."""

import asyncio
import gzip
import json
import logging
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.models import wire
from park.models.base import ModelError, Params
from park.models.openai_api import OpenAIModel
from park.models.streaming import heard
from tests.fake_openai import FakeOpenAI, Fault, Handle, completion

KEY = "sk-marked-1234567890"
HELLO = [{"role": "user", "content": "Hello?"}]
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch):
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def said(url, **settings):
    """Return what a model says."""

    async def run():
        model = OpenAIModel("openai/m", "m", base_url=url, key=KEY, **settings)
        model.looked = True
        try:
            return (await model.reply(HELLO, Params())).text
        finally:
            await model.close()

    return asyncio.run(run())


def error(url, **settings):
    with pytest.raises(ModelError) as caught:
        said(url, **settings)
    return caught.value


class Recording(FakeOpenAI):
    """A server that keeps the bytes, the methods and the paths of requests."""

    def __init__(self, *answers, **settings):
        self.seen = []
        super().__init__(*answers, **settings)

    @property
    def handler(self):
        class Recorder(Handle):
            def handle_one_request(self):
                super().handle_one_request()
                if self.raw_requestline:
                    self.fake.seen.append((self.command, self.path, dict(self.headers)))

            def do_CONNECT(self):
                self.send_error(502)

        return Recorder

    @property
    def host(self):
        return self.url.removesuffix("/v1")


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_asked(monkeypatch, name):
    with Recording("Hi.", under="http://api.test/") as proxy:
        monkeypatch.setenv(name, proxy.host)
        assert said("http://api.test/v1") == "Hi."
    assert proxy.seen[0][:2] == ("POST", "http://api.test/v1/chat/completions")


def test_a_proxy_gets_its_own_name_and_password(monkeypatch):
    with Recording("Hi.", under="http://api.test/") as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.host.replace("://", "://me:secret@"))
        assert said("http://api.test/v1") == "Hi."
    told = proxy.headers[0]["proxy-authorization"]
    assert told == f"Basic {b64encode(b'me:secret').decode()}"


def test_no_error_tells_a_proxy_s_password(monkeypatch):
    with Recording() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.host.replace("://", "://me:s3cret@"))
        said = str(error("https://api.test/v1"))
        assert "502" in said and "s3cret" not in said
    method, _, headers = proxy.seen[0]
    told = f"Basic {b64encode(b'me:s3cret').decode()}"
    assert (method, headers["Proxy-Authorization"]) == ("CONNECT", told)
    for wrong in (
        "http://me:s3 cret@127.0.0.1:port",
        "socks9://me:s3cret@127.0.0.1:9",
        "http://:[",
    ):
        monkeypatch.setenv("HTTPS_PROXY", wrong)
        assert "cret" not in str(error("https://api.test/v1"))


def test_https_goes_through_a_tunnel(monkeypatch):
    with Recording() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.host)
        assert error("https://api.test/v1").trouble == "transient"
    method, place, headers = proxy.seen[0]
    assert (method, place) == ("CONNECT", "api.test:443")
    assert KEY not in str(headers)


@pytest.mark.parametrize("none", ["*", "127.0.0.2", "x.test, 127.0.0.2"])
def test_some_hosts_need_no_proxy(monkeypatch, none):
    with Recording("Hi.") as server:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("NO_PROXY", none)
        monkeypatch.setattr("park.models.openai_api.is_loopback", lambda url: False)
        url = server.url.replace("127.0.0.1", "127.0.0.2")
        # The server listens on 127.0.0.1 alone: a refusal there says that it was asked directly.
        assert "127.0.0.2" in str(error(url))
        monkeypatch.setenv("NO_PROXY", "x.test")
        assert "127.0.0.1:9" in str(error(url))


def test_this_machine_is_asked_directly(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with FakeOpenAI("Hi.") as server:
        assert said(server.url) == "Hi."


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_keeps_body_and_key_at_its_origin(status):
    away = Fault(status=status, headers={"location": "/v1/elsewhere"}, body="")
    with Recording(away, "Hi.") as server:
        assert said(server.url) == "Hi."
    assert [path for _, path, _ in server.seen] == ["/v1/chat/completions", "/v1/elsewhere"]
    assert server.requests[0] == server.requests[1]
    assert server.headers[1]["authorization"] == f"Bearer {KEY}"


def test_another_host_sees_no_secret(monkeypatch):
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    with FakeOpenAI("Hi.") as other:
        away = Fault(status=307, headers={"location": f"{other.url}/chat/completions"}, body="")
        with FakeOpenAI(away) as server:
            assert said(server.url, headers={"X-Secret": "s3cret"}) == "Hi."
    assert server.headers[0]["x-secret"] == "s3cret"
    assert not other.headers[0].keys() & {"authorization", "x-secret", "openai-organization"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a/v1", "https://a/v1", True),
        ("http://a/v1", "http://a/x", True),
        ("https://a/v1", "http://a/v1", False),
        ("http://a:8000/v1", "https://a/v1", False),
        ("https://a/v1", "https://b/v1", False),
    ],
)
def test_the_key_follows_to_https_of_the_same_host_and_nowhere_else(one, other, same):
    from yarl import URL

    assert wire._same_house(URL(one), URL(other)) is same


@pytest.mark.parametrize("status", [301, 302, 303])
def test_other_redirects_ask_again_without_the_body(status):
    away = Fault(status=status, headers={"location": "/v1/models"}, body="")
    with Recording(away) as server:
        error(server.url)
    assert [method for method, _, _ in server.seen] == ["POST", "GET"]


def test_a_redirect_without_an_end_is_left():
    circle = Fault(status=307, headers={"location": "/v1/chat/completions"}, body="")
    with FakeOpenAI(circle) as server:
        assert "redirects" in str(error(server.url))
        assert len(server.requests) == wire.MAX_REDIRECTS + 1


def test_headers_are_those_of_the_key_the_environment_and_the_configuration(monkeypatch):
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-One: 1\nX-Two: a: b\nno header")
    with FakeOpenAI("Hi.") as server:
        said(server.url, headers={"x-one": "mine", "user-agent": "me", "authorization": "x"})
    (found,) = server.headers
    names = ("openai-organization", "openai-project", "x-one", "x-two", "user-agent")
    assert [found[name] for name in names] == ["org-1", "proj-1", "mine", "a: b", "me"]
    assert found["authorization"] == f"Bearer {KEY}"
    assert found["accept"] == found["content-type"] == "application/json"


@pytest.mark.parametrize("status", [200, 401])
def test_a_custom_header_that_an_endpoint_echoes_is_masked(monkeypatch, status):
    secret = "gateway-token-0987654321"
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", f"X-Token: {secret}\nX-Team: tea")
    words = f"It is {secret}, tea."
    with FakeOpenAI(
        Fault(status=status, text=words, body=words if status > 200 else None)
    ) as server:
        told = said(server.url) if status == 200 else str(error(server.url))
        assert server.headers[0]["x-token"] == secret
    assert "It is ***, tea." in told


def test_no_header_says_more_than_the_name_without_them(monkeypatch):
    for name in ("OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_CUSTOM_HEADERS"):
        monkeypatch.delenv(name, raising=False)
    found = wire.headers_for(KEY, {})
    assert set(found) == {"Accept", "Content-Type", "User-Agent", "Authorization"}
    assert found["User-Agent"].startswith("culturepark/")


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("hear", [False, True])
def test_an_endless_answer_is_left_packed_or_not(monkeypatch, pack, hear):
    monkeypatch.setattr(wire, "MAX_BYTES", 1_000_000)
    data = json.dumps(completion("a" * 2_000_000)).encode()
    headers = {"content-encoding": "gzip"} if pack is gzip.compress else {}
    with FakeOpenAI(Fault(body=pack(data), headers=headers)) as server, heard_or_not(hear):
        assert "longer than" in str(error(server.url))
        monkeypatch.setattr(wire, "MAX_BYTES", 3_000_000)
        assert said(server.url).startswith("aaa")


def heard_or_not(hear):
    from contextlib import nullcontext

    return heard(lambda text: None) if hear else nullcontext()


def test_a_refused_connection_and_a_late_answer_are_told_apart():
    with FakeOpenAI() as server:
        pass
    assert "no connection: Cannot connect to host 127.0.0.1" in str(error(server.url))
    with FakeOpenAI(Fault(hang=True)) as server:
        assert "no answer within 0.2 seconds" in str(error(server.url, timeout=0.2))

        async def late():
            line = wire.Wire({}, 0.2, proxies=False)
            try:
                await line.post(f"{server.url}/chat/completions", {})
            finally:
                await line.close()

        with pytest.raises(wire.APITimeoutError):
            asyncio.run(late())


def test_a_connection_that_breaks_is_no_late_answer():
    with FakeOpenAI(Fault(cut=True)) as server:
        assert "no connection" in str(error(server.url))


def test_a_call_that_is_given_up_frees_its_connection():
    async def run(server):
        model = OpenAIModel("openai/m", "m", base_url=server.url, key=KEY)
        try:
            for _ in range(3):
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.1):
                        await model.reply(HELLO, Params())
            connector = model._wire._session.connector
            return (await model.reply(HELLO, Params())).text, len(connector._acquired)
        finally:
            await model.close()

    with FakeOpenAI(Fault(text="Hi.", delay=0.5)) as server:
        assert asyncio.run(run(server)) == ("Hi.", 0)


def test_the_log_tells_no_key(caplog):
    with caplog.at_level(logging.DEBUG), FakeOpenAI("Hi.") as server:
        said(server.url)
    assert KEY not in caplog.text


def test_a_body_is_compact_json_with_every_character_as_it_is():
    class Raw(Recording):
        @property
        def handler(self):
            class Keep(Handle):
                def do_POST(self):
                    data = self.rfile.read(int(self.headers["content-length"]))
                    self.fake.seen.append(data)
                    self._send(Fault())

            return Keep

    async def run(server):
        line = wire.Wire({}, 5.0, proxies=False)
        try:
            await line.post(f"{server.url}/x", {"b": [1, "é\ud83d"], "a": None})
        finally:
            await line.close()

    with Raw() as server:
        asyncio.run(run(server))
    assert server.seen == [b'{"b":[1,"\xc3\xa9\xed\xa0\xbd"],"a":null}']


class _Answer:
    charset = "utf-8"

    def __init__(self, chunks):
        self.content = self
        self._chunks = chunks

    async def iter_any(self):
        for chunk in self._chunks:
            yield chunk


async def _all_lines(chunks):
    return [line async for line in wire._lines(_Answer(chunks))]


@given(
    st.lists(st.text(st.sampled_from("aé\u2028\x85✓"), max_size=4), min_size=1),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(1, 5),
)
def test_lines_are_whole_however_they_are_cut(lines, end, size):
    data = end.join(lines).encode()
    chunks = [data[start : start + size] for start in range(0, len(data), size)]
    assert asyncio.run(_all_lines(chunks)) == lines
