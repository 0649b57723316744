"""Whatever a server sends, the readers of answers give a record or a typed error."""

import json
import math
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from park.models.base import Choices, ModelError, Params, Reply
from park.models.completions import read_logprobs, read_reply, read_usage
from park.models.errors import trouble_of
from park.models.thinking import split_thinking
from park.records import Usage
from tests.fake_openai import completion

BIDIRECTIONAL = re.compile("[\u202a-\u202e\u2066-\u2069]")
MOST = 2**63 - 1
"""The largest number that SQLite stores."""
SURROGATES = st.text(st.characters(codec=None, exclude_categories=()), max_size=12)
NUMBERS = (
    st.integers()
    | st.floats()
    | st.sampled_from([10**400, -(10**400), 2**64, 2**63, True, False, 1e308, -0.0])
)
LEAVES = st.none() | NUMBERS | SURROGATES
NAMES = (
    "choices message content text type error code usage logprobs top_logprobs token logprob "
    "prompt_tokens completion_tokens finish_reason refusal reasoning_content reasoning"
)
KEYS = SURROGATES | st.sampled_from(NAMES.split(" "))
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def whole():
    """Return a completion with every field that is read."""
    top = [{"token": "A", "logprob": -0.1}, {"token": " B", "logprob": -2.0}]
    first = {"token": "A", "logprob": -0.1, "top_logprobs": top}
    body = completion("<think>So.</think>Hello.", logprobs={"content": [first]})
    body["choices"][0]["message"]["reasoning_content"] = "So."
    body["usage"]["completion_tokens_details"] = {"reasoning_tokens": 1}
    return body


def places(value, path=()):
    """Yield the path of every part of a JSON value."""
    yield path
    inner = value.items() if isinstance(value, dict) else ()
    for key, each in enumerate(value) if isinstance(value, list) else inner:
        yield from places(each, (*path, key))


PLACES = list(places(whole()))


def put(value, path, new):
    """Return a JSON value with one part replaced."""
    if not path:
        return new
    value[path[0]] = put(value[path[0]], path[1:], new)
    return value


def check(answer):
    """Read an answer in every way and check what comes."""
    for read in (
        lambda: read_reply("m", answer),
        lambda: read_reply("m", answer, Params(max_tokens=20, stop=("\nAnn:",))),
        lambda: read_logprobs("m", answer, ("A", "B")),
    ):
        try:
            found = read()
        except ModelError as error:
            assert not [c for c in str(error) if unicodedata.category(c) in ("Cc", "Cs")]
            assert not BIDIRECTIONAL.search(str(error))
            assert len(str(error)) < 4_000
            str(error).encode()
            assert 0 <= error.usage.tokens_out <= MOST
            continue
        assert isinstance(found, Reply | Choices)
        for count in found.usage.model_dump().values():
            assert 0 <= count <= MOST
        found.model_dump_json().encode()
        if isinstance(found, Choices):
            assert set(found.logprobs) <= {"A", "B"}
            assert all(math.isfinite(each) and each <= 0 for each in found.logprobs.values())


@given(JSON)
@example([])
@example({"choices": [{"message": {"content": "\ud800"}}]})
@example({"error": {"message": "\ud800\x1b[31m", "code": 10**400}})
@example({"error": {"message": ["x"], "code": [429]}})
@example({"error": {"message": "x" * 1_000_000}})
@example({"error": "first line\nsecond line\u2028\u202e"})
@example({"choices": [{"error": {"message": None, "code": "x"}, "message": {}}]})
def test_any_json_is_read_or_a_typed_error(answer):
    check(answer)


@given(st.sampled_from(PLACES), JSON)
def test_a_completion_with_any_part_replaced_is_read_or_a_typed_error(path, new):
    check(put(whole(), path, new))


@given(st.lists(st.tuples(st.sampled_from(PLACES), JSON), min_size=2, max_size=4))
def test_a_completion_with_several_parts_replaced_is_read_or_a_typed_error(changes):
    answer = whole()
    for path, new in changes:
        try:
            answer = put(answer, path, new)
        except (KeyError, IndexError, TypeError):
            continue
    check(answer)


@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)) or "all")
def test_no_part_of_a_completion_is_trusted_to_be_shallow_or_small(path):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    nested = {}
    for _ in range(100_000):
        nested = {"text": nested, "message": nested}
    for odd in (deep, nested, 10**5_000, -(10**5_000), "x" * 3_000_000, [{}] * 200_000):
        answer = put(whole(), path, odd)
        try:
            found = read_reply("m", answer, Params(max_tokens=20))
        except ModelError as error:
            assert len(str(error)) < 4_000
        else:
            assert len(found.text) < 4_000
            assert len(found.thoughts) <= 1_000_000
        try:
            read_logprobs("m", answer, ("A", "B"))
        except ModelError as error:
            assert len(str(error)) < 4_000


@given(JSON)
def test_usage_is_bounded_whatever_is_claimed(usage):
    found = read_usage(usage)
    assert isinstance(found, Usage)
    assert all(0 <= count <= MOST for count in found.model_dump().values())
    assert found.cached_tokens_in <= found.tokens_in


@given(st.dictionaries(st.sampled_from(sorted(whole()["usage"])), NUMBERS | JSON))
def test_usage_with_any_number_is_bounded(usage):
    found = read_usage(usage)
    assert all(0 <= count <= MOST for count in found.model_dump().values())
    assert read_usage(usage).tokens_out + found.tokens_in < 2**62


@given(st.integers(), SURROGATES)
def test_every_status_has_a_way_to_help(status, words):
    assert trouble_of(status, words) in ("overload", "transient", "rejected", "fatal")


MARKERS = (
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<reasoning>", "</reasoning>"),
    ("<seed:think>", "</seed:think>"),
    ("[THINK]", "[/THINK]"),
    ("<|channel>thought\n", "<channel|>"),
    ("<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>"),
)
WORDS = st.text(
    st.characters(
        codec="utf-8", exclude_characters="<>[]|◁▷", exclude_categories=["Cs", "Z", "Cc"]
    ),
    min_size=1,
    max_size=12,
).filter(lambda text: not text.startswith("analysis"))
SENTENCE = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
PLAIN = st.text().filter(lambda text: not any(c in text for c in "<[◁") and "assistant" not in text)


@given(PLAIN)
@example("if a < b and c > d: x[i] = y[j]")
@example("  leading and trailing\n\n")
@example("I think that I think. Thoughts [sic] and <b>bold</b>, <thin>, </thing>")
@example("The analysis is that the assistant is final.")
@example("Analysis shows: assistant final")
def test_a_text_without_markers_is_unchanged(text):
    assert split_thinking(text) == (text, "")


@given(st.sampled_from(MARKERS), SENTENCE, SENTENCE)
def test_a_thought_and_an_answer_are_told_apart(marks, thought, said):
    before, after = marks
    assert split_thinking(f"{before}{thought}{after}{said}") == (said, thought)
    assert split_thinking(f"{before}\n{thought}\n{after}\n\n{said}") == (said, thought)


# The channels of gpt-oss always begin in the answer itself.
@given(st.sampled_from(MARKERS[:-1]), SENTENCE, SENTENCE)
def test_without_its_opening_mark_a_thought_is_a_thought(marks, thought, said):
    assert split_thinking(f"{thought}\n{marks[1]}\n\n{said}") == (said, thought)


@given(st.sampled_from(MARKERS), SENTENCE)
def test_a_thought_that_was_cut_off_leaves_nothing_said(marks, thought):
    assert split_thinking(f"{marks[0]}{thought}") == ("", thought)


@given(st.sampled_from(MARKERS), SENTENCE)
def test_an_empty_thought_leaves_the_answer_alone(marks, said):
    assert split_thinking(f"{marks[0]}\n\n{marks[1]}\n\n{said}") == (said, "")


PIECES = [mark for pair in MARKERS for mark in pair]
MIXED = st.lists(st.sampled_from(PIECES) | SENTENCE | st.sampled_from("<>[]|/ \n"), max_size=8)


@given(MIXED.map("".join))
@example("</think></think><think><think>")
@example("<thi<think>nk>")
@example("<<think>think>x</think>")
@example("analysisSo.assistantfinalYes.")
def test_nothing_is_invented_and_what_was_said_holds_no_thought_any_more(text):
    said, thoughts = split_thinking(text)
    assert split_thinking(said) == (said, "")
    given, found = sorted("".join(text.split())), sorted("".join((said + thoughts).split()))
    left = list(given)
    for character in found:
        assert character in left
        left.remove(character)


@given(MIXED)
def test_no_word_is_lost(parts):
    text = " ".join(parts)
    said, thoughts = split_thinking(text)
    kept = f"{said} {thoughts}"
    for part in parts:
        if part not in PIECES and len(part) > 1:
            assert " ".join(part.split()) in " ".join(kept.split())


@pytest.mark.parametrize(
    "piece", ["<think>", "</think>", "<", "<|", "<|channel|>", "<think", "[", "a"]
)
def test_many_marks_are_split_in_one_pass(piece):
    said, thoughts = split_thinking(piece * 200_000)
    assert len(said) + len(thoughts) <= len(piece) * 200_000 + 400_000


@given(JSON)
def test_json_that_python_reads_is_the_only_thing_that_counts(answer):
    # As it comes from a server: NaN, infinities, surrogates and long numbers included.
    check(json.loads(json.dumps(answer)))
