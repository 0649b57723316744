"""Streamed replies: heard while they are written, and the same as plain ones at last."""

import asyncio
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from park.models.base import ModelError, Params
from park.models.openai_api import OpenAIModel
from park.models.scripted import Script, ScriptedModel
from park.models.streaming import gathered, heard, spoken
from tests.fake_openai import FakeOpenAI, Fault, completion

HELLO = [{"role": "user", "content": "Hello?"}]
KEY = "sk-marked-1234567890"
TYPE = {"content-type": "text/event-stream"}


def events(*parts, finish="stop", end="[DONE]"):
    """Return the body of a streamed completion."""
    deltas = [{"role": "assistant", "content": None}, *({"content": part} for part in parts)]
    found = [{"id": "x", "choices": [{"index": 0, "delta": each}]} for each in deltas]
    if finish:
        found.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    found.append({"choices": [], "usage": completion("")["usage"]})
    lines = [f"data: {json.dumps(each)}\n\n" for each in found]
    return "".join([*lines, f"data: {end}\n\n" if end else ""])


def asked(*answers, **options):
    """Return the reply, what was heard on the way, and the requests."""
    told = []

    async def run(server):
        model = OpenAIModel("openai/m", "m", base_url=server.url, key=KEY, **options)
        try:
            with heard(told.append):
                first = await model.reply(HELLO, Params())
                return first, await model.reply(HELLO, Params())
        finally:
            await model.close()

    with FakeOpenAI(*answers) as server:
        reply, _ = asyncio.run(run(server))
        return reply, told, server.requests


def test_a_streamed_reply_is_heard_and_is_that_of_a_plain_one():
    reply, told, requests = asked(Fault(body=events("One ", "two."), headers=TYPE))
    assert told[:2] == ["One ", "One two."]
    assert (reply.text, reply.finish, reply.usage.tokens_in) == ("One two.", "stop", 10)
    assert requests[0]["stream"] is True


def test_nobody_hears_and_nothing_is_streamed():
    async def run(server):
        model = OpenAIModel("openai/m", "m", base_url=server.url)
        try:
            return await model.reply(HELLO, Params())
        finally:
            await model.close()

    with FakeOpenAI("Hi.") as server:
        assert asyncio.run(run(server)).text == "Hi."
        assert "stream" not in server.requests[0]


def test_an_endpoint_that_ignores_the_wish_answers_as_always():
    reply, told, _ = asked("Hello there.")
    assert (reply.text, told) == ("Hello there.", [])


def test_an_endpoint_that_refuses_to_stream_is_asked_plainly_from_then_on():
    refusal = Fault(status=400, body={"error": {"message": "stream is not supported"}})
    reply, told, requests = asked(refusal, "Hello there.")
    assert (reply.text, told) == ("Hello there.", [])
    assert ["stream" in each for each in requests] == [True, False, False]


def test_what_both_ways_refuse_is_no_matter_of_streaming():
    refusal = Fault(status=400, body={"error": {"message": "unknown field seed"}})
    with pytest.raises(ModelError, match="unknown field"):
        asked(refusal, takes=None)


def test_thoughts_are_not_heard():
    reply, told, _ = asked(Fault(body=events("<thi", "nk>hm", "</think>", "Yes."), headers=TYPE))
    assert set(told) == {"", "Yes."}
    assert (reply.text, reply.thoughts) == ("Yes.", "hm")


def test_a_secret_is_not_heard():
    _, told, _ = asked(Fault(body=events(f"It is {KEY}."), headers=TYPE))
    assert KEY not in told[-1]


@pytest.mark.parametrize(
    "body", [events("Half", finish="", end=""), events(), "data: {not json}\n\n", ""]
)
def test_a_stream_without_an_end_or_a_text_is_no_reply(body):
    with pytest.raises(ModelError):
        asked(Fault(body=body, headers=TYPE))


def test_an_error_in_a_stream_is_that_of_the_endpoint():
    body = 'data: {"error": {"message": "the server is overloaded", "code": 503}}\n\n'
    with pytest.raises(ModelError, match="overloaded"):
        asked(Fault(body=body, headers=TYPE))


async def _lines(text):
    for line in text.split("\n"):
        yield line


@given(st.lists(st.text(max_size=8), min_size=1, max_size=12))
@settings(max_examples=60)
def test_parts_add_up_to_the_whole_whatever_they_are(parts):
    body = json.loads(asyncio.run(gathered(_lines(events(*parts)), lambda text: None)))
    assert body["choices"][0]["message"]["content"] == "".join(parts)


@given(st.text(max_size=60))
def test_what_is_spoken_begins_what_is_said_at_last(text):
    assert not any(sign in text for sign in "<[◁") or len(spoken(text)) <= len(text)
    assert spoken(text) == text or any(sign in text for sign in "<[◁")


def test_a_script_is_heard_word_by_word():
    told = []
    model = ScriptedModel(Script(replies=("One two.",)))

    async def run():
        with heard(told.append):
            return await model.reply(HELLO, Params())

    assert asyncio.run(run()).text == "One two."
    assert told == ["One", "One two."]
