"""Which option a text names: the ways that models have of saying it, and what must not be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.text import choice
from park.text.choice import chosen

NUMBERS = ("1", "2", "3")
LABELS = ("strongly agree", "disagree", "agree")
LETTERS = ("A", "B")
ANSWERS = ("yes", "no")

SECOND = (
    "2", "2.", "2)", "(2)", "[2]", "<2>", "#2", "`2`", '"2"', "“2”", "**2**", "**2.**", " 2\n",
    "２", "（２）", "②", "٢", "२", "2\ufe0f\u20e3",
    "2 - Disagree", "2 – Disagree", "2: disagree", "2. Disagree", "2) Disagree", "2 disagree",
    "2, because it fits", "2 because it fits", "2\n\nBecause it fits.", "**2 - Disagree**",
    "Option 2", "option 2.", "Number 2", "Answer 2", "Box 2: disagree",
    "Answer: 2", "Answer：２", "**Answer:** 2", "**Answer**: **2**", "answer = 2", "Answer → 2",
    "The answer is 2", "The answer is 2.", "The answer is (2).", "My answer would be 2.",
    "The answer is option 2.", "The correct answer is **2. Disagree**.", "I would say 2.",
    "I'd go with 2.", "I choose option 2: disagree.", "<answer>2</answer>",
    "This is about tea.\n\n2", "This is about tea.\n**2. Disagree**",
    "Tea? I think the answer is 2.",
    "disagree", "Disagree.", "**Disagree**", "I disagree", "I disagree.", "DISAGREE!",
    "My answer is disagree.", "Answer: disagree", "Disagree, because it is cold.",
    "Disagree\nIt is.",
    '{"answer": "2"}', '{"answer": 2}', '{"answer": "2."}', '{"answer": "disagree"}',
    '{"answer": "(2) Disagree"}', '```json\n{"answer": "2"}\n```', 'Sure:\n{"answer": "2"}\nDone.',
    '{"why": "tea is hot", "answer": "2"}', '{"answer": "2"} {"answer": 2}', '{answer: 2}',
    '{"why": "he said "hot"", "answer": "2"}',
    r"\boxed{2}", r"So the answer is $\boxed{\text{2}}$.", r"Tea. \boxed{2. Disagree}",
)  # fmt: skip


@pytest.mark.parametrize("text", SECOND)
def test_the_second_option_is_read_however_it_is_said(text):
    assert chosen(text, NUMBERS, LABELS) == 1


@pytest.mark.parametrize(
    "text",
    ["B", "b", "B.", "B)", "(b)", "Ｂ", "Ⓑ", "Option B", "B: no", "No.", "The answer is B",
     "B. A person should say so.", "I choose B.", "**B**"],
)  # fmt: skip
def test_letters_are_read_like_numbers(text):
    assert chosen(text, LETTERS, ANSWERS) == 1


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "9", "0", "22", "2.5", "2%", "2/3", "2:30", "2nd", "x2", "-2", "2 people", "2?",
        "I have 2 kids.", "2 of us agree with 3.", "in 2 days",
        "2 or 3", "1, 2", "2 and 3", "2. Or perhaps 3.", "The answer is 2 or 3.", "2\n3",
        "Between 1 and 3, I would say 2.", "Option 1 fits.\n\n2",
        "1. strongly agree\n2. disagree\n3. agree",
        "not 2", "The answer is not 2.", "I don't think the answer is 2.", "If the answer is 2.",
        "The wrong answer is 2.", "I would not choose 2.", "Option 2 is wrong", "2 is wrong",
        "2 - Agree", "2. strongly agree", "The answer is 2 (agree).",
        "Agree or disagree?", "Disagree. Or do I agree?", "I neither agree nor disagree.",
        "agreeable", "Disagree? 3", "I can't say that I disagree",
        '{"answer": "9"}', '{"answer": null}', '{"answer": true}', '{"answer": ["2"]}',
        '{"answer": {"2": 2}}', '{"answer": "2 or 3"}', '{"answer": "2"} {"answer": "3"}',
        '{"answer": ""}', '{"answer": "2 - Agree"}', "[]", "{}", "2" * 30_000, "{" * 5_000,
        r"\boxed{2} or \boxed{3}", r"\boxed{}",
    ],
)  # fmt: skip
def test_what_names_no_option_or_several_is_no_answer(text):
    assert chosen(text, NUMBERS, LABELS) is None


@pytest.mark.parametrize(
    "text",
    ["A dog", "The answer is a dog", "AB", "C", "B or A", "A, or B.", "A/B", "A?", "Either A or B:",
     "B: yes", "Option B is wrong", "No, I cannot do that.", "No. Sorry, that is nothing for me.",
     "I'm A-level", "A's"],
)  # fmt: skip
def test_a_letter_that_may_be_a_word_is_no_answer(text):
    assert chosen(text, LETTERS, ANSWERS) is None


def test_a_label_that_two_options_share_names_neither():
    assert chosen("same", LETTERS, ("same", "same")) is None
    assert chosen("A: same", LETTERS, ("same", "same")) == 0


def test_without_labels_only_markers_are_read():
    assert chosen("yes", LETTERS) is None
    assert chosen("B", LETTERS) == 1


def test_the_field_of_the_json_object_has_the_name_that_was_asked_for():
    assert chosen('{"verdict": "B"}', LETTERS, key="verdict") == 1
    assert chosen('{"letter": "B"}', LETTERS, key="answer") == 1  # After a cue, in any case.
    assert chosen('{"other": "B"}', LETTERS, key="answer") is None


PIECES = st.sampled_from(
    [*NUMBERS, *LABELS, "A", "I", "answer", "is", ":", "not", "option", "\n", " ", "(", ")", "**",
     "{", "}", '"', '"answer"', "\\boxed{", "-", ".", ",", "２", "because", "<", "\u202e", "\ud800"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map("".join))


@given(TEXTS)
def test_no_text_breaks_it_and_no_option_is_chosen_that_is_not_named(text):
    place = chosen(text, NUMBERS, LABELS)
    if place is not None:
        plain = choice._plain(text)
        assert NUMBERS[place] in plain or LABELS[place] in plain.casefold()


@given(st.text(max_size=80), st.sampled_from([0, 1, 2]))
def test_two_markers_on_lines_of_their_own_are_never_one_answer(text, place):
    other = NUMBERS[(place + 1) % 3]
    assert chosen(f"{NUMBERS[place]}\n{text}\n{other}", NUMBERS, LABELS) is None


@given(st.sampled_from([0, 1, 2]), st.permutations(LABELS))
def test_every_option_is_read_with_its_label_whatever_the_order(place, labels):
    assert chosen(f"{NUMBERS[place]}. {labels[place]}", NUMBERS, labels) == place
    assert chosen(labels[place].upper(), NUMBERS, labels) == place


@pytest.mark.parametrize("piece", ["\n", " ", "*", "{", "I say ", "answer: ", "\\boxed{", '{"a":'])
def test_the_longest_text_takes_no_more_steps_than_a_few_thousand(piece, monkeypatch):
    """Counted in the calls of what looks at the text from a place on."""
    calls = []
    real = choice._apart
    monkeypatch.setattr(choice, "_apart", lambda rest: calls.append(1) or real(rest))
    chosen((piece * choice.LONGEST)[: choice.LONGEST], NUMBERS, LABELS)
    assert len(calls) <= choice.LONGEST
