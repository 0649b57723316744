import asyncio
import time
from email.utils import formatdate

import pytest

from park.models.base import Choices, ModelError, Params, Reply
from park.models.completions import request, thought_tokens
from park.models.openai_api import OpenAIModel
from park.records import Usage
from tests.fake_openai import FakeOpenAI, Fault, completion

KEY = "sk-marked-1234567890"
HELLO = [{"role": "user", "content": "Hello?"}]


async def ask(server: FakeOpenAI, params: Params | None = None, schema=None, **settings) -> Reply:
    model = OpenAIModel("openai/m", "m", base_url=server.url, key=KEY, **settings)
    try:
        return await model.reply(HELLO, params or Params(), schema)
    finally:
        await model.close()


def asked(*answers, **settings) -> Reply:
    with FakeOpenAI(*answers) as server:
        return asyncio.run(ask(server, **settings))


def error_of(*answers, **settings) -> ModelError:
    with pytest.raises(ModelError) as caught:
        asked(*answers, **settings)
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value)
    return caught.value


def body_for(name: str, params: Params, schema=None) -> dict:
    model = OpenAIModel(f"openai/{name}", name, key=KEY)
    return model.body(request(HELLO, params, schema, model.takes))


def test_a_reply_has_text_usage_and_seconds():
    reply = asked(Fault(text=" Hi. ", delay=0.05))
    assert reply.text == " Hi. "
    assert reply.finish == "stop"
    assert (reply.usage.tokens_in, reply.usage.tokens_out) == (10, 2)
    assert reply.usage.cached_tokens_in == 4
    assert reply.seconds >= 0.05


@pytest.mark.parametrize(
    ("given", "finish"),
    [
        ("stop", "stop"),
        ("length", "length"),
        ("model_length", "length"),
        ("MAX_TOKENS", "length"),
        ("tool_calls", "other"),
    ],
)
def test_finish_reasons(given, finish):
    assert asked(Fault(finish=given)).finish == finish


def test_only_parameters_off_their_defaults_are_sent():
    body = body_for("m", Params())
    assert body == {"model": "m", "messages": HELLO, "temperature": 0.7, "max_tokens": 160}
    full = Params(top_p=0.5, presence_penalty=0.2, stop=("a",), seed=3)
    assert body_for("m", full) | {"top_p": 0.5, "stop": ["a"], "seed": 3} == body_for("m", full)
    assert body_for("m", full)["presence_penalty"] == 0.2


def test_openai_gets_four_stop_sequences_and_other_servers_all():
    params = Params(stop=("a", "b", "c", "d", "e"))
    assert body_for("m", params)["stop"] == ["a", "b", "c", "d"]
    with FakeOpenAI("x") as server:
        asyncio.run(ask(server, params))
        assert server.requests[0]["stop"] == list(params.stop)


def test_reasoning_models_get_their_own_limit_and_no_sampling():
    body = body_for("gpt-5-mini", Params(max_tokens=50, stop=("a",), seed=1))
    assert set(body) == {"model", "messages", "max_completion_tokens", "reasoning_effort"}
    assert body["max_completion_tokens"] == 50
    assert body["reasoning_effort"] == "none"
    assert "max_tokens" in body_for("gpt-5-chat-latest", Params())
    assert "max_tokens" in body_for("gpt-4o", Params())
    assert "option_logprobs" not in OpenAIModel("x", "o3", key=KEY).abilities


def test_a_schema_is_strict_only_where_openai_would_accept_it():
    schema = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    closed = {**schema, "additionalProperties": False}
    assert body_for("m", Params(), schema)["response_format"]["json_schema"]["strict"] is False
    described = body_for("m", Params(), closed)["response_format"]
    assert described["type"] == "json_schema"
    assert described["json_schema"]["strict"] is True
    assert described["json_schema"]["schema"] == closed


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (429, "overload"),
        (503, "overload"),
        (529, "overload"),
        (500, "transient"),
        (502, "transient"),
        (408, "transient"),
        (400, "rejected"),
        (413, "rejected"),
        (422, "rejected"),
        (401, "fatal"),
        (403, "fatal"),
        (404, "fatal"),
    ],
)
def test_statuses_say_what_helps(status, trouble):
    error = error_of(Fault(status=status, body={"error": {"message": "no\nway"}}))
    assert error.trouble == trouble
    assert str(error) == f"openai/m: HTTP {status}: no way"


def test_an_overloaded_server_is_asked_less():
    assert error_of(Fault(500, body={"error": {"message": "Overloaded"}})).trouble == "overload"


def test_a_spent_quota_is_fatal():
    body = {"error": {"message": "You are out of money", "code": "insufficient_quota"}}
    assert error_of(Fault(status=429, body=body)).trouble == "fatal"


def test_retry_after_in_both_forms():
    soon = formatdate(time.time() + 30, usegmt=True)
    assert error_of(Fault(429, {"retry-after": "2.5"}, body={})).retry_after == 2.5
    assert 25 < error_of(Fault(503, {"retry-after": soon}, body={})).retry_after <= 30
    assert error_of(Fault(429, {"retry-after": "soon"}, body={})).retry_after is None
    assert error_of(Fault(429, body={})).retry_after is None


@pytest.mark.parametrize(
    "answer",
    [
        Fault(cut=True),
        Fault(body='{"choices": [{"mess'),
        Fault(body="<html>Bad gateway</html>"),
        Fault(body=""),
        Fault(body=[]),
        Fault(body={"choices": []}),
        Fault(body={"choices": [{}]}),
        Fault(body={"choices": None}),
        Fault(text=None),
    ],
    ids=str,
)
def test_broken_answers_are_transient(answer):
    assert error_of(answer).trouble == "transient"


def test_an_error_with_status_200_is_an_error():
    assert error_of(Fault(body={"error": {"code": 429, "message": "x"}})).trouble == "overload"


def test_thinking_that_takes_all_tokens_is_said_so():
    error = error_of(Fault(text=None, finish="length"))
    assert error.trouble == "rejected"
    assert "max_tokens" in str(error)
    assert error_of(Fault(text=None, finish="content_filter")).trouble == "rejected"


@pytest.mark.parametrize("text", [None, ""])
@pytest.mark.parametrize(
    "finish", ["content_filter", "content_filter: SAFETY", "PROHIBITED_CONTENT"]
)
def test_what_a_filter_took_away_is_no_answer(text, finish):
    error = error_of(Fault(text=text, finish=finish))
    assert error.trouble == "rejected"
    assert "content filter" in str(error)


def test_thoughts_that_only_the_sum_tells_of_are_counted():
    usage = {"prompt_tokens": 10, "completion_tokens": 4, "total_tokens": 164}
    cut = completion("Hel", "length") | {"usage": usage}
    assert asked(Fault(body=cut)).usage.tokens_out == 154
    assert thought_tokens(cut) == 150
    assert thought_tokens(completion("Hello.") | {"usage": usage}) == 0
    odd = usage | {"total_tokens": 2**60}
    assert asked(Fault(body=completion("x") | {"usage": odd})).usage.tokens_out == 4


def test_a_refusal_in_parts_and_an_error_under_a_name_of_its_own_are_read():
    parts = [{"type": "refusal", "refusal": "I cannot."}]
    assert asked(Fault(body=completion(parts))).text == "I cannot."
    told = {"choices": None, "base_resp": {"status_code": 1004, "status_msg": "login fail"}}
    assert "login fail" in str(error_of(Fault(body=told)))


def test_usage_that_is_missing_or_odd_counts_as_nothing():
    body = completion("x") | {"usage": {"prompt_tokens": None, "prompt_tokens_details": None}}
    assert asked(Fault(body=body)).usage.tokens_in == 0
    assert asked(Fault(body=completion("x") | {"usage": None})).usage.tokens_out == 0


def test_a_server_that_hangs_is_left():
    began = time.monotonic()
    assert error_of(Fault(hang=True), timeout=0.3).trouble == "transient"
    assert time.monotonic() - began < 60


def test_a_server_that_drips_is_left():
    began = time.monotonic()
    assert error_of(Fault(drip=0.1), timeout=0.5).trouble == "transient"
    assert time.monotonic() - began < 60


def test_no_server_is_transient():
    with FakeOpenAI() as server:
        pass
    with pytest.raises(ModelError) as caught:
        asyncio.run(ask(server))
    assert caught.value.trouble == "transient"


@pytest.mark.parametrize("before", ["", "x" * 165, "x" * 190])
def test_a_key_that_the_server_repeats_is_not_shown(before):
    body = {"error": {"message": f"{before} Incorrect API key provided: {KEY}"}}
    error = error_of(Fault(status=401, body=body))
    assert KEY[:8] not in str(error)
    assert len(str(error)) < 240


def test_the_key_goes_into_the_header_only():
    with FakeOpenAI("x") as server:
        asyncio.run(ask(server))
        assert server.headers[0]["authorization"] == f"Bearer {KEY}"
        assert KEY not in str(server.requests)


async def options(server: FakeOpenAI) -> Choices:
    model = OpenAIModel("openai/m", "m", base_url=server.url)
    try:
        return await model.option_logprobs(HELLO, ["A", "B", "C"])
    finally:
        await model.close()


def test_option_logprobs_take_the_best_variant_and_leave_out_the_unseen():
    top = [("AB", -0.1), ("b", -0.5), (" A", -1.0), ("A", -2.0), ("\u2581B", -3.0)]
    likeliest = [{"token": token, "logprob": logprob} for token, logprob in top]
    content = [{"token": "A", "logprob": -2.0, "top_logprobs": likeliest}]
    body = completion("A", logprobs={"content": content})
    with FakeOpenAI(Fault(body=body)) as server:
        choices = asyncio.run(options(server))
        assert choices.logprobs == {"A": -1.0, "B": -3.0}
        assert choices.usage == Usage(tokens_in=10, tokens_out=2, cached_tokens_in=4)
        assert server.requests[0]["max_tokens"] == 1
        assert server.requests[0]["top_logprobs"] == 20


def test_no_logprobs_are_an_error_of_the_request():
    with FakeOpenAI("A") as server, pytest.raises(ModelError) as caught:
        asyncio.run(options(server))
    assert caught.value.trouble == "rejected"


def probed(*answers, **settings) -> tuple[str, FakeOpenAI]:
    async def probe(server: FakeOpenAI) -> str:
        model = OpenAIModel("openai/m", "m", base_url=server.url, key=KEY, **settings)
        try:
            return await model.probe(Params(top_p=0.9, seed=1))
        finally:
            await model.close()

    with FakeOpenAI(*answers) as server:
        return asyncio.run(probe(server)), server


def test_a_probe_tells_what_a_model_can_do_and_asks_with_the_parameters_of_the_run():
    said, server = probed('{"letter": "A"}')
    assert said == "replies, keeps to a JSON schema, takes a seed"
    assert (server.requests[0]["top_p"], server.requests[0]["seed"]) == (0.9, 1)
    assert len(server.requests) == 2


def test_a_probe_fails_where_calls_would():
    missing = Fault(404, body={"error": {"message": "no such model"}})
    with pytest.raises(ModelError, match="no such model"):
        probed(missing)
