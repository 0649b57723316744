import asyncio
from pathlib import Path

import pytest

from park.config import ModelConfig
from park.errors import InputError
from park.models.base import ModelError, Params
from park.models.connect import connect
from tests.fake_openai import FakeOpenAI, Fault

KEY = "sk-marked-1234567890"
HELLO = [{"role": "user", "content": "Hello?"}]


def asked(monkeypatch, answer, params: Params | None = None, schema=None, **settings):
    monkeypatch.setenv("MY_KEY", KEY)
    with FakeOpenAI(answer) as server:
        config = ModelConfig(model="hosted_vllm/m", base_url=server.url, api_key_env="MY_KEY")
        model = connect(config, base=Path(), **settings)

        async def talk():
            try:
                return await model.reply(HELLO, params or Params(), schema)
            finally:
                await model.close()

        return asyncio.run(talk()), server


def error_of(monkeypatch, answer, **settings) -> ModelError:
    with pytest.raises(ModelError) as caught:
        asked(monkeypatch, answer, **settings)
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value)
    return caught.value


def test_a_reply_has_text_and_usage_and_the_key_is_sent(monkeypatch):
    reply, server = asked(monkeypatch, "Hi.", Params(stop=("x",), seed=4, top_p=0.5))
    assert (reply.text, reply.finish) == ("Hi.", "stop")
    assert (reply.usage.tokens_in, reply.usage.tokens_out) == (10, 2)
    assert reply.usage.cached_tokens_in == 4
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    sent = server.requests[0]
    assert (sent["stop"], sent["seed"], sent["top_p"], sent["model"]) == (["x"], 4, 0.5, "m")


def test_a_schema_is_passed_on(monkeypatch):
    _, server = asked(monkeypatch, "{}", schema={"type": "object"})
    assert server.requests[0]["response_format"]["json_schema"]["schema"] == {"type": "object"}


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (429, "overload"),
        (503, "overload"),
        (500, "transient"),
        (400, "rejected"),
        (401, "fatal"),
        (403, "fatal"),
        (404, "fatal"),
    ],
)
def test_statuses_say_what_helps_and_nothing_is_repeated(monkeypatch, status, trouble):
    body = {"error": {"message": f"content refused for {KEY}"}}
    calls = []

    def answer(request):
        calls.append(request)
        return Fault(status=status, body=body, headers={"retry-after": "2"})

    error = error_of(monkeypatch, answer)
    assert error.trouble == trouble
    assert len(calls) == 1
    if trouble == "overload":
        assert error.retry_after == 2


@pytest.mark.parametrize("answer", [Fault(cut=True), Fault(body="<html>"), Fault(body={})], ids=str)
def test_broken_answers_are_transient(monkeypatch, answer):
    assert error_of(monkeypatch, answer).trouble == "transient"


def test_a_server_that_hangs_is_left(monkeypatch):
    assert error_of(monkeypatch, Fault(hang=True), timeout=0.5).trouble == "transient"


@pytest.mark.parametrize(
    ("variable", "value"),
    [("HOSTED_VLLM_API_KEY", KEY), ("OPENAI_CUSTOM_HEADERS", f"X-Token: {KEY}")],
)
@pytest.mark.parametrize("answer", [Fault(text=f"It is {KEY}."), Fault(status=401, body=KEY)])
def test_a_secret_that_only_litellm_knows_of_is_masked(monkeypatch, answer, variable, value):
    monkeypatch.setenv(variable, value)
    with FakeOpenAI(answer) as server:
        model = connect(ModelConfig(model="hosted_vllm/m", base_url=server.url), base=Path())

        async def talk():
            try:
                return (await model.reply(HELLO, Params())).text
            except ModelError as error:
                return str(error)
            finally:
                await model.close()

        assert KEY not in asyncio.run(talk())


@pytest.mark.parametrize("prefix", ["hosted_vllm/", "litellm_proxy/"])
@pytest.mark.parametrize("address", ["{root}", "{root}/api/v2", "https://{host}/v1"])
def test_a_wrong_address_is_one_line_with_the_right_one(monkeypatch, prefix, address):
    monkeypatch.setenv("MY_KEY", KEY)
    with FakeOpenAI(under="/v1") as server:
        root = server.url.removesuffix("/v1")
        url = address.format(root=root, host=root.partition("://")[2])
        config = ModelConfig(model=f"{prefix}m", base_url=url, api_key_env="MY_KEY")
        model = connect(config, base=Path())

        async def talk():
            try:
                await model.reply(HELLO, Params())
            finally:
                await model.close()

        with pytest.raises(InputError, match=f"did you mean base_url: {server.url}"):
            asyncio.run(talk())


def test_litellm_prints_nothing(monkeypatch, capfd):
    error_of(monkeypatch, Fault(status=400, body={"error": {"message": "x"}}))
    assert capfd.readouterr() == ("", "")
