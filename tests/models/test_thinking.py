from hypothesis import given
from hypothesis import strategies as st

from park.models.thinking import MARKER, begins_thinking, split_thinking

PIECES = (
    "<think>",
    "</think>",
    "[THINK]",
    "<|channel|>analysis<|message|>",
    "<|end|>",
    "<answer>",
    "a",
    " b\n",
)


def test_a_text_without_markers_is_left_as_it_is():
    for text in ("", " Tea, please. ", "a < b and c > d", "I think so. <b>Really</b>"):
        assert split_thinking(text) == (text, "")


def test_thoughts_of_many_kinds_are_split_off():
    for text in (
        "<think>a b</think>\n\nHi",
        "a b</think>Hi",
        "<THINKING>a b</THINKING> Hi",
        "<|channel|>analysis<|message|>a b<|end|><|start|>assistant<|channel|>final<|message|>Hi"
        "<|return|>",
        "<|channel>thought\na b<channel|>Hi",
        "[THINK]a b[/THINK]Hi",
        "analysisa bassistantfinalHi",
        "<seed:think>a b</seed:think>Hi",
        "◁think▷a b◁/think▷Hi",
        "<|START_THINKING|>a b<|END_THINKING|><|START_RESPONSE|>Hi<|END_RESPONSE|>",
        "<unused94>thought\na b<unused95>Hi",
        "<|begin_of_thought|>a b<|end_of_thought|><|begin_of_solution|>Hi<|end_of_solution|>",
    ):
        assert split_thinking(text) == ("Hi", "a b"), text


def test_an_answer_is_taken_out_of_what_stands_around_it():
    for text in (
        "<think>a b</think>\n<answer>Hi</answer>",
        "<think>a b</think>\n\n<response>\nHi\n</response>",
        "<Thought>a b</Thought><Output>Hi</Output>",
        "<longcat_think>a b</longcat_think>Hi",
        "<|think|>a b<|end|><|begin|>assistant<|content|>Hi<|end|>",
        "Here is my thought process: a b\n\nHere is my response: Hi",
        "Here are my reasoning steps:\na b\n[BEGIN FINAL RESPONSE]\nHi\n[END FINAL RESPONSE]",
    ):
        assert split_thinking(text) == ("Hi", "a b"), text
    spoken_of = "I put it into <answer></answer>"
    assert split_thinking(f"<think>{spoken_of}</think>Hi") == ("Hi", spoken_of)
    assert split_thinking("Here are my reasoning steps: a b") == ("", "a b")


def test_a_thought_that_is_cut_off_is_no_speech():
    assert split_thinking("<think>and then") == ("", "and then")


def test_an_empty_thought_is_none():
    assert split_thinking("<think>\n\n</think>\n\nHi") == ("Hi", "")


def test_thoughts_between_sentences_are_taken_out():
    assert split_thinking("Hi <think>x</think> there<think>y") == ("Hi there", "x y")


def test_the_end_of_a_turn_is_no_end_of_a_thought():
    assert split_thinking("Hi there<|end|>") == ("Hi there", "")


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_what_is_said_holds_no_marker_and_nothing_is_lost(text):
    said, thoughts = split_thinking(text)
    assert not MARKER.search(said)
    assert split_thinking(said) == (said, "")
    letters = sorted(c for c in MARKER.sub("", text) if c in "ab")
    kept = MARKER.sub("", said + thoughts)  # A thought may speak of an answer's tags.
    assert sorted(c for c in kept if c in "ab") == letters


def test_a_first_token_tells_a_thought_from_an_answer():
    assert all(map(begins_thinking, ("<think>", "<", "<th", "[THINK]", "<|channel|>", " <think>")))
    assert not any(map(begins_thinking, ("A", "", " 2", "<b", "thinks")))
