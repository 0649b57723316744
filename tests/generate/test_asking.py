"""The question at the end of a contact's line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.generate.asking import REMARK, put, question_of

ASKS = "Nasrin, how do you see it?"


@pytest.mark.parametrize(
    ("instruction", "question"),
    [
        (f'Say back one thing, "So you". Then ask: "{ASKS}"', ASKS),
        (f'Bring it up in a few words. Then ask: "{ASKS}" Be brief.', ASKS),
        ('Doubt it: "I am not so sure, Nasrin." Give one reason.', ""),
        ("Answer Nasrin and keep the conversation going.", ""),
        ("", ""),
    ],
)
def test_an_instruction_words_what_is_asked_or_leaves_it_open(instruction, question):
    assert question_of(instruction) == question


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("So you walk to work. Nasrin, how do you see it?", f"So you walk to work. {ASKS}"),
        ("So you walk to work. How do I see it?", f"So you walk to work. {ASKS}"),
        ("So you walk to work, what would surprise you about me?", ASKS),
        ("So you walk to work", f"So you walk to work. {ASKS}"),
        ("Not so sure, Nasrin. I drive. And you? Hm.", f"Not so sure, Nasrin. I drive. {ASKS}"),
        ("", ASKS),
        (f"So you {'walk and ' * 30}run. {ASKS}", ASKS),
        (f"So you walk. I {'walk and ' * 30}run. {ASKS}", f"So you walk. {ASKS}"),
        ("“So you walk.”", f"“So you walk.” {ASKS}"),
        ("So you walk:", f"So you walk. {ASKS}"),
        ('Some say "I walk. How do you see it?"', f'Some say "I walk." {ASKS}'),
        ("Some say “I walk. How do you see it?”", f"Some say “I walk.” {ASKS}"),
        ('Some say "I walk." How do you see it?', f'Some say "I walk." {ASKS}'),
        ("So you told Dr. Yilmaz about it, is that right?", ASKS),
        ("So you eat as in the U.S. on Fridays, right?", ASKS),
        ("So you told Mr. Lee. Is that right?", f"So you told Mr. Lee. {ASKS}"),
    ],
)  # fmt: skip
def test_what_is_no_question_stays_before_the_question(said, line):
    assert put(said, ASKS) == line


def test_a_line_that_asks_already_stays():
    line = f"So you walk to work. {ASKS}"
    assert put(line, ASKS) == line


@given(st.text())
def test_the_question_is_put_once_at_the_end_of_a_bounded_line(said):
    line = put(said, ASKS)
    assert line.endswith(ASKS)
    assert "?" not in line.removesuffix(ASKS)
    assert len(line) <= REMARK + len(ASKS) + 4
