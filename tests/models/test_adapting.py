"""Models learn what they take: from an endpoint's refusals, once, and remember it in the run."""

import asyncio
import json

import pytest
from pydantic import ValidationError

from park.config import ModelConfig
from park.ledger.ledger import Ledger
from park.models.base import ModelError, NoLogprobs, Params, Reply
from park.models.connect import connect
from park.models.gateway import Gateway, Meter
from park.models.limiter import Limiter
from park.models.openai_api import OpenAIModel
from park.models.takes import Takes
from tests.fake_openai import FakeOpenAI, Fault, completion

ASK = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello?"}]
FULL = Params(top_p=0.9, presence_penalty=0.3, stop=("\nA:", "\nB:"), seed=3)
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}


def refusing(test, words, status=400, answer="Tea."):
    """Return a server's function that refuses what a test says, and else answers."""

    def respond(body):
        if test(body):
            said = words if isinstance(words, dict) else {"error": {"message": words}}
            return Fault(status=status, body=said)
        return answer(body) if callable(answer) else answer

    return respond


def has(field):
    return lambda body: field in body


def has_system(body):
    return body["messages"][0]["role"] == "system"


def talk(
    respond, params=FULL, schema=None, times=2, **settings
) -> tuple[list[Reply], FakeOpenAI, Takes]:
    async def run(server):
        model = OpenAIModel("openai/m", "m", base_url=server.url, **settings)
        try:
            return [await model.reply(ASK, params, schema) for _ in range(times)], model.takes
        finally:
            await model.close()

    with FakeOpenAI(respond) as server:
        replies, takes = asyncio.run(run(server))
        return replies, server, takes


REFUSALS = {
    "system role of Gemma": (has_system, "System role not supported", 400, "system"),
    "system role, llama.cpp": (
        has_system, "Jinja Exception: System role not supported", 500, "system"
    ),
    "system, Google": (
        has_system, "Developer instruction is not enabled for models/gemma-3-27b-it", 400, "system"
    ),
    "roles, vLLM": (
        has_system,
        "Conversation roles must alternate user/assistant/user/assistant/...", 400, "system",
    ),
    "system, OpenAI": (
        has_system,
        "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
        400, "system",
    ),
    "max_tokens": (
        has("max_tokens"),
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
        "'max_completion_tokens' instead.", 400, "limit",
    ),
    "temperature": (
        has("temperature"),
        "Unsupported value: 'temperature' does not support 0.7 with this model. Only the default "
        "(1) value is supported.", 400, "temperature",
    ),
    "both": (
        lambda body: {"temperature", "top_p"} <= body.keys(),
        "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
        400, "top_p",
    ),
    "seed, Mistral": (
        has("seed"),
        {"detail": [{"type": "extra_forbidden", "loc": ["body", "seed"],
                     "msg": "Extra inputs are not permitted", "input": 3}]}, 422, "seed",
    ),
    "penalty, xAI": (
        has("presence_penalty"),
        "Argument not supported on this model: presencePenalty", 400, "penalties",
    ),
    "stop, xAI": (has("stop"), "Argument not supported on this model: stop", 400, "stop"),
    "stops": (
        lambda body: len(body.get("stop", ())) > 1,
        "Invalid 'stop': array too long. Expected an array with maximum length 1, but got 2.",
        400, "stop",
    ),
    "least": (
        lambda body: body.get("max_tokens", 99) < 200,
        "Invalid 'max_tokens': integer below minimum value. Expected a value >= 200, but got 160.",
        400, "least",
    ),
    "most": (
        lambda body: body.get("max_tokens", 0) > 100,
        "max_tokens is too large: 160. This model supports at most 100 completion tokens", 400,
        "most",
    ),
    "schema": (
        has("response_format"),
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this "
        "model.", 400, "schema_",
    ),
    "schema, OpenRouter": (
        has("response_format"),
        "No endpoints found that support the provided 'response_format'", 404, "schema_",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS)
def test_one_refusal_teaches_what_a_model_does_not_take_and_nothing_else(case):
    test, words, status, field = REFUSALS[case]
    replies, server, takes = talk(refusing(test, words, status), schema=SCHEMA)
    assert [reply.text for reply in replies] == ["Tea.", "Tea."]
    assert len(server.requests) == 3
    changed = {
        name for name in Takes.model_fields if getattr(takes, name) != getattr(Takes(), name)
    }
    assert changed == {field}


UNSPECIFIC = {
    "seed": has("seed"),
    "system_": has_system,
    "penalties": has("presence_penalty"),
    "temperature": has("temperature"),
    "schema": has("response_format"),
}


@pytest.mark.parametrize("case", UNSPECIFIC)
def test_a_refusal_without_a_word_is_got_round_by_trying(case):
    replies, server, _ = talk(refusing(UNSPECIFIC[case], "Bad Request"), schema=SCHEMA)
    assert [reply.text for reply in replies] == ["Tea.", "Tea."]
    tried = len(server.requests)
    assert not UNSPECIFIC[case](server.requests[-1])
    assert tried <= 12
    both = refusing(lambda b: "seed" in b or "temperature" in b, "Bad Request")
    assert talk(both)[0][0].text == "Tea."


def test_trying_is_given_up_and_never_begun_again():
    async def run(server):
        model = OpenAIModel("openai/m", "m", base_url=server.url)
        for _ in range(2):
            with pytest.raises(ModelError, match="Bad Request") as caught:
                await model.reply(ASK, FULL)
            assert caught.value.trouble == "rejected"
        await model.close()

    with FakeOpenAI(refusing(lambda body: True, "Bad Request")) as server:
        asyncio.run(run(server))
        assert len(server.requests) < 14


def test_what_was_taken_before_is_not_doubted_later():
    calls = []

    def respond(body):
        calls.append(body)
        return "Tea." if len(calls) == 1 else Fault(400, body={"error": {"message": "No."}})

    with pytest.raises(ModelError, match="No"):
        talk(respond)
    assert len(calls) == 2


TOO_LONG = {
    "openai": "This model's maximum context length is 512 tokens. However, you requested 900",
    "vllm": "You passed 900 input tokens and requested 160 output tokens. However, the model's "
    "context length is only 512 tokens, resulting in a maximum input length of 352 tokens.",
    "anthropic": "prompt is too long: 900 tokens > 512 maximum",
    "anthropic, with the answer": "input length and `max_tokens` exceed context limit: 900 + 160 "
    "> 512, decrease input length or `max_tokens` and try again",
    "mistral": "Prompt contains 900 tokens, too large for model with 512 maximum context length",
    "xai": "This model's maximum prompt length is 512 but the request contains 900 tokens.",
    "qwen": "InvalidParameter: Range of input length should be [1, 512]",
    "tgi": "Input validation error: `inputs` must have less than 512 tokens. Given: 900",
    "tgi, with the answer": "`inputs` tokens + `max_new_tokens` must be <= 512. Given: 900",
    "gemini": "The input token count (900) exceeds the maximum number of tokens allowed (512).",
    "cohere": "too many tokens: total number of tokens in the prompt cannot exceed 512 - received",
}


@pytest.mark.parametrize("provider", TOO_LONG)
def test_a_prompt_that_is_too_long_teaches_the_size_of_the_context(provider):
    words = TOO_LONG[provider]

    async def run(server):
        model = OpenAIModel("openai/m", "m", base_url=server.url, context=4096)
        with pytest.raises(ModelError) as caught:
            await model.reply(ASK, FULL)
        await model.close()
        return str(caught.value), model.context

    with FakeOpenAI(refusing(lambda body: True, words)) as server:
        said, context = asyncio.run(run(server))
    assert context == 512
    assert "512" in said


def test_a_folded_system_message_begins_the_first_user_message():
    _, server, _ = talk(refusing(has_system, "System role not supported"))
    assert server.requests[-1]["messages"] == [{"role": "user", "content": "Be brief.\n\nHello?"}]


def test_calls_that_are_refused_at_once_learn_together():
    async def run(server):
        model = OpenAIModel("openai/m", "m", base_url=server.url)
        replies = await asyncio.gather(*(model.reply(ASK, FULL) for _ in range(16)))
        await model.close()
        return replies

    with FakeOpenAI(refusing(has("seed"), "unknown field: seed")) as server:
        assert {reply.text for reply in asyncio.run(run(server))} == {"Tea."}
        assert len(server.requests) <= 32


def gateways(path, url, count, meter=None):
    async def run():
        with Ledger(path) as ledger:
            model = OpenAIModel("openai/m", "m", base_url=url)
            gate = Gateway(model, ledger, Limiter(4), meter or Meter(), None, stage="generate")
            for sample in range(count):
                await gate.reply(ASK, FULL, sample=sample)
            await model.close()

    asyncio.run(run())


def test_a_run_remembers_what_was_learned_and_says_it_once(tmp_path):
    said = []
    with FakeOpenAI(refusing(has("seed"), "unknown field: seed")) as server:
        gateways(tmp_path / "ledger.sqlite", server.url, 3, Meter(say=said.append))
        assert len(server.requests) == 4
        gateways(tmp_path / "ledger.sqlite", server.url, 5, Meter(say=said.append))
        assert len(server.requests) == 6
    assert said == ["openai/m: it takes no seed"]


THOUGHTS = {
    "tags": Fault(text="<think>QUIRK</think>Tea."),
    "no opening tag": Fault(text="QUIRK\n</think>\n\nTea."),
    "Gemma": Fault(text="<|channel>thought\nQUIRK<channel|>Tea."),
    "a field": Fault(body=completion(None) | {
        "choices": [{"message": {"content": "Tea.", "reasoning_content": "QUIRK"},
                     "finish_reason": "stop"}]}),
    "parts": Fault(body=completion(None) | {
        "choices": [{"message": {"content": [
            {"type": "thinking", "thinking": [{"type": "text", "text": "QUIRK"}]},
            {"type": "text", "text": "Tea."}]}, "finish_reason": "stop"}]}),
}  # fmt: skip


@pytest.mark.parametrize("case", THOUGHTS)
def test_thoughts_are_kept_apart(case):
    (first, *_), server, takes = talk(THOUGHTS[case])
    assert (first.text, first.thoughts) == ("Tea.", "QUIRK")
    assert takes.thinks
    assert "chat_template_kwargs" in server.requests[1]


def thinking(least, honours=None):
    """Return a server that thinks for some tokens, unless it is asked not to as it honours."""

    def respond(body):
        if honours is not None and honours(body):
            return "Tea."
        if body.get("max_tokens", 10**6) < least:
            return Fault(text="<think>QUIRK and QUIRK", finish="length")
        return "<think>QUIRK</think>Tea."

    return respond


def test_a_model_that_can_be_kept_from_thinking_is():
    off = lambda body: body.get("chat_template_kwargs", {}).get("enable_thinking") is False  # noqa: E731
    replies, server, takes = talk(thinking(1000, off), times=3)
    assert [reply.text for reply in replies] == ["Tea."] * 3
    assert len(server.requests) == 4
    assert server.requests[-1]["max_tokens"] == 160
    assert takes.silent


def test_a_model_that_cannot_be_kept_from_thinking_gets_room():
    replies, server, takes = talk(thinking(1000), times=2)
    assert [reply.text for reply in replies] == ["Tea."] * 2
    assert not takes.silent
    assert server.requests[-1]["max_tokens"] == 160 + takes.room
    assert "stop" not in server.requests[-1]
    # The tokens of all attempts are counted.
    assert replies[0].usage.tokens_out == 2 * (len(server.requests) - 1)


def test_a_model_that_needs_more_room_gets_more_up_to_a_limit():
    assert talk(thinking(5000), times=1)[0][0].text == "Tea."
    with pytest.raises(ModelError, match="thinking"):
        talk(thinking(10**5), times=1)


def test_a_switch_that_is_refused_is_left_out():
    quiet = refusing(
        lambda b: "chat_template_kwargs" in b, "Unknown field chat_template_kwargs", 400,
        thinking(1000, lambda b: b.get("reasoning_effort") == "none"),
    )  # fmt: skip
    replies, _, takes = talk(quiet)
    assert [reply.text for reply in replies] == ["Tea.", "Tea."]
    assert takes.quiet == "none"


def test_a_text_is_cut_at_a_stop_sequence_that_could_not_be_sent():
    (reply,), _, _ = talk("<think>\nA: QUIRK</think>Tea.\nB: More tea.", times=1)
    assert reply.text == "Tea."


def test_a_text_that_is_far_too_long_is_cut():
    (reply,), _, _ = talk("word " * 2_000_000, times=1)
    assert len(reply.text) == 16 * 160 + 400
    assert reply.finish == "length"


def test_a_key_that_a_model_says_is_masked():
    key = "sk-marked-1234567890"
    (reply,), _, _ = talk(f"My key is {key}.", times=1, key=key)
    assert reply.text == "My key is ***."


def options(respond) -> tuple[dict[str, float] | type, FakeOpenAI, Takes]:
    async def run(server):
        model = OpenAIModel("openai/m", "m", base_url=server.url)
        try:
            await model.reply(ASK, Params())
            return (await model.option_logprobs(ASK, ["A", "B"])).logprobs, model.takes
        except NoLogprobs:
            return NoLogprobs, model.takes
        finally:
            await model.close()

    with FakeOpenAI(respond) as server:
        found, takes = asyncio.run(run(server))
        return found, server, takes


def shown(*top, first="A"):
    content = [{"token": first, "top_logprobs": [{"token": t, "logprob": p} for t, p in top]}]
    return Fault(body=completion(first, logprobs={"content": content}))


def with_logprobs(body):
    return shown(("A", -0.1)) if "logprobs" in body else "A"


LOGPROBS_REFUSED = {
    "five": (lambda b: b.get("top_logprobs", 0) > 5,
             "Requested sample logprobs of 20, which is greater than max allowed: 5", 400),
    "not allowed": (has("logprobs"), "You are not allowed to request logprobs", 403),
    "not supported": (has("logprobs"), "logprobs are not supported", 400),
    "forbidden": (has("logprobs"), "Forbidden", 403),
    "without a word": (has("logprobs"), "Bad Request", 400),
}  # fmt: skip


@pytest.mark.parametrize("case", LOGPROBS_REFUSED)
def test_refused_log_probabilities_are_asked_for_less_or_never_again(case):
    respond = refusing(*LOGPROBS_REFUSED[case], with_logprobs)
    found, _, takes = options(respond)
    if case == "five":
        assert found == {"A": -0.1}
        assert takes.logprobs == 5
    else:
        assert found is NoLogprobs
        assert takes.logprobs == 0


def test_a_first_token_that_begins_a_thought_is_no_answer():
    def respond(body):
        off = body.get("reasoning_effort") == "none"
        return shown(("A", -0.2)) if off else shown(("<think>", -0.0), ("A", -9.0), first="<think>")

    assert options(respond)[0] == {"A": -0.2}
    always = shown(("<think>", -0.0), ("A", -9.0), first="<think>")
    assert options(lambda body: always if "logprobs" in body else "Tea.")[0] is NoLogprobs


def test_odd_log_probabilities_are_left_out():
    body = json.dumps(completion("A", logprobs={"content": [{"token": "A", "top_logprobs": [
        {"token": "A", "logprob": -1}, {"token": "B", "logprob": "§"}]}]}))  # fmt: skip
    for odd in ("NaN", "Infinity", "-" + "9" * 400, '"x"', "null", "5", "true"):
        fault = Fault(body=body.replace('"\\u00a7"', odd))
        assert options(lambda b, f=fault: f if "logprobs" in b else "Tea.")[0] == {"A": -1.0}
    assert options(lambda b: "Tea.")[0] is NoLogprobs


def test_one_404_among_answers_is_a_routers_and_not_the_end():
    calls = []

    def respond(body):
        calls.append(body)
        return Fault(404, body={"error": {"message": "gone"}}) if len(calls) == 2 else "Tea."

    with pytest.raises(ModelError) as caught:
        talk(respond)
    assert caught.value.trouble == "transient"


def test_a_call_that_is_shaped_otherwise_is_another_call(tmp_path):
    def asked(**settings):
        config = ModelConfig(model="openai/m", base_url=server.url, **settings)

        async def talk():
            with Ledger(tmp_path / "ledger.sqlite") as ledger:
                model = connect(config, base=tmp_path)
                gate = Gateway(model, ledger, Limiter(1), Meter(), None, stage="generate")
                await gate.reply(ASK, FULL)
                await model.close()

        asyncio.run(talk())
        return len(server.requests)

    with FakeOpenAI("Tea.") as server:
        assert [asked(), asked(), asked(extra_body={"a": 1}), asked(thinking=512)] == [1, 1, 2, 3]
        assert server.requests[1]["a"] == 1
        assert server.requests[2]["max_tokens"] == 160 + 512


def test_headers_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("MY_HEADER", "secret-of-mine")

    async def talk(url):
        config = ModelConfig(model="openai/m", base_url=url, headers_env={"X-Key": "MY_HEADER"})
        model = connect(config, base=tmp_path)
        reply = await model.reply(ASK, FULL)
        await model.close()
        return reply

    with FakeOpenAI("It is secret-of-mine.") as server:
        assert asyncio.run(talk(server.url)).text == "It is ***."
        assert server.headers[0]["x-key"] == "secret-of-mine"


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"extra_body": {"messages": []}}, "extra_body"),
        ({"headers_env": {"X-Key": "sk-no-variable"}}, "headers_env"),
        ({"headers_env": {"X Key": "MY_KEY"}}, "headers_env"),
        ({"takes": {"sytem": False}}, "takes.sytem"),
        ({"takes": {"logprobs": -1}}, "takes.logprobs"),
        ({"thinking": 0}, "thinking"),
        ({"thinking": "maybe"}, "thinking"),
    ],
)
def test_settings_that_will_not_do_are_refused_by_their_name(settings, key):
    with pytest.raises(ValidationError) as caught:
        ModelConfig(model="openai/m", **settings)
    assert ".".join(map(str, caught.value.errors()[0]["loc"])).startswith(key)


def test_thinking_off_is_what_yaml_makes_of_it():
    assert ModelConfig(model="openai/m", thinking=False).thinking == "off"
    assert ModelConfig(model="openai/m", thinking=True).thinking == Takes().room


def test_a_refusal_that_comes_once_teaches_nothing():
    answers = iter([Fault(400, body={"error": {"message": "Bad Request"}})])
    _, server, takes = talk(lambda body: next(answers, "Tea."))
    assert takes == Takes()
    assert len(server.requests) == 3
