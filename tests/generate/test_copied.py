import pytest

from park.generate.copied import fresh
from park.generate.heard import Heard

LINE = "I think pride matters. I would do anything to make them proud, even in winter."


def left_of(text, earlier=LINE):
    return fresh(text, Heard(me="Kyle", other="Serkan", earlier=[earlier], language="en"))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "So you care. I would do anything to make them proud, even in winter. Serkan, did your "
            "grandparents see it so?",
            "So you care. Serkan, did your grandparents see it so?",
        ),
        (
            "I'd do anything to make them proud, even in winter! And your brother?",
            "And your brother?",
        ),
    ],
)
def test_a_contact_s_line_loses_what_was_said_already_where_a_question_remains(text, left):
    assert left_of(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "I would do anything to make them proud, even in winter.",
        "So you would do it in winter. And in summer?",
        "I would not do anything to make them proud, even in winter. What do you say to that?",
        "Serkan, would you do anything to make them proud, even in winter? And why?",
        'You said: "I care. I would do anything to make them proud, even in winter." Is it so?',
        "",
    ],
)
def test_denials_questions_and_quotations_stay_and_so_does_a_line_without_a_question(text):
    assert left_of(text) == text


def test_short_sentences_may_be_said_again():
    earlier = "I see. That is how we do it here."
    assert left_of("I see. How is it there?", earlier) == "I see. How is it there?"
