"""What providers say in their own words: endings, sums of tokens, limits, vocabularies' blanks."""

import pytest

from park.models.adapting import Takes
from park.models.base import ModelError
from park.models.completions import read_logprobs, read_reply, read_usage, thought_tokens
from park.models.lessons import _bounds, _context, _logprobs
from park.models.litellm_api import secrets_around
from park.models.thinking import split_thinking


def completion(content, finish="stop", usage=None, **more):
    choice = {"message": {"role": "assistant", "content": content}, "finish_reason": finish}
    return {"choices": [choice | more], "usage": usage or {}}


@pytest.mark.parametrize("finish", ["SAFETY", "content_filtered", "prohibited_content"])
def test_an_answer_that_a_filter_took_away_is_no_empty_turn(finish):
    with pytest.raises(ModelError, match="m"):
        read_reply("m", completion("", finish))


@pytest.mark.parametrize("finish", ["max_tokens", "MAX_TOKENS", "model_length", "length"])
def test_an_answer_without_room_is_cut_by_any_name(finish):
    assert read_reply("m", completion("Tea and", finish)).finish == "length"


def test_thoughts_that_only_the_sum_tells_of_are_paid_for():
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 65}
    assert read_usage(usage).tokens_out == 55
    assert thought_tokens(completion("Tea", "length", usage)) == 50
    assert thought_tokens(completion("Tea", "stop", usage)) == 0


def test_a_sum_that_cannot_be_is_not_believed():
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 10**9}
    assert read_usage(usage).tokens_out == 5


@pytest.mark.parametrize("token", ["A", " A", "\u2581A", "\u0120A", "A\u010a"])
def test_tokens_are_read_with_the_blanks_of_vocabularies(token):
    shown = [{"token": token, "logprob": -0.5}, {"token": "B", "logprob": -1.5}]
    logprobs = {"content": [{"token": token, "logprob": -0.5, "top_logprobs": shown}]}
    found = read_logprobs("m", completion("A", logprobs=logprobs), ["A", "B"])
    assert found.logprobs["A"] == -0.5


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("prompt is too long: 9000 tokens > 8192 maximum", 8192),
        ("prompt contains 9000 tokens, too large for model with 8192 maximum context length", 8192),
        ("this model's maximum prompt length is 8192 but the request contains 9000 tokens", 8192),
        ("`inputs` tokens + `max_new_tokens` must be <= 4096. given: 4000 and 160", 4096),
        ("input length and `max_tokens` exceed context limit: 8000 + 300 > 8192", 8192),
        ("the input token count (9000) exceeds the maximum number of tokens allowed (8192)", 8192),
    ],
)
def test_a_context_is_learned_from_many_wordings(words, size):
    assert _context(words, {"max_tokens": 160}, Takes()).context == size


@pytest.mark.parametrize(
    ("words", "most"),
    [
        ("max_tokens: 160 > 100, which is the maximum allowed number of output tokens", 100),
        ("max_tokens must be less than or equal to 128, the maximum for this context", 128),
        ("max_tokens is out of the supported range from 1 (inclusive) to 101 (exclusive)", 100),
    ],
)
def test_the_most_tokens_are_learned_from_many_wordings(words, most):
    assert _bounds(words, {"max_tokens": 160}, Takes()).most == most


def test_fewer_log_probabilities_are_learned_from_a_range():
    words = "top_n_tokens must be in the range 0 to 5"
    assert _logprobs(words, {"logprobs": True, "top_logprobs": 20}, Takes()).logprobs == 5


@pytest.mark.parametrize(
    "text",
    [
        "Here is my thought process: a b\nHere is my response: Hi",
        "Here are my reasoning steps:\na b\n[BEGIN FINAL RESPONSE]\nHi\n[END FINAL RESPONSE]",
        "<think>a <answer> b</think><answer>Hi</answer>",
        "<ns:thinking>a b</ns:thinking>Hi",
    ],
)
def test_thoughts_in_words_and_answers_in_envelopes_are_told_apart(text):
    said, thought = split_thinking(text)
    assert said == "Hi"
    assert thought.split()[0] == "a" and thought.split()[-1] == "b"


def test_secrets_that_litellm_finds_by_itself_are_masked(monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-0123456789")
    monkeypatch.setenv("SOME_TOKENIZER_KEY", "short")
    assert "sk-ant-0123456789" in secrets_around()
    assert "short" not in secrets_around()
